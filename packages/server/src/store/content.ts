// SPDX-License-Identifier: Apache-2.0
import { open, type RecordKey, SealBrokenError, seal } from './keys/index.ts';
import { packBytes, unpackBytes } from './packed.ts';

/** Plain bytes in a frame of content; only the last frame may be shorter. Each is compressed by itself, then sealed. */
export const FRAME_BYTES = 256 * 1024;

/** What stands in the place of the first frame where another repository holds the content; no sealed frame is empty. */
export const ELSEWHERE = Buffer.alloc(0);

/** Bytes of a content, both bounds included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Number of frames of a content; an empty one has one empty frame, so that its end is sealed too. */
export const frameCount = (sizeBytes: number): number => Math.max(1, Math.ceil(sizeBytes / FRAME_BYTES));

const binding = (recordId: string, logicalId: string, frame: number, frames: number) =>
  ({ recordId, purpose: 'content', objectId: logicalId, frame, last: frame === frames - 1 }) as const;

export const sealFrame = (
  key: RecordKey,
  recordId: string,
  logicalId: string,
  content: Uint8Array,
  frame: number,
): Buffer =>
  seal(
    key,
    binding(recordId, logicalId, frame, frameCount(content.length)),
    packBytes(content.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES)),
  );

/** One frame of a content of `sizeBytes`. Throws a SealBrokenError for any frame that is not this very one. */
export const openFrame = (
  key: RecordKey,
  recordId: string,
  logicalId: string,
  sizeBytes: number,
  frame: number,
  sealed: Uint8Array,
): Buffer => {
  const frames = frameCount(sizeBytes);
  const place = binding(recordId, logicalId, frame, frames);
  // the size stands in a column outside the seal: it must agree with what was sealed
  const plain = unpackBytes(open(key, place, sealed), place.last ? sizeBytes - frame * FRAME_BYTES : FRAME_BYTES);
  if (plain === undefined) throw new SealBrokenError(place);
  return plain;
};

/** The frames that hold a range, and the range clipped to the content; undefined when nothing of it lies within. */
export const framesOf = (
  sizeBytes: number,
  range: ByteRange | undefined,
): { readonly first: number; readonly last: number; readonly range: ByteRange } | undefined => {
  if (range === undefined)
    return { first: 0, last: frameCount(sizeBytes) - 1, range: { start: 0, end: sizeBytes - 1 } };
  const end = Math.min(range.end, sizeBytes - 1);
  if (!Number.isSafeInteger(range.start) || range.start < 0 || range.start > end) return undefined;
  return {
    first: Math.floor(range.start / FRAME_BYTES),
    last: Math.floor(end / FRAME_BYTES),
    range: { start: range.start, end },
  };
};

/** The part of an opened frame that lies in the range. */
export const partOfFrame = (plain: Buffer, frame: number, { start, end }: ByteRange): Buffer =>
  plain.subarray(Math.max(0, start - frame * FRAME_BYTES), Math.max(0, end + 1 - frame * FRAME_BYTES));
