// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LoneShare } from '../record/ports.ts';
import { FRAME_BYTES } from './content.ts';
import { allow, bytesOf, contentOf, documentOf, entryOf, NOW, openRecord, share, testStore, trace } from './testing.ts';

const test = await testStore();
const { strict: store, database } = test;

const loneShare = (
  recordId: string,
  { uniqueId = `1.2.250.1.999.${randomUUID()}`, setId = `1.2.3.${randomUUID()}`, content = 'hello' } = {},
): LoneShare => {
  const document = documentOf(entryOf(recordId, { uniqueId }), Buffer.from(content));
  const members = [document.entry.logicalId];
  const set = {
    recordId,
    entryUuid: randomUUID(),
    uniqueId: setId,
    sourceId: '1.2.250.1.1',
    contentTypeCode: { code: '04', system: '1.2.250.1.213.2.2' },
    submittedAt: NOW,
    authors: [],
    intendedRecipients: [],
    members,
  } as const;
  return { document, set, entry: trace(recordId, { documents: members }) };
};

const write = (one: LoneShare): Promise<boolean> => store.shareAlone(allow(one.set.recordId), one);

/** Rows of every table that a share writes to, for one record. */
const rowsOf = async (recordId: string): Promise<readonly number[]> => {
  const tables = ['document_entry', 'content_frame', 'submission_set', 'membership', 'object_lookup'];
  const counts = [...tables.map((table) => `record.${table}`), 'journal_entry'].map(
    (table) => `(select count(*) from ${table} where record_id = $1)`,
  );
  const { rows } = await database.pool.query(`select array[${counts.join(', ')}]::integer[] as counts`, [recordId]);
  return rows[0].counts;
};

const opened = [0, 0, 0, 0, 0, 1];
const shared = [1, 1, 1, 1, 5, 2];

describe('a share of one document', () => {
  it('stands in the record as one that was written in a transaction', async () => {
    const recordId = await openRecord(store);
    const one = loneShare(recordId, { content: 'une pièce' });
    expect(await write(one)).toBe(true);
    expect(await rowsOf(recordId)).toEqual(shared);
    const { entry } = one.document;
    const read = await store.readDocument(allow(recordId), { uniqueId: entry.uniqueId });
    expect(read?.entry).toEqual(entry);
    expect((await bytesOf(contentOf(store, allow(recordId), entry.logicalId))).toString()).toBe('une pièce');
    const sets = await store.findSubmissionSets(allow(recordId), { limit: 10, uniqueIds: [one.set.uniqueId] });
    expect(sets.lists).toEqual([one.set]);
    const journal = await store.readJournal(allow(recordId), {
      entryId: one.entry.entryId,
      limit: 10,
      withoutSecret: false,
    });
    expect(journal.entries).toEqual([one.entry]);
    for (const name of [entry.entryUuid, entry.logicalId, entry.uniqueId, one.set.uniqueId, one.set.entryUuid])
      expect((await store.loadPolicy({ object: name }))?.recordId, name).toBe(recordId);
  });

  it('is written with those of many others, each in its record', async () => {
    const records = await Promise.all(Array.from({ length: 8 }, () => openRecord(store)));
    const all = Array.from({ length: 80 }, (_, index) => loneShare(records[index % 8] ?? ''));
    expect(await Promise.all(all.map(write))).toEqual(all.map(() => true));
    for (const recordId of records) expect(await rowsOf(recordId)).toEqual([10, 10, 10, 10, 50, 11]);
    for (const { document, set } of all) {
      const read = await store.readDocument(allow(set.recordId), { id: document.entry.logicalId });
      expect(read?.entry).toEqual(document.entry);
    }
  });

  it('leaves nothing where an identifier is in use, here or elsewhere, and stands in nobody’s way', async () => {
    const [recordId, other] = [await openRecord(store), await openRecord(store)];
    const taken = documentOf(entryOf(other));
    await share(test.store, taken);
    const { uniqueId } = taken.entry;
    const outcomes = await Promise.all([
      write(loneShare(recordId, { uniqueId })),
      write(loneShare(recordId, { setId: uniqueId })),
      write(loneShare(recordId)),
    ]);
    expect(outcomes).toEqual([false, false, true]);
    expect(await rowsOf(recordId)).toEqual(shared);
  });

  it('leaves nothing half there where many take one identifier at the same moment', async () => {
    const recordId = await openRecord(store);
    const uniqueId = `1.2.250.1.999.${randomUUID()}`;
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => write(loneShare(recordId, { uniqueId }))));
    const written = outcomes.filter((one) => one).length;
    expect(written).toBe(1);
    expect(await rowsOf(recordId)).toEqual(shared);
  });

  it('is not written on a decision of yesterday, nor in a record that another writer has alone', async () => {
    const recordId = await openRecord(store);
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await client.query('update record.record set policy_version = policy_version + 1 where record_id = $1', [
        recordId,
      ]);
      expect(await write(loneShare(recordId))).toBe(false);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await write(loneShare(recordId))).toBe(false);
    expect(await rowsOf(recordId)).toEqual(opened);
  });

  it('is not written under a key that the record has no more, nor in no record', async () => {
    const recordId = await openRecord(store);
    expect(await write(loneShare(recordId))).toBe(true);
    await database.pool.query('delete from record.record_key where record_id = $1', [recordId]);
    expect(await write(loneShare(recordId))).toBe(false);
    expect(await rowsOf(recordId)).toEqual(shared);
    expect(await write(loneShare(randomUUID()))).toBe(false);
  });

  it('leaves what is longer than a frame to the transaction', async () => {
    const recordId = await openRecord(store);
    expect(await write(loneShare(recordId, { content: 'x'.repeat(FRAME_BYTES + 1) }))).toBe(false);
    expect(await write(loneShare(recordId, { content: 'x'.repeat(FRAME_BYTES) }))).toBe(true);
    expect(await rowsOf(recordId)).toEqual(shared);
  });

  it('stays in its record', async () => {
    const [recordId, other] = [await openRecord(store), await openRecord(store)];
    await expect(store.shareAlone(allow(recordId), loneShare(other))).rejects.toThrow('in the record of its decision');
    expect(await rowsOf(other)).toEqual(opened);
  });

  it('fails alone where its trace is malformed', async () => {
    const recordId = await openRecord(store);
    const good = loneShare(recordId);
    const bad = { ...loneShare(recordId), entry: trace(recordId, { at: 'yesterday' }) };
    const [one, other] = await Promise.allSettled([write(bad), write(good)]);
    expect(one.status).toBe('rejected');
    expect(other).toEqual({ status: 'fulfilled', value: true });
    expect(await rowsOf(recordId)).toEqual(shared);
  });
});
