// SPDX-License-Identifier: Apache-2.0
import { type Actor, partyKey } from '@dossier/core/actors';
import type { Relation } from '@dossier/core/consent';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import {
  type ConsentChange,
  changeConsent,
  declareAuthorization,
  type RecordRef,
  readRecord,
} from '../../../record/index.ts';
import { readConsent } from '../intake/index.ts';
import { written } from './answers.ts';
import { readBody } from './body.ts';
import { compoundId, readCompoundId } from './compound-id.ts';
import { consentOf, readRelation } from './consents.ts';
import { intakeContext } from './intake-context.ts';
import type { Answer, Exchange, Refusal, Route } from './route.ts';
import { jsonPatchTypes, resourceTypes } from './route-kinds.ts';

type Declaration = 'add' | 'add-attending' | 'remove' | 'remove-attending';

/** Whether a relation is about the caller: a professional in person, staff by their organisation (checklist A4). */
const isOwn = (actor: Actor, holder: string | undefined): boolean => {
  if (actor.kind !== 'professional' && actor.kind !== 'staff') return false;
  const own = actor.kind === 'staff' ? `org:${actor.organization.id}` : partyKey(actor);
  return holder === undefined || holder === own || holder === partyKey(actor);
};

const declarations: Readonly<Record<string, { readonly begin: Declaration; readonly end: Declaration }>> = {
  authorization: { begin: 'add', end: 'remove' },
  'attending-doctor': { begin: 'add-attending', end: 'remove-attending' },
};

/** What professionals declare of themselves (DMP TD0.3) is their own operation; all else is the patient's to decide. */
const declarationOf = (actor: Actor, relation: Pick<Relation, 'kind' | 'holder'>, step: 'begin' | 'end') =>
  isOwn(actor, relation.holder) ? declarations[relation.kind]?.[step] : undefined;

/** The record by its own id, since the answer names it. */
const recordIdOf = async (record: RecordRef, { actor, ports }: Exchange): Promise<Result<string, Failure>> => {
  if ('recordId' in record) return ok(record.recordId);
  const view = await readRecord(actor, { record }, ports);
  return view.ok ? ok(view.value.recordId) : view;
};

/** A decision is recorded: the patient authorises, blocks, opposes; a professional declares an authorisation. */
export const createConsent: Route = {
  method: 'POST',
  path: '/Consent',
  accepts: resourceTypes,
  service: {
    resource: 'Consent',
    interaction: 'create',
    documentation:
      'A decision of the patient, or the authorisation that professionals declare for themselves (DMP TD0.3).',
  },
  answer: async (exchange) => {
    const { actor, ports, now, base } = exchange;
    const body = readBody(exchange);
    if (!body.ok) return body;
    const read = readConsent(body.value, intakeContext(exchange));
    if (!read.ok) return read;
    const { record: named, change } = read.value;
    if (named === undefined || change.do !== 'begin')
      return fail(failure('consent-invalid', { why: 'it begins nothing' }));
    const recordId = await recordIdOf(named.ins ? { ins: named.ins } : { recordId: named.recordId }, exchange);
    if (!recordId.ok) return recordId;
    const record = { recordId: recordId.value };
    const action = declarationOf(
      actor,
      { kind: change.kind, ...(change.holder ? { holder: change.holder } : {}) },
      'begin',
    );
    const relation = action
      ? await declareAuthorization(actor, { record, action }, ports)
      : await changeConsent(actor, { record, change }, ports);
    if (!relation.ok) return relation;
    const headers = { location: `${base}/Consent/${compoundId(recordId.value, relation.value.id)}` };
    const text = JSON.stringify(consentOf(relation.value, recordId.value, now));
    return written(text, exchange.preferences.return, { status: 201, headers });
  },
};

/** Carries out a change of a decision that stands; the answer is the decision as it is then. */
const change = async (exchange: Exchange, asked: ConsentChange): Promise<Result<Answer, Refusal>> => {
  const { actor, ports, preferences } = exchange;
  const current = await readRelation(exchange);
  if (!current.ok) return current;
  const { recordId, relation } = current.value;
  const record = { recordId };
  const action = asked.do === 'end' ? declarationOf(actor, relation, 'end') : declarationOf(actor, relation, 'begin');
  const changed = action
    ? await declareAuthorization(actor, { record, action, relationId: relation.id }, ports)
    : await changeConsent(actor, { record, change: asked }, ports);
  if (!changed.ok) return changed;
  const text = JSON.stringify(consentOf(changed.value, recordId, ports.clock.now()));
  return written(text, preferences.return, { status: 200, headers: {} });
};

/** A decision is ended (`inactive`) or renewed (`active`); nothing else of it can change. */
export const updateConsent: Route = {
  method: 'PUT',
  path: '/Consent/:id',
  accepts: resourceTypes,
  service: {
    resource: 'Consent',
    interaction: 'update',
    documentation: 'status inactive ends the decision, active renews it; nothing else of it changes.',
  },
  answer: async (exchange) => {
    const body = readBody(exchange);
    if (!body.ok) return body;
    const relationId = readCompoundId(exchange.id).objectId;
    const read = readConsent(body.value, { ...intakeContext(exchange), relationId });
    return read.ok ? change(exchange, read.value.change) : read;
  },
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The status that a JSON Patch of a Consent asks for: one replacement of `/status`. */
const statusIn = (patch: unknown): Result<'active' | 'inactive', Failure> => {
  const [operation, ...others] = Array.isArray(patch) ? (patch as readonly unknown[]) : [];
  const replaces =
    isObject(operation) && operation.op === 'replace' && operation.path === '/status' && others.length === 0;
  if (!replaces)
    return fail(failure('patch-invalid', { why: 'a Consent takes one operation, which replaces /status' }));
  const { value } = operation;
  if (value === 'active') return ok('active');
  return value === 'inactive' || value === 'entered-in-error'
    ? ok('inactive')
    : fail(failure('patch-invalid', { why: 'status becomes inactive or active' }));
};

export const patchConsent: Route = {
  method: 'PATCH',
  path: '/Consent/:id',
  accepts: jsonPatchTypes,
  service: { resource: 'Consent', interaction: 'patch', documentation: 'The same by JSON Patch of /status.' },
  answer: async (exchange) => {
    const patch = readBody(exchange);
    if (!patch.ok) return patch;
    const status = statusIn(patch.value);
    if (!status.ok) return status;
    const relationId = readCompoundId(exchange.id).objectId;
    return change(exchange, { do: status.value === 'active' ? 'renew' : 'end', relationId });
  },
};
