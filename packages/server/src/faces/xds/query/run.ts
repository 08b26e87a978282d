// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import type { Ins } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Ports, queryRegistry } from '../../../record/index.ts';
import { attributeAt, childOf, type Element, type Markup } from '../../../soap/index.ts';
import { ns } from '../ebrim/vocabulary.ts';
import { queryResponse } from '../response.ts';
import { readCx } from '../types/identifiers.ts';
import { countOf, type Found, leafClass, objectRefs } from './found.ts';
import { type Parameters, readParameters, valuesOf } from './parameters.ts';
import { multiPatientQueries, namesAsked, type StoredQuery, storedQueries } from './queries.ts';
import { MOST } from './related.ts';

/** What a query found in one record. */
type InRecord = Extract<Awaited<ReturnType<typeof queryRegistry<Found>>>, { ok: true }>['value'];

type Ran = Promise<Result<readonly InRecord[], Failure>>;

/** Patients of one query over several, at most. */
const PATIENTS = 50;

const patientsOf = (
  query: Extract<StoredQuery, { readonly patient: string }>,
  parameters: Parameters,
  several: boolean,
): Result<readonly Ins[], Failure> => {
  const name = query.patient;
  const at = { location: name };
  const asked = valuesOf(parameters, { name, required: true, ...(!several && { single: true }) });
  if (!asked.ok) return asked;
  if (asked.value.length > PATIENTS)
    return fail(failure('too-many-entries', { count: asked.value.length, what: 'patients', limit: PATIENTS }, at));
  const patients = [...new Set(asked.value)].map((text) => readCx(text));
  return patients.every((cx) => cx !== undefined)
    ? ok(patients.map(({ system, value }) => ({ oid: system, value })))
    : fail(failure('parameter-invalid', { name, why: 'it is not an identifier with its authority (CX)' }, at));
};

/** In each record a query of its own, decided and traced there: of several, one that is refused refuses all. */
const ofPatients = async (
  actor: Actor,
  query: Extract<StoredQuery, { readonly patient: string }>,
  { parameters, several }: { readonly parameters: Parameters; readonly several: boolean },
  ports: Ports,
): Ran => {
  const patients = patientsOf(query, parameters, several);
  if (!patients.ok) return patients;
  const prepared = query.prepare(parameters);
  if (!prepared.ok) return prepared;
  const { criteria, read } = prepared.value;
  const detail = { query: query.name, criteria };
  const records: InRecord[] = [];
  for (const ins of patients.value) {
    const found = await queryRegistry(actor, { record: { ins }, operation: 'document.find', detail }, ports, read);
    if (!found.ok) return found;
    records.push(found.value);
  }
  return ok(records);
};

/** Names by which what was found can have been asked for. */
const namesOf = ({ entries = [], sets = [], folders = [], associations = [] }: Found): readonly string[] => [
  ...entries.flatMap(({ entryUuid, logicalId, uniqueId }) => [entryUuid, logicalId, uniqueId]),
  ...[...sets, ...folders].flatMap(({ entryUuid, uniqueId }) => [entryUuid, uniqueId]),
  ...associations.flatMap(({ source, target }) => [source.slice(9), target.slice(9)]),
];

/** What names no object that the caller may know of, in whatever way, is not in the answer. */
const UNKNOWN: ReadonlySet<string> = new Set(['document-unknown', 'object-unknown', 'record-unknown']);

const ofObjects = async (
  actor: Actor,
  query: Extract<StoredQuery, { readonly operation: string }>,
  parameters: Parameters,
  ports: Ports,
): Ran => {
  const asked = namesAsked(query, parameters);
  if (!asked.ok) return asked;
  const prepared = query.prepare(parameters);
  if (!prepared.ok) return prepared;
  const records = new Map<string, InRecord>();
  let left = asked.value;
  while (left.length > 0) {
    const [first = ''] = left;
    const names = left;
    const request = { record: { object: first }, operation: query.operation, detail: { query: query.name } };
    const found = await queryRegistry(actor, request, ports, (reader) => prepared.value(reader, names));
    if (!found.ok && !UNKNOWN.has(found.error.code)) return found;
    if (found.ok && !records.has(found.value.recordId)) records.set(found.value.recordId, found.value);
    const known = new Set([first, ...(found.ok ? namesOf(found.value.found) : [])]);
    left = left.filter((name) => !known.has(name));
  }
  return ok([...records.values()].filter(({ found }) => countOf(found) > 0));
};

/** Whole objects in one answer, at most. */
const LEAVES = 1_000;

const answer = (records: readonly InRecord[], whole: boolean, several: boolean): Result<Markup, Failure> => {
  const count = records.reduce((sum, { found }) => sum + countOf(found), 0);
  const limit = whole ? LEAVES : MOST;
  if (count > limit) return fail(failure('query-too-large', { limit }));
  if (whole && !several && records.length > 1) return fail(failure('several-patients'));
  const objects = records.flatMap(({ found, ins }) => (whole ? leafClass(found, ins) : objectRefs(found)));
  return ok(queryResponse({ failures: [] }, objects));
};

const run = async (
  actor: Actor,
  request: Element,
  several: boolean,
  ports: Ports,
): Promise<Result<Markup, Failure>> => {
  const option = childOf(request, ns.query, 'ResponseOption');
  const returnType = option && attributeAt(option, 'returnType');
  if (returnType !== 'LeafClass' && returnType !== 'ObjectRef')
    return fail(
      failure('element-invalid', { path: 'ResponseOption/@returnType', why: 'it is LeafClass or ObjectRef' }),
    );
  const adhoc = childOf(request, ns.rim, 'AdhocQuery');
  const id = (adhoc && attributeAt(adhoc, 'id'))?.toLowerCase() ?? '';
  const queries = several ? multiPatientQueries : storedQueries;
  const query = Object.hasOwn(queries, id) ? queries[id] : undefined;
  if (adhoc === undefined || query === undefined)
    return fail(failure('query-unknown', { query: id.slice(0, 80) || '(none)' }));
  const parameters = readParameters(adhoc);
  if (!parameters.ok) return parameters;
  const ran =
    'patient' in query
      ? await ofPatients(actor, query, { parameters: parameters.value, several }, ports)
      : await ofObjects(actor, query, parameters.value, ports);
  return ran.ok ? answer(ran.value, returnType === 'LeafClass', several) : ran;
};

const answering =
  (several: boolean) =>
  async (actor: Actor, request: Element, ports: Ports): Promise<Markup> => {
    const done = await run(actor, request, several, ports);
    return done.ok ? done.value : queryResponse({ failures: [done.error] }, []);
  };

/** Registry Stored Query (ITI-18, DMP TD3.1): `query:AdhocQueryRequest` to `query:AdhocQueryResponse`. */
export const storedQuery = answering(false);

/**
 * Multi-Patient Stored Query (ITI-51): the patients are named, each record decides and traces for itself, and one that
 * refuses refuses the query. A query over whoever has a record is none.
 */
export const multiPatientQuery = answering(true);
