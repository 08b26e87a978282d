// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import type { DocumentFacts, DocumentRelation } from '@dossier/core/documents';
import type {
  DocumentQuery,
  DocumentRef,
  FoundDocuments,
  LoadedPolicy,
  PersonView,
  RecordRef,
  StoredDocument,
} from '../record/ports.ts';
import type { StoreContext } from './context.ts';
import { factsFrom, foundDocument, storedDocument, wrappedKeyOf } from './document-rows.ts';
import { lensValues } from './lens-sql.ts';
import { idKey, uniqueIdKey } from './lookup-keys.ts';
import type { KnownRecord } from './policies.ts';
import { guardValues, knownFrom, policyChanged, recordOf } from './policy-guard.ts';
import { run } from './statement.ts';
import { findByUniqueId } from './statements/find-by-unique-id.ts';
import { countDocuments, type FoundPageRow, findDocuments as findStatement } from './statements/find-documents.ts';
import { listFacts as listFactsStatement } from './statements/list-facts.ts';
import { loadPolicyById, loadPolicyByIns, loadPolicyByObject, policyFrom } from './statements/load-policy.ts';
import { readDocumentById, readDocumentByUniqueId, readDocumentsById } from './statements/read-document.ts';
import { personFrom, readPerson } from './statements/read-person.ts';
import { relationsInPage } from './statements/relations-in-page.ts';
import { isStorable, isUuid, uuidsAmong } from './values.ts';

export const loadPolicy = async (
  { lanes, policies }: StoreContext,
  ref: RecordRef,
): Promise<LoadedPolicy | undefined> => {
  const load = () => {
    if ('recordId' in ref) return isUuid(ref.recordId) ? run(lanes, loadPolicyById, [ref.recordId]) : undefined;
    if ('ins' in ref) {
      const { oid, value } = ref.ins;
      return isStorable(oid) && isStorable(value) ? run(lanes, loadPolicyByIns, [oid, value]) : undefined;
    }
    return isStorable(ref.object)
      ? run(lanes, loadPolicyByObject, [
          idKey(ref.object),
          uniqueIdKey(ref.object),
          isUuid(ref.object) ? ref.object : null,
          ref.object,
        ])
      : undefined;
  };
  const [row] = (await load())?.rows ?? [];
  if (!row) return undefined;
  policies.keep(knownFrom(row));
  if ('ins' in ref) policies.keepIns(ref.ins.oid, ref.ins.value, row.record_id);
  return policyFrom(row);
};

export const loadPerson = async ({ lanes }: StoreContext, allowed: Allowed): Promise<PersonView | undefined> => {
  const [row] = (await run(lanes, readPerson, [allowed.recordId])).rows;
  return row && personFrom(row);
};

type FoundRow = Extract<FoundPageRow, { readonly logical_id: string }>;

/** More hits than this are counted only when that is asked for. */
const COUNTED = 1000;

export const findDocuments = async (
  context: StoreContext,
  allowed: Allowed,
  query: DocumentQuery,
): Promise<FoundDocuments> => {
  const { lanes, keyring, policies } = context;
  const { recordId } = allowed;
  const record = await recordOf(context, allowed);
  const { statement, values } = findStatement(query, recordId, lensValues(allowed.lens), guardValues(record));
  const { rows } = await run(lanes, statement, values);
  if (rows.length === 0) throw policyChanged(context, allowed);
  const found = rows.filter((row): row is FoundRow => row.logical_id !== null);
  const page = found.slice(0, query.limit);
  const last = found.length > query.limit ? page.at(-1) : undefined;
  const isAll = query.after === undefined && found.length <= query.limit;
  const [total, relations] = await Promise.all([
    isAll ? found.length : countHits(context, allowed, query, record),
    relationsOf(context, allowed, page, record),
  ]);
  const key = await keyring.unwrap(recordId, record.wrapped);
  return {
    ...(total !== undefined && { total }),
    documents: page.map((row) => {
      policies.keepDocument(row.logical_id, recordId);
      return foundDocument(key, recordId, row, relations.get(row.logical_id) ?? []);
    }),
    ...(last && { next: { value: last.position, logicalId: last.logical_id } }),
  };
};

/** Undefined where they are too many to be counted unasked, or not to be counted. */
const countHits = async (
  context: StoreContext,
  allowed: Allowed,
  query: DocumentQuery,
  record: KnownRecord,
): Promise<number | undefined> => {
  if (query.counts === 'none') return undefined;
  const all = query.counts === 'all';
  const { statement, values } = countDocuments(
    query,
    allowed.recordId,
    lensValues(allowed.lens),
    guardValues(record),
    all ? null : COUNTED + 1,
  );
  const [counted] = (await run(all ? context.pool : context.lanes, statement, values)).rows;
  if (!counted) throw policyChanged(context, allowed);
  return all || counted.total <= COUNTED ? counted.total : undefined;
};

/** The relations of the documents of a page, by logicalId; most pages have none. */
const relationsOf = async (
  context: StoreContext,
  allowed: Allowed,
  page: readonly FoundRow[],
  record: KnownRecord,
): Promise<ReadonlyMap<string, readonly DocumentRelation[]>> => {
  const related = page.filter(({ relates_to }) => relates_to.length > 0).map(({ logical_id }) => logical_id);
  if (related.length === 0) return new Map();
  const values = [allowed.recordId, ...lensValues(allowed.lens), ...guardValues(record), related];
  const { rows } = await run(context.lanes, relationsInPage, values);
  if (rows.length === 0) throw policyChanged(context, allowed);
  return new Map(rows.map(({ logical_id, relations }) => [logical_id, relations ?? []]));
};

export const listFacts = async (
  { pool }: StoreContext,
  allowed: Allowed,
  limit: number,
): Promise<{ readonly total: number; readonly facts: readonly DocumentFacts[] }> => {
  const { rows } = await run(pool, listFactsStatement, [allowed.recordId, ...lensValues(allowed.lens), limit]);
  return { total: rows[0]?.total ?? 0, facts: rows.map(factsFrom) };
};

export const readDocument = async (
  { lanes, keyring }: StoreContext,
  allowed: Allowed,
  ref: DocumentRef,
): Promise<StoredDocument | undefined> => {
  const name = 'id' in ref ? ref.id : ref.uniqueId;
  if ('id' in ref ? !isUuid(name) : !isStorable(name)) return undefined;
  const statement = 'id' in ref ? readDocumentById : readDocumentByUniqueId;
  const [row] = (await run(lanes, statement, [allowed.recordId, name, ...lensValues(allowed.lens)])).rows;
  return row && storedDocument(await keyring.unwrap(allowed.recordId, wrappedKeyOf(row)), allowed.recordId, row);
};

/** In no order. */
export const readDocuments = async (
  { lanes, keyring }: StoreContext,
  allowed: Allowed,
  logicalIds: readonly string[],
): Promise<readonly StoredDocument[]> => {
  if (logicalIds.length === 0) return [];
  const { rows } = await run(lanes, readDocumentsById, [
    allowed.recordId,
    uuidsAmong(logicalIds),
    ...lensValues(allowed.lens),
  ]);
  const [first] = rows;
  if (first === undefined) return [];
  const key = await keyring.unwrap(allowed.recordId, wrappedKeyOf(first));
  return rows.map((row) => storedDocument(key, allowed.recordId, row));
};

export const findShared = async (
  { lanes }: StoreContext,
  allowed: Allowed,
  uniqueId: string,
): Promise<{ readonly logicalId: string; readonly entryUuid: string; readonly sha256: Uint8Array } | undefined> => {
  if (!isStorable(uniqueId)) return undefined;
  const [row] = (await run(lanes, findByUniqueId, [allowed.recordId, uniqueId])).rows;
  return row && { logicalId: row.logical_id, entryUuid: row.entry_uuid, sha256: row.sha256 };
};
