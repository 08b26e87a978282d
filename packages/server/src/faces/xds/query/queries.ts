// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry, Folder, SubmissionSet } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Criterion, ListQuery, RegistryReader } from '../../../record/index.ts';
import { relationOf, statusOf, uuidOf } from '../ebrim/vocabulary.ts';
import { personText } from '../ebrim/write-object.ts';
import { type Conditions, documentConditions, periodOf, statusCriterion, tokensOf } from './conditions.ts';
import type { Found } from './found.ts';
import { like } from './like.ts';
import { type Groups, type Parameters, valuesOf } from './parameters.ts';
import {
  associationsOf,
  entriesNamed,
  folderMemberships,
  MOST,
  relationsAmong,
  relatives,
  setMemberships,
} from './related.ts';

type Read = (reader: RegistryReader) => Promise<Found>;

/** A query within the record of a patient. */
interface OfPatient {
  readonly patient: string;
  readonly prepare: (parameters: Parameters) => Result<{ readonly criteria: string; readonly read: Read }, Failure>;
}

/** A query by the names of objects, whosever they are. */
interface OfObjects {
  readonly operation: 'document.find' | 'document.find-reference';
  /** Parameters of which one says the names: entryUuids as URN, or uniqueIds as they are. */
  readonly names: readonly string[];
  readonly single?: true;
  readonly prepare: (
    parameters: Parameters,
  ) => Result<(reader: RegistryReader, names: readonly string[]) => Promise<Found>, Failure>;
}

export type StoredQuery = { readonly name: string } & (OfPatient | OfObjects);

const fieldsOf = (criteria: readonly Criterion[]): string =>
  [...new Set(criteria.map(({ field }) => field))].sort().join(' ');

const findDocuments = (more: readonly string[] = []): OfPatient => ({
  patient: '$XDSDocumentEntryPatientId',
  prepare: (parameters) => {
    const status = statusCriterion(parameters, '$XDSDocumentEntryStatus');
    if (!status.ok) return status;
    for (const name of more)
      if (!parameters.has(name)) return fail(failure('parameter-missing', { name }, { location: name }));
    const conditions = documentConditions(parameters);
    if (!conditions.ok) return conditions;
    const criteria = [status.value, ...conditions.value.criteria];
    const { matches } = conditions.value;
    const read: Read = async (reader) => ({ entries: (await reader.entries(criteria, MOST + 1)).filter(matches) });
    return ok({ criteria: fieldsOf(criteria), read });
  },
});

/** Patterns for authors, sets and folders being looked at after the store has found them. */
const authored = (patterns: readonly string[]) => {
  const tests = patterns.map(like);
  return ({ authors }: SubmissionSet): boolean =>
    tests.length === 0 || authors.some((author) => tests.some((test) => test(personText(author) ?? '')));
};

/** Whether lists of this status are asked for: those in the record are approved. */
const approvedAsked = (parameters: Parameters, name: string): Result<boolean, Failure> => {
  const values = valuesOf(parameters, { name, required: true });
  return values.ok ? ok(values.value.some((text) => statusOf(text) === 'approved')) : values;
};

const findSubmissionSets: OfPatient = {
  patient: '$XDSSubmissionSetPatientId',
  prepare: (parameters) => {
    const approved = approvedAsked(parameters, '$XDSSubmissionSetStatus');
    if (!approved.ok) return approved;
    const sources = valuesOf(parameters, { name: '$XDSSubmissionSetSourceId' });
    if (!sources.ok) return sources;
    const types = valuesOf(parameters, { name: '$XDSSubmissionSetContentType' });
    if (!types.ok) return types;
    const codes = tokensOf('$XDSSubmissionSetContentType', types.value);
    if (!codes.ok) return codes;
    const author = valuesOf(parameters, { name: '$XDSSubmissionSetAuthorPerson', single: true });
    if (!author.ok) return author;
    const period = periodOf(parameters, '$XDSSubmissionSetSubmissionTime');
    if (!period.ok) return period;
    const query: ListQuery = {
      ...period.value,
      ...(sources.value.length > 0 && { sourceIds: sources.value }),
      ...(codes.value.length > 0 && { codes: codes.value }),
      limit: MOST + 1,
    };
    const read: Read = async (reader) => ({
      sets: approved.value ? (await reader.sets(query)).filter(authored(author.value)) : [],
    });
    return ok({ criteria: 'submission sets', read });
  },
};

/** Every group of codes has one in the folder. */
const coded = (groups: Groups): Result<(folder: Folder) => boolean, Failure> => {
  const tests: ((folder: Folder) => boolean)[] = [];
  for (const group of groups) {
    const tokens = tokensOf('$XDSFolderCodeList', group);
    if (!tokens.ok) return tokens;
    tests.push(({ codes }) =>
      codes.some(({ code, system }) => tokens.value.some((one) => one.code === code && one.system === system)),
    );
  }
  return ok((folder) => tests.every((test) => test(folder)));
};

const findFolders: OfPatient = {
  patient: '$XDSFolderPatientId',
  prepare: (parameters) => {
    const approved = approvedAsked(parameters, '$XDSFolderStatus');
    if (!approved.ok) return approved;
    const period = periodOf(parameters, '$XDSFolderLastUpdateTime');
    if (!period.ok) return period;
    const codes = coded(parameters.get('$XDSFolderCodeList') ?? []);
    if (!codes.ok) return codes;
    const read: Read = async (reader) => ({
      folders: approved.value ? (await reader.folders({ ...period.value, limit: MOST + 1 })).filter(codes.value) : [],
    });
    return ok({ criteria: 'folders', read });
  },
};

const getAll: OfPatient = {
  patient: '$patientId',
  prepare: (parameters) => {
    const status = statusCriterion(parameters, '$XDSDocumentEntryStatus');
    if (!status.ok) return status;
    const ofSets = approvedAsked(parameters, '$XDSSubmissionSetStatus');
    if (!ofSets.ok) return ofSets;
    const ofFolders = approvedAsked(parameters, '$XDSFolderStatus');
    if (!ofFolders.ok) return ofFolders;
    const conditions = documentConditions(parameters);
    if (!conditions.ok) return conditions;
    const criteria = [status.value, ...conditions.value.criteria];
    const read: Read = async (reader) => {
      const [all, sets, folders] = await Promise.all([
        reader.entries(criteria, MOST + 1),
        ofSets.value ? reader.sets({ limit: MOST + 1 }) : [],
        ofFolders.value ? reader.folders({ limit: MOST + 1 }) : [],
      ]);
      const entries = all.filter(conditions.value.matches);
      const associations = [
        ...setMemberships(sets, entries, folders),
        ...folderMemberships(folders, entries),
        ...relationsAmong(entries),
      ];
      return { entries, sets, folders, associations };
    };
    return ok({ criteria: fieldsOf(criteria), read });
  },
};

const ENTRY_NAMES = ['$XDSDocumentEntryEntryUUID', '$XDSDocumentEntryUniqueId', '$XDSDocumentEntryLogicalID'];
const nothing: Found = {};

const getDocuments = (withAssociations: boolean): OfObjects => ({
  operation: withAssociations ? 'document.find' : 'document.find-reference',
  names: ENTRY_NAMES,
  prepare: () =>
    ok(async (reader, names) => {
      const entries = await entriesNamed(reader, names);
      if (!withAssociations) return { entries };
      return { entries, associations: await associationsOf(reader, { entries, sets: [], folders: [] }) };
    }),
});

const uuids = (names: readonly string[]): ListQuery => ({ entryUuids: names, limit: MOST });

/** Lists by either of their names. */
const byNames = async <T extends { readonly entryUuid: string }>(
  find: (query: ListQuery) => Promise<readonly T[]>,
  names: readonly string[],
): Promise<readonly T[]> => {
  const [byUuid, byUniqueId] = await Promise.all([find(uuids(names)), find({ uniqueIds: names, limit: MOST })]);
  return [...new Map([...byUuid, ...byUniqueId].map((one) => [one.entryUuid, one])).values()];
};

const FOLDER_NAMES = ['$XDSFolderEntryUUID', '$XDSFolderUniqueId', '$XDSFolderLogicalID'];

const getFolders: OfObjects = {
  operation: 'document.find',
  names: FOLDER_NAMES,
  prepare: () => ok(async (reader, names) => ({ folders: await byNames(reader.folders, names) })),
};

const getAssociations: OfObjects = {
  operation: 'document.find',
  names: ['$uuid'],
  prepare: () =>
    ok(async (reader, names) => {
      const [entries, sets, folders] = await Promise.all([
        entriesNamed(reader, names),
        reader.sets(uuids(names)),
        reader.folders(uuids(names)),
      ]);
      return { associations: await associationsOf(reader, { entries, sets, folders }) };
    }),
};

const getSubmissionSets: OfObjects = {
  operation: 'document.find',
  names: ['$uuid'],
  prepare: () =>
    ok(async (reader, names) => {
      const [entries, folders] = await Promise.all([entriesNamed(reader, names), reader.folders(uuids(names))]);
      const held = [...entries.map(({ logicalId }) => logicalId), ...folders.map(({ entryUuid }) => entryUuid)];
      if (held.length === 0) return nothing;
      const sets = await reader.sets({ holding: held, limit: MOST });
      return { sets, associations: setMemberships(sets, entries, folders) };
    }),
};

/** Entries that meet what the query asks of the contents of a list. */
const contentsOf = async (
  reader: RegistryReader,
  members: readonly string[],
  { criteria, matches }: Conditions,
): Promise<readonly DocumentEntry[]> => {
  if (members.length === 0) return [];
  const found = await reader.entries([{ field: 'identifier', anyOf: members }, ...criteria], MOST);
  return found.filter(matches);
};

const getSubmissionSetAndContents: OfObjects = {
  operation: 'document.find',
  names: ['$XDSSubmissionSetEntryUUID', '$XDSSubmissionSetUniqueId'],
  single: true,
  prepare: (parameters) => {
    const conditions = documentConditions(parameters);
    if (!conditions.ok) return conditions;
    return ok(async (reader, names) => {
      const sets = await byNames(reader.sets, names);
      const members = sets.flatMap((set) => set.members);
      const [entries, folders] = await Promise.all([
        contentsOf(reader, members, conditions.value),
        members.length === 0 ? [] : reader.folders(uuids(members)),
      ]);
      const associations = [
        ...setMemberships(sets, entries, folders),
        ...folderMemberships(folders, entries),
        ...relationsAmong(entries),
      ];
      return { sets, entries, folders, associations };
    });
  },
};

const getFolderAndContents: OfObjects = {
  operation: 'document.find',
  names: ['$XDSFolderEntryUUID', '$XDSFolderUniqueId'],
  single: true,
  prepare: (parameters) => {
    const conditions = documentConditions(parameters);
    if (!conditions.ok) return conditions;
    return ok(async (reader, names) => {
      const folders = await byNames(reader.folders, names);
      const entries = await contentsOf(
        reader,
        folders.flatMap(({ members }) => members),
        conditions.value,
      );
      return { folders, entries, associations: folderMemberships(folders, entries) };
    });
  },
};

const getFoldersForDocument: OfObjects = {
  operation: 'document.find',
  names: ['$XDSDocumentEntryEntryUUID', '$XDSDocumentEntryUniqueId'],
  single: true,
  prepare: () =>
    ok(async (reader, names) => {
      const holding = (await entriesNamed(reader, names)).map(({ logicalId }) => logicalId);
      return holding.length === 0 ? nothing : { folders: await reader.folders({ holding, limit: MOST }) };
    }),
};

const getRelatedDocuments: OfObjects = {
  operation: 'document.find',
  names: ['$XDSDocumentEntryEntryUUID', '$XDSDocumentEntryUniqueId'],
  single: true,
  prepare: (parameters) => {
    const types = valuesOf(parameters, { name: '$AssociationTypes', required: true });
    if (!types.ok) return types;
    const asked = new Set(types.value.map((type) => relationOf(type)));
    return ok(async (reader, names) => {
      const own = await entriesNamed(reader, names);
      const all = [...own, ...(await relatives(reader, own))];
      // only what joins the one that was asked for, and only as it was asked
      const kept = all.map((entry) => ({ ...entry, relations: entry.relations.filter(({ type }) => asked.has(type)) }));
      const ids = own.map(({ entryUuid }) => entryUuid);
      const associations = relationsAmong(kept).filter(({ source, target }) =>
        ids.some((id) => source.endsWith(id) || target.endsWith(id)),
      );
      const ends = new Set(associations.flatMap(({ source, target }) => [source, target]));
      return { associations, entries: all.filter(({ entryUuid }) => ends.has(`urn:uuid:${entryUuid}`)) };
    });
  },
};

/** Queries over several patients, who are all named: by their ids (ITI TF-2 §3.51.4.1.2). */
export const multiPatientQueries: Readonly<Record<string, StoredQuery>> = {
  'urn:uuid:3d1bdb10-39a2-11de-89c2-2f44d94eaa9f': { name: 'FindDocumentsForMultiplePatients', ...findDocuments() },
  'urn:uuid:50d3f5ac-39a2-11de-a1ca-b366239e58df': { name: 'FindFoldersForMultiplePatients', ...findFolders },
  'urn:uuid:1191642d-86c4-42d8-b784-f95445f9f0d5': {
    name: 'FindDocumentsByReferenceIdForMultiplePatients',
    ...findDocuments(['$XDSDocumentEntryReferenceIdList']),
  },
};

/** By their ids (ITI TF-2 §3.18.4.1.2.4). */
export const storedQueries: Readonly<Record<string, StoredQuery>> = {
  'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d': { name: 'FindDocuments', ...findDocuments() },
  'urn:uuid:12941a89-e02e-4be5-967c-ce4bfc8fe492': {
    name: 'FindDocumentsByReferenceId',
    ...findDocuments(['$XDSDocumentEntryReferenceIdList']),
  },
  'urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9': { name: 'FindSubmissionSets', ...findSubmissionSets },
  'urn:uuid:958f3006-baad-4929-a4de-ff1114824431': { name: 'FindFolders', ...findFolders },
  'urn:uuid:10b545ea-725c-446d-9b95-8aeb444eddf3': { name: 'GetAll', ...getAll },
  'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4': { name: 'GetDocuments', ...getDocuments(false) },
  'urn:uuid:5737b14c-8a1a-4539-b659-e03a34a5e1e4': { name: 'GetFolders', ...getFolders },
  'urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155': { name: 'GetAssociations', ...getAssociations },
  'urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a': { name: 'GetDocumentsAndAssociations', ...getDocuments(true) },
  'urn:uuid:51224314-5390-4169-9b91-b1980040715a': { name: 'GetSubmissionSets', ...getSubmissionSets },
  'urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83': {
    name: 'GetSubmissionSetAndContents',
    ...getSubmissionSetAndContents,
  },
  'urn:uuid:b909a503-523d-4517-8acf-8e5834dfc4c7': { name: 'GetFolderAndContents', ...getFolderAndContents },
  'urn:uuid:10cae35a-c7f9-4cf5-b61e-fc3278ffb578': { name: 'GetFoldersForDocument', ...getFoldersForDocument },
  'urn:uuid:d90e5407-b356-4d91-a89f-873917b4b0e6': { name: 'GetRelatedDocuments', ...getRelatedDocuments },
};

/** Names of objects that one query may ask for. */
const NAMES = 1_000;

/** The names that a query says, in the way of one of its parameters; the others must not stand beside it. */
export const namesAsked = (
  { names, single }: OfObjects,
  parameters: Parameters,
): Result<readonly string[], Failure> => {
  const said = names.filter((name) => parameters.has(name));
  const [name, other] = said;
  if (name === undefined) return fail(failure('parameter-missing', { name: names.slice(0, 2).join(' or ') }));
  if (other !== undefined) return fail(failure('parameter-count', { why: `${name} and ${other} are either or` }));
  const values = valuesOf(parameters, { name, ...(single && { single }) });
  if (!values.ok) return values;
  if (values.value.length > NAMES) return fail(failure('query-too-large', { limit: NAMES }, { location: name }));
  return ok([...new Set(values.value.map((value) => uuidOf(value) ?? value))]);
};
