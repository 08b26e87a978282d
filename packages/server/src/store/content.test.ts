// SPDX-License-Identifier: Apache-2.0
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRAME_BYTES, frameCount, framesOf, openFrame, partOfFrame, sealFrame } from './content.ts';
import { SealBrokenError } from './keys/index.ts';
import {
  allow,
  bytesOf,
  contentOf,
  documentOf,
  entryOf,
  openRecord,
  openTestStore,
  share,
  type TestStore,
} from './testing.ts';

const key = createSecretKey(randomBytes(32));

describe('frames', () => {
  it('give any range of a content, and nothing but it', () => {
    const sizes = fc.oneof(
      fc.nat(10),
      fc
        .integer({ min: 0, max: 3 })
        .chain((frames) => fc.integer({ min: -2, max: 2 }).map((more) => Math.max(0, frames * FRAME_BYTES + more))),
    );
    const border = fc.integer({ min: -2, max: 3 * FRAME_BYTES });
    fc.assert(
      fc.property(sizes, border, border, (sizeBytes, start, end) => {
        const frames = framesOf(sizeBytes, { start, end });
        if (start < 0 || start > end || start >= sizeBytes) {
          expect(frames).toBeUndefined();
          return;
        }
        if (!frames) throw new Error('no frames for a range that lies within');
        let taken = 0;
        for (let frame = frames.first; frame <= frames.last; frame += 1) {
          const length = frame === frameCount(sizeBytes) - 1 ? sizeBytes - frame * FRAME_BYTES : FRAME_BYTES;
          const part = partOfFrame(Buffer.alloc(length), frame, frames.range);
          expect(part.length).toBeGreaterThan(0);
          taken += part.length;
        }
        expect(taken).toBe(Math.min(end, sizeBytes - 1) - start + 1);
      }),
      { seed: 1 },
    );
  });

  it('cannot be swapped, moved, cut off or claimed to be shorter', () => {
    const [recordId, logicalId] = [randomUUID(), randomUUID()];
    const content = randomBytes(2 * FRAME_BYTES + 10);
    const sealed = [0, 1, 2].map((frame) => sealFrame(key, recordId, logicalId, content, frame));
    const opened = (frame: number, from: number, sizeBytes = content.length, record = recordId, id = logicalId) =>
      openFrame(key, record, id, sizeBytes, frame, sealed[from] ?? Buffer.alloc(0));
    expect(Buffer.concat([opened(0, 0), opened(1, 1), opened(2, 2)])).toEqual(content);
    expect(() => opened(0, 1)).toThrow(SealBrokenError);
    expect(() => opened(1, 1, 2 * FRAME_BYTES)).toThrow(SealBrokenError);
    expect(() => opened(2, 2, content.length - 1)).toThrow(SealBrokenError);
    expect(() => opened(2, 2, content.length + 1)).toThrow(SealBrokenError);
    expect(() => opened(0, 0, content.length, randomUUID())).toThrow(SealBrokenError);
    expect(() => opened(0, 0, content.length, recordId, randomUUID())).toThrow(SealBrokenError);
  });
});

describe('content in the database', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore();
  });
  afterAll(() => test.close());

  const shared = async (content: Uint8Array) => {
    const recordId = await openRecord(test.store);
    const { entry, ...document } = documentOf(entryOf(recordId), content);
    await share(test.store, { entry, ...document });
    return {
      recordId,
      logicalId: entry.logicalId,
      read: (range?: { start: number; end: number }) =>
        bytesOf(contentOf(test.store, allow(recordId), entry.logicalId, range)),
    };
  };

  it('comes back whole at every size around a frame', async () => {
    for (const size of [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 2 * FRAME_BYTES]) {
      const content = randomBytes(size);
      const { read } = await shared(content);
      expect((await read()).equals(content)).toBe(true);
    }
  });

  it('gives ranges at frame borders, clipped to the content', async () => {
    const content = randomBytes(3 * FRAME_BYTES + 7);
    const { read } = await shared(content);
    for (const [start, end] of [
      [0, 0],
      [FRAME_BYTES - 1, FRAME_BYTES],
      [FRAME_BYTES, 2 * FRAME_BYTES - 1],
      [2 * FRAME_BYTES - 3, 3 * FRAME_BYTES + 6],
      [content.length - 1, content.length + 1000],
    ] as const)
      expect((await read({ start, end })).equals(content.subarray(start, end + 1))).toBe(true);
    for (const range of [
      { start: content.length, end: content.length },
      { start: -1, end: 3 },
      { start: 5, end: 4 },
    ])
      await expect(read(range)).rejects.toThrow(RangeError);
  });

  it('opens only the frames of the range', async () => {
    const content = randomBytes(3 * FRAME_BYTES);
    const { recordId, logicalId, read } = await shared(content);
    await test.database.pool.query(
      'update record.content_frame set sealed = $3 where record_id = $1 and logical_id = $2 and frame_no = 0',
      [recordId, logicalId, randomBytes(100)],
    );
    expect((await read({ start: FRAME_BYTES, end: FRAME_BYTES + 4 })).length).toBe(5);
    await expect(read()).rejects.toThrow(SealBrokenError);
  });

  it('takes 30 MB, a megabyte at a time on the way out', async () => {
    const content = randomBytes(30 * 1024 * 1024);
    const { recordId, logicalId } = await shared(content);
    let at = 0;
    for await (const part of contentOf(test.store, allow(recordId), logicalId)) {
      expect(part.length).toBeLessThanOrEqual(FRAME_BYTES);
      expect(content.compare(part, 0, part.length, at, at + part.length)).toBe(0);
      at += part.length;
    }
    expect(at).toBe(content.length);
  });

  it('fails rather than give an altered, swapped or missing frame', async () => {
    const content = randomBytes(2 * FRAME_BYTES + 5);
    const spoil: Readonly<Record<string, string>> = {
      bit: `update record.content_frame set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where record_id = $1 and frame_no = 1`,
      nonce: `update record.content_frame set sealed = set_byte(sealed, 3, get_byte(sealed, 3) # 1) where record_id = $1 and frame_no = 0`,
      format: `update record.content_frame set sealed = set_byte(sealed, 0, 2) where record_id = $1 and frame_no = 0`,
      swap: `update record.content_frame f set sealed = g.sealed from record.content_frame g
        where f.record_id = $1 and g.record_id = $1 and f.frame_no = 0 and g.frame_no = 1`,
      missing: 'delete from record.content_frame where record_id = $1 and frame_no = 1',
      cut: `update record.document_entry set size_bytes = ${2 * FRAME_BYTES} where record_id = $1`,
      shorter: 'update record.document_entry set size_bytes = size_bytes - 1 where record_id = $1',
    };
    for (const [how, text] of Object.entries(spoil)) {
      const { recordId, read } = await shared(content);
      await test.database.pool.query(text, [recordId]);
      await expect(read(), how).rejects.toThrow(/does not open|missing/);
    }
  });

  it('fails rather than give altered metadata', async () => {
    const { recordId, logicalId } = await shared(Buffer.from('x'));
    await test.database.pool.query('update record.document_entry set metadata = rendering where record_id = $1', [
      recordId,
    ]);
    await expect(test.store.readDocument(allow(recordId), { id: logicalId })).rejects.toThrow(SealBrokenError);
  });
});
