// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import type { ContentElsewhere, DocumentRef, StoredContent } from '../record/ports.ts';
import { type ByteRange, ELSEWHERE, framesOf, openFrame, partOfFrame } from './content.ts';
import type { StoreContext } from './context.ts';
import type { RecordKey } from './keys/index.ts';
import { lensValues } from './lens-sql.ts';
import { guardValues, policyChanged, recordOf } from './policy-guard.ts';
import { run } from './statement.ts';
import { type ContentRow, openContentById, openContentByUniqueId } from './statements/open-content.ts';
import { readFrames } from './statements/read-frames.ts';
import { isStorable, isUuid } from './values.ts';

/** Frames fetched at a time: a megabyte, so that a large content is never held whole. */
const FRAMES_AT_A_TIME = 4;

type Found = Extract<ContentRow, { readonly logical_id: string }>;

/** What a content is named by, and its first frame, in one statement; the other frames when they are asked for. */
export const openContent = async (
  context: StoreContext,
  allowed: Allowed,
  ref: DocumentRef,
): Promise<StoredContent | ContentElsewhere | undefined> => {
  const { lanes, keyring, policies } = context;
  const { recordId } = allowed;
  const name = 'id' in ref ? ref.id : ref.uniqueId;
  if ('id' in ref ? !isUuid(name) : !isStorable(name)) return undefined;
  const record = await recordOf(context, allowed);
  const statement = 'id' in ref ? openContentById : openContentByUniqueId;
  const values = [recordId, name, ...lensValues(allowed.lens), ...guardValues(record)];
  const [row] = (await run(lanes, statement, values)).rows;
  if (!row) throw policyChanged(context, allowed);
  if (row.logical_id === null) return undefined;
  policies.keepDocument(row.logical_id, recordId);
  if (row.sealed?.length === ELSEWHERE.length) return { logicalId: row.logical_id, elsewhere: true };
  const key = await keyring.unwrap(recordId, record.wrapped);
  return {
    logicalId: row.logical_id,
    entryUuid: row.entry_uuid,
    mimeType: row.mime_type,
    sizeBytes: row.size_bytes,
    sha256: row.sha256.toString('hex'),
    bytes: (range) => openBytes(context, recordId, key, row, range),
  };
};

const openBytes = (
  context: StoreContext,
  recordId: string,
  key: RecordKey,
  found: Found,
  range: ByteRange | undefined,
): Buffer | AsyncIterable<Uint8Array> => {
  const { logical_id: logicalId, size_bytes: sizeBytes, sealed } = found;
  const frames = framesOf(sizeBytes, range);
  if (!frames) throw new RangeError(`The range lies outside the ${sizeBytes} bytes of the document.`);
  const first = (): Buffer =>
    partOfFrame(openFrame(key, recordId, logicalId, sizeBytes, 0, sealed ?? Buffer.of()), 0, frames.range);
  return frames.last === 0 ? first() : openFrames(context, recordId, key, found, frames, first);
};

const openFrames = async function* (
  { pool }: StoreContext,
  recordId: string,
  key: RecordKey,
  { logical_id: logicalId, size_bytes: sizeBytes }: Found,
  frames: NonNullable<ReturnType<typeof framesOf>>,
  first: () => Buffer,
): AsyncGenerator<Uint8Array> {
  let next = frames.first;
  if (next === 0) {
    yield first();
    next = 1;
  }
  while (next <= frames.last) {
    const last = Math.min(next + FRAMES_AT_A_TIME - 1, frames.last);
    const { rows } = await run(pool, readFrames, [recordId, logicalId, next, last]);
    if (rows.length !== last - next + 1) throw new Error(`Frames of the content ${logicalId} are missing.`);
    for (const frame of rows) {
      const plain = openFrame(key, recordId, logicalId, sizeBytes, frame.frame_no, frame.sealed);
      const part = partOfFrame(plain, frame.frame_no, frames.range);
      if (part.length > 0) yield part;
    }
    next = last + 1;
  }
};
