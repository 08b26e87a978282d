// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import type {
  DocumentQuery,
  DocumentRef,
  FoundDocuments,
  LoadedPolicy,
  PersonView,
  RecordRef,
  StoredDocument,
} from '../record/ports.ts';
import { type ByteRange, framesOf, openFrame, partOfFrame } from './content.ts';
import type { StoreContext } from './context.ts';
import { foundDocument, storedDocument, wrappedKeyOf } from './document-rows.ts';
import { lensValues } from './lens-sql.ts';
import { idKey, uniqueIdKey } from './lookup-keys.ts';
import { run } from './statement.ts';
import { findByUniqueId } from './statements/find-by-unique-id.ts';
import { findContent } from './statements/find-content.ts';
import { type FoundPageRow, findDocuments as findStatement } from './statements/find-documents.ts';
import { loadPolicyById, loadPolicyByIns, loadPolicyByObject, policyFrom } from './statements/load-policy.ts';
import { readDocumentById, readDocumentByUniqueId } from './statements/read-document.ts';
import { readFrames } from './statements/read-frames.ts';
import { personFrom, readPerson } from './statements/read-person.ts';
import { isStorable, isUuid } from './values.ts';

export const loadPolicy = async ({ pool }: StoreContext, ref: RecordRef): Promise<LoadedPolicy | undefined> => {
  const load = () => {
    if ('recordId' in ref) return isUuid(ref.recordId) ? run(pool, loadPolicyById, [ref.recordId]) : undefined;
    if ('ins' in ref) {
      const { oid, value } = ref.ins;
      return isStorable(oid) && isStorable(value) ? run(pool, loadPolicyByIns, [oid, value]) : undefined;
    }
    return isStorable(ref.object)
      ? run(pool, loadPolicyByObject, [
          idKey(ref.object),
          uniqueIdKey(ref.object),
          isUuid(ref.object) ? ref.object : null,
          ref.object,
        ])
      : undefined;
  };
  const [row] = (await load())?.rows ?? [];
  return row && policyFrom(row);
};

export const loadPerson = async ({ pool }: StoreContext, allowed: Allowed): Promise<PersonView | undefined> => {
  const [row] = (await run(pool, readPerson, [allowed.recordId])).rows;
  return row && personFrom(row);
};

type FoundRow = Extract<FoundPageRow, { readonly logical_id: string }>;

export const findDocuments = async (
  { pool, keyring }: StoreContext,
  allowed: Allowed,
  query: DocumentQuery,
): Promise<FoundDocuments> => {
  const { statement, values } = findStatement(query, allowed.recordId, lensValues(allowed.lens));
  const { rows } = await run(pool, statement, values);
  const [first] = rows;
  if (first === undefined) return { total: 0, documents: [] };
  const key = await keyring.unwrap(allowed.recordId, wrappedKeyOf(first));
  const found = rows.filter((row): row is FoundRow => row.logical_id !== null);
  const page = found.slice(0, query.limit);
  const last = found.length > query.limit ? page.at(-1) : undefined;
  return {
    total: first.total,
    documents: page.map((row) => foundDocument(key, allowed.recordId, row)),
    ...(last?.position != null && {
      next: { value: last.position, logicalId: last.logical_id },
    }),
  };
};

export const readDocument = async (
  { pool, keyring }: StoreContext,
  allowed: Allowed,
  ref: DocumentRef,
): Promise<StoredDocument | undefined> => {
  const name = 'id' in ref ? ref.id : ref.uniqueId;
  if ('id' in ref ? !isUuid(name) : !isStorable(name)) return undefined;
  const statement = 'id' in ref ? readDocumentById : readDocumentByUniqueId;
  const [row] = (await run(pool, statement, [allowed.recordId, name, ...lensValues(allowed.lens)])).rows;
  return row && storedDocument(await keyring.unwrap(allowed.recordId, wrappedKeyOf(row)), allowed.recordId, row);
};

export const findShared = async (
  { pool }: StoreContext,
  allowed: Allowed,
  uniqueId: string,
): Promise<{ readonly logicalId: string; readonly entryUuid: string; readonly sha256: Uint8Array } | undefined> => {
  if (!isStorable(uniqueId)) return undefined;
  const [row] = (await run(pool, findByUniqueId, [allowed.recordId, uniqueId])).rows;
  return row && { logicalId: row.logical_id, entryUuid: row.entry_uuid, sha256: row.sha256 };
};

/** Frames fetched at a time: a megabyte, so that a large content is never held whole. */
const FRAMES_AT_A_TIME = 4;

export const readContent = async function* (
  { pool, keyring }: StoreContext,
  allowed: Allowed,
  logicalId: string,
  range?: ByteRange,
): AsyncGenerator<Uint8Array> {
  const { recordId } = allowed;
  const [found] = isUuid(logicalId)
    ? (await run(pool, findContent, [recordId, logicalId, ...lensValues(allowed.lens)])).rows
    : [];
  if (!found) throw new Error('A content is read after its document was: this document is not in sight.');
  const sizeBytes = found.size_bytes;
  const frames = framesOf(sizeBytes, range);
  if (!frames) throw new RangeError(`The range lies outside the ${sizeBytes} bytes of the document.`);
  const key = await keyring.unwrap(recordId, wrappedKeyOf(found));
  for (let first = frames.first; first <= frames.last; first += FRAMES_AT_A_TIME) {
    const last = Math.min(first + FRAMES_AT_A_TIME - 1, frames.last);
    const { rows } = await run(pool, readFrames, [recordId, logicalId, first, last]);
    if (rows.length !== last - first + 1) throw new Error(`Frames of the content ${logicalId} are missing.`);
    for (const { frame_no, sealed } of rows) {
      const plain = openFrame(key, recordId, logicalId, sizeBytes, frame_no, sealed);
      const part = partOfFrame(plain, frame_no, frames.range);
      if (part.length > 0) yield part;
    }
  }
};
