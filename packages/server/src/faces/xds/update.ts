// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type DocumentEntry, type DocumentMetadata, type Revision, revisionsOfCodes } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Ports, queryRegistry, reviseDocument } from '../../record/index.ts';
import type { Element, Markup } from '../../soap/index.ts';
import type { AuthorRules } from './ebrim/read-author.ts';
import { readDocumentEntry } from './ebrim/read-document-entry.ts';
import type { RegistryObject } from './ebrim/read-object.ts';
import { type Association, readObjects, type SubmittedObjects } from './ebrim/read-objects.ts';
import { newReport, type Report } from './ebrim/report.ts';
import { schemes, statuses, statusOf, associations as types, uuidOf } from './ebrim/vocabulary.ts';
import { registryResponse } from './response.ts';
import { readCx } from './types/identifiers.ts';

/** The one change that a request asks for. */
type Change =
  | { readonly of: 'status'; readonly association: Association }
  | { readonly of: 'metadata'; readonly object: RegistryObject; readonly previous: string | undefined };

const unsupported = (path: string, why: string): Failure =>
  failure('update-unsupported', { path, why }, { location: path });

/** Version of an entry that a membership says is the one before (IHE ITI Metadata Update, PreviousVersion). */
const previousOf = (object: RegistryObject, { associations }: SubmittedObjects): string | undefined =>
  associations
    .find(({ type, target }) => type === types.hasMember && target === object.id)
    ?.slots.get('PreviousVersion')?.[0];

const changeOf = (objects: SubmittedObjects): Result<Change, Failure> => {
  const { entries, folders, associations } = objects;
  const changes: Change[] = [
    ...associations
      .filter(({ type }) => type === types.updateStatus)
      .map((association): Change => ({ of: 'status', association })),
    ...entries.map((object): Change => ({ of: 'metadata', object, previous: previousOf(object, objects) })),
  ];
  const strange = associations.find(({ type }) => type !== types.updateStatus && type !== types.hasMember);
  if (folders[0] !== undefined) return fail(unsupported(folders[0].path, 'folders are not updated here'));
  if (strange !== undefined) return fail(unsupported(strange.path, 'an association of this type changes nothing'));
  const [change, another] = changes;
  if (change === undefined) return fail(unsupported('RegistryObjectList', 'nothing in it is a change'));
  return another === undefined
    ? ok(change)
    : fail(unsupported('RegistryObjectList', 'a request changes one document in one way'));
};

/** A document as it stands, with the patient whose it is. */
interface Standing {
  readonly entry: DocumentEntry;
  readonly patient: string;
}

const readStanding = async (
  actor: Actor,
  uuid: string,
  path: string,
  ports: Ports,
): Promise<Result<Standing, Failure>> => {
  const request = {
    record: { object: uuid },
    operation: 'document.find-reference',
    detail: { query: 'UpdateDocumentSet' },
  } as const;
  const read = await queryRegistry(actor, request, ports, async (reader) => {
    const [entry] = await reader.entries([{ field: 'identifier', anyOf: [uuid] }], 1);
    return entry;
  });
  if (!read.ok) return fail({ ...read.error, location: path });
  return ok({ entry: read.value.found, patient: read.value.ins.value });
};

const revisionOfStatus = ({ slots, path }: Association, entry: DocumentEntry): Result<Revision, Failure> => {
  const [original = ''] = slots.get('OriginalStatus') ?? [];
  const next = statusOf(slots.get('NewStatus')?.[0] ?? '');
  if (statusOf(original) === undefined)
    return fail(unsupported(`${path}/Slot[OriginalStatus]`, 'it says the status that the document has now'));
  if (original !== statuses[entry.availabilityStatus])
    return fail(failure('precondition-failed', {}, { location: `${path}/Slot[OriginalStatus]` }));
  if (next === 'archived') return ok('archive');
  if (next === 'deleted') return ok('delete');
  if (next === 'approved' && entry.availabilityStatus === 'archived') return ok('unarchive');
  return fail(unsupported(`${path}/Slot[NewStatus]`, 'a document is archived, taken out of the archive, or deleted'));
};

/** Attributes that stand otherwise in the update than in the registry, but for the confidentiality. */
const differences = (given: DocumentMetadata, entry: DocumentEntry): readonly string[] =>
  (Object.keys({ ...given }) as (keyof DocumentMetadata)[])
    .filter((key) => key !== 'confidentialityCodes')
    .filter((key) => JSON.stringify(given[key]) !== JSON.stringify(entry[key]));

const revisionsOfEntry = (
  { object, previous }: Extract<Change, { readonly of: 'metadata' }>,
  entry: DocumentEntry,
  rules: AuthorRules,
  ports: Ports,
  report: Report,
): Result<readonly Revision[], Failure> => {
  const { path } = object;
  if (uuidOf(object.lid) !== entry.logicalId || previous !== String(entry.version))
    return fail(failure('precondition-failed', {}, { location: `${path}/Slot[PreviousVersion]` }));
  const given = readDocumentEntry(object, rules, report);
  const [wrong] = report.failures;
  if (wrong !== undefined || given === undefined) return fail(wrong ?? failure('unexpected'));
  const [other] = differences(given.metadata, entry);
  if (other !== undefined)
    return fail(unsupported(`${path}/${other}`, 'only the confidentiality of a document changes'));
  const { confidentiality } = ports.law(ports.clock.now());
  const codes = (of: DocumentMetadata) => of.confidentialityCodes.map(({ code }) => code);
  const revisions = revisionsOfCodes(codes(entry), codes(given.metadata), confidentiality);
  return revisions.ok ? revisions : fail(unsupported(`${path}/confidentialityCode`, revisions.error));
};

/** The patient whom the submission set names is the one whose document it is. */
const samePatient = ({ sets }: SubmittedObjects, { patient }: Standing): Result<void, Failure> => {
  const [set] = sets;
  const named = set?.identifiers.get(schemes.set.patientId);
  const path = set?.path ?? 'RegistryPackage';
  if (set === undefined || named === undefined)
    return fail(failure('element-missing', { path, why: 'an update comes in a submission set of the patient' }));
  return readCx(named)?.value === patient
    ? ok(undefined)
    : fail(failure('patient-mismatch', { why: `${path} names another one` }, { location: path }));
};

const update = async (actor: Actor, request: Element, ports: Ports): Promise<Result<void, Failure>> => {
  const report = newReport();
  const objects = readObjects(request, report);
  const [wrong] = report.failures;
  if (wrong !== undefined) return fail(wrong);
  const change = changeOf(objects);
  if (!change.ok) return change;
  const { value } = change;
  const [named, path] =
    value.of === 'status'
      ? [value.association.target, value.association.path]
      : [value.object.lid ?? '', value.object.path];
  const uuid = uuidOf(named);
  if (uuid === undefined) return fail(failure('reference-unresolved', { path }, { location: path }));
  const standing = await readStanding(actor, uuid, path, ports);
  // to whoever does not see the document there is no version before this one
  if (!standing.ok)
    return value.of === 'metadata' && standing.error.code === 'document-unknown'
      ? fail(failure('precondition-failed', {}, { location: path }))
      : standing;
  const same = samePatient(objects, standing.value);
  if (!same.ok) return same;
  const { entry } = standing.value;
  const rules = { patientSystems: ports.law(ports.clock.now()).identity.systems.map(({ oid }) => oid) };
  const revisions =
    value.of === 'status'
      ? revisionOfStatus(value.association, entry)
      : revisionsOfEntry(value, entry, rules, ports, report);
  if (!revisions.ok) return revisions;
  const asked = [revisions.value].flat();
  if (asked.length === 0) return fail(unsupported(path, 'it is so already'));
  const ifSeen = { version: entry.version, status: entry.availabilityStatus };
  const revised = await reviseDocument(actor, { document: { id: entry.logicalId }, revisions: asked, ifSeen }, ports);
  return revised.ok ? ok(undefined) : revised;
};

/**
 * Update Document Set (ITI-57, DMP TD3.3): another confidentiality as a new version of the entry, or a status of the French
 * profile by `UpdateAvailabilityStatus`. One change of one document in a request.
 */
export const updateDocumentSet = async (actor: Actor, request: Element, ports: Ports): Promise<Markup> => {
  const updated = await update(actor, request, ports);
  return registryResponse({ failures: updated.ok ? [] : [updated.error] });
};
