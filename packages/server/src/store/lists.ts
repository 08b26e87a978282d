// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import type { Folder, SubmissionSet } from '@dossier/core/documents';
import type { PoolClient } from 'pg';
import type { FoundLists, ListQuery } from '../record/ports.ts';
import type { StoreContext } from './context.ts';
import { wrappedKeyOf } from './document-rows.ts';
import { authorNames, namePatterns } from './fold.ts';
import { type Binding, open, type RecordKey, seal } from './keys/index.ts';
import { lensValues } from './lens-sql.ts';
import { lookupKeys } from './lookup-keys.ts';
import { packText, unpackText } from './packed.ts';
import { run, type Statement } from './statement.ts';
import { findFolders, findSubmissionSets, type ListRow } from './statements/find-lists.ts';
import { insertFolder as insertFolderRow, insertSubmissionSet as insertSetRow } from './statements/insert-list.ts';
import { codeTokens, tokenForms } from './tokens.ts';
import { isPosition, isUuid, storable, storableAmong, timestampFor, uuidsAmong } from './values.ts';

type ListKind = Extract<Binding['purpose'], 'submission-set' | 'folder'>;

const sealList = (key: RecordKey, kind: ListKind, list: Omit<SubmissionSet | Folder, 'members'>): Buffer =>
  seal(key, { recordId: list.recordId, purpose: kind, objectId: list.entryUuid }, packText(JSON.stringify(list)));

const openList = (key: RecordKey, kind: ListKind, recordId: string, { entry_uuid, sealed }: FoundRow) =>
  JSON.parse(unpackText(open(key, { recordId, purpose: kind, objectId: entry_uuid }, sealed)));

/**
 * Values for the columns of a submission set. Members live in record.membership: they grow, and each reader sees their
 * own part of them.
 */
export const setValues = (key: RecordKey, set: SubmissionSet): readonly unknown[] => {
  const { members: _, ...sealed } = set;
  const names = authorNames(set.authors);
  return [
    set.recordId,
    set.entryUuid,
    storable(set.uniqueId),
    storable(set.sourceId),
    codeTokens([set.contentTypeCode]),
    names.family,
    names.given,
    sealList(key, 'submission-set', sealed),
  ];
};

export const insertSubmissionSet = async (client: PoolClient, key: RecordKey, set: SubmissionSet): Promise<void> => {
  await run(client, insertSetRow, [
    ...setValues(key, set),
    timestampFor(set.submittedAt),
    lookupKeys({ uniqueId: set.uniqueId, ids: [set.entryUuid] }),
    set.members,
  ]);
};

export const insertFolder = async (client: PoolClient, key: RecordKey, folder: Folder): Promise<void> => {
  const { members, ...sealed } = folder;
  await run(client, insertFolderRow, [
    folder.recordId,
    folder.entryUuid,
    storable(folder.uniqueId),
    codeTokens(folder.codes),
    folder.availabilityStatus,
    timestampFor(folder.lastUpdateTime),
    sealList(key, 'folder', sealed),
    lookupKeys({ uniqueId: folder.uniqueId, ids: [folder.entryUuid] }),
    members,
  ]);
};

const valuesOf = (allowed: Allowed, query: ListQuery): readonly unknown[] => {
  const { after } = query;
  const beyond = after !== undefined && isPosition(after.at) && isUuid(after.entryUuid) ? after : undefined;
  return [
    allowed.recordId,
    ...lensValues(allowed.lens),
    query.limit + 1,
    query.entryUuids && uuidsAmong(query.entryUuids),
    query.uniqueIds && storableAmong(query.uniqueIds),
    timestampFor(query.from),
    timestampFor(query.to),
    query.codes && tokenForms(query.codes),
    query.sourceIds && storableAmong(query.sourceIds),
    query.authorFamily && namePatterns(query.authorFamily),
    query.authorGiven && namePatterns(query.authorGiven),
    // a position that cannot be one is before everything: an empty page
    after === undefined ? null : (beyond?.at ?? '-infinity'),
    beyond?.entryUuid ?? null,
    query.holding && uuidsAmong(query.holding),
  ];
};

type FoundRow = Extract<ListRow, { readonly entry_uuid: string }>;

const find = async <T>(
  { pool, keyring }: StoreContext,
  allowed: Allowed,
  query: ListQuery,
  statement: Statement<ListRow>,
  listOf: (key: RecordKey, row: FoundRow) => T,
): Promise<FoundLists<T>> => {
  const { rows } = await run(pool, statement, valuesOf(allowed, query));
  const [first] = rows;
  if (first === undefined) return { total: 0, lists: [] };
  const key = await keyring.unwrap(allowed.recordId, wrappedKeyOf(first));
  const found = rows.filter((row): row is ListRow & FoundRow => row.entry_uuid !== null);
  const page = found.slice(0, query.limit);
  const last = found.length > query.limit ? page.at(-1) : undefined;
  return {
    total: first.total,
    lists: page.map((row) => listOf(key, row)),
    ...(last && { next: { at: last.at, entryUuid: last.entry_uuid } }),
  };
};

export const findSets = (
  context: StoreContext,
  allowed: Allowed,
  query: ListQuery,
): Promise<FoundLists<SubmissionSet>> =>
  find(context, allowed, query, findSubmissionSets, (key, row) => ({
    ...openList(key, 'submission-set', allowed.recordId, row),
    members: row.members,
  }));

/** Time and status stand in columns, for they change. */
export const findFoldersInSight = (
  context: StoreContext,
  allowed: Allowed,
  query: ListQuery,
): Promise<FoundLists<Folder>> =>
  find(context, allowed, query, findFolders, (key, row) => ({
    ...openList(key, 'folder', allowed.recordId, row),
    lastUpdateTime: row.at,
    availabilityStatus: row.status,
    members: row.members,
  }));
