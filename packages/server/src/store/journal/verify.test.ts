// SPDX-License-Identifier: Apache-2.0
import type { JournalEntry } from '@dossier/core/journal';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { sampleEntry, testJournal, testSigner } from '../../../test/journal.ts';
import { type VerifyReport, verifyJournal } from './index.ts';

let database: TestDatabase;
let pool: Pool;
const signer = testSigner();
const entries: JournalEntry[] = Array.from({ length: 22 }, (_, index) =>
  sampleEntry({ at: `2026-11-23T12:00:${String(index).padStart(2, '0')}.123Z` }),
);

const entryAt = (index: number): JournalEntry => {
  const entry = entries[index];
  if (!entry) throw new Error(`no entry ${index}`);
  return entry;
};

/** Batch 1 holds entries 4 to 7; entries 20 and 21 are not sealed. */
const [victim, neighbour, unsealed] = [entryAt(5), entryAt(6), entryAt(20)];

beforeAll(async () => {
  database = await testDatabase();
  pool = database.pool;
  const { journal } = testJournal(pool, { signer });
  for (const [index, entry] of entries.entries()) {
    await journal.append(entry);
    if (index % 4 === 3) await journal.seal();
  }
  await pool.query('CREATE TABLE kept AS SELECT * FROM journal_entry');
});
afterAll(() => database.close());

/** What verification says after changes by someone to whom the database refuses nothing; then all is put back. */
const verifyAfter = async (change: string, values: readonly unknown[] = []): Promise<VerifyReport> => {
  const tables = ['journal_entry', 'journal_batch', 'journal_node', 'journal_log'];
  const client = await pool.connect();
  try {
    for (const table of tables) await client.query(`CREATE TEMP TABLE kept_${table} AS TABLE ${table}`);
    await client.query('SET session_replication_role = replica');
    const { rowCount } = await client.query(change, [...values]);
    expect(rowCount).toBeGreaterThan(0);
    return await verifyJournal({ pool, publicKey: signer.publicKey });
  } finally {
    for (const table of tables) {
      await client.query(`DELETE FROM ${table}`);
      await client.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
    }
    client.release(true);
  }
};

const sentences = ({ problems }: VerifyReport): string => problems.map(({ sentence }) => sentence).join('\n');
const named = ({ problems }: VerifyReport): ReadonlySet<string | undefined> =>
  new Set(problems.filter(({ subject }) => subject === 'entry').map(({ entryId }) => entryId));

const where = 'WHERE record_id = $1 AND entry_id = $2';
const at = ({ recordId, entryId }: JournalEntry) => [recordId, entryId];

describe('an untouched journal', () => {
  test('is green', async () => {
    const seen: number[] = [];
    const report = await verifyJournal({
      pool,
      publicKey: signer.publicKey,
      onProgress: ({ batches, ofBatches, entries: checked }) => seen.push(batches, ofBatches, checked),
    });
    expect(report).toMatchObject({ ok: true, entries: 22, unsealed: 2, batches: 5, problems: [], problemCount: 0 });
    expect(report.head?.head.batches).toBe(5);
    expect(seen).toEqual([1, 5, 4, 2, 5, 8, 3, 5, 12, 4, 5, 16, 5, 5, 20]);
  });

  test('is red under another key', async () => {
    const report = await verifyJournal({ pool, publicKey: testSigner().publicKey });
    expect(report.problemCount).toBe(5);
    expect(sentences(report)).toContain('which is not the public key given');
  });

  test('without an entry is green', async () => {
    const empty = await testDatabase();
    try {
      expect(await verifyJournal({ pool: empty.pool, publicKey: signer.publicKey })).toMatchObject({
        ok: true,
        entries: 0,
        batches: 0,
      });
    } finally {
      await empty.close();
    }
  });
});

/** The next character or bit of what stands in one column. */
const bentColumns: readonly (readonly [column: string, expression: string])[] = [
  ['seq', 'seq + 1'],
  ['seq', 'seq + 100000'],
  ['seq', '-seq'],
  ['at', "at + interval '1 microsecond'"],
  ['actor_key', "overlay(actor_key placing 'X' from 4 for 1)"],
  ['actor_kind', "'patient'"],
  ['operation', "'document.found'"],
  ['outcome', "'refused'"],
  ['secret', 'NOT secret'],
  ['document_ids', 'document_ids[2:1] || document_ids[1:1]'],
  ['body', "replace(body, '899700218896', '899700218897')"],
  ['body', "body || ' '"],
  ['leaf_hash', 'set_byte(leaf_hash, 31, get_byte(leaf_hash, 31) # 1)'],
  ['leaf_hash', 'substring(leaf_hash FROM 1 FOR 31)'],
];

describe('one row changed', () => {
  test.each(bentColumns)('%s = %s: red, and the row is named', async (column, expression) => {
    const report = await verifyAfter(`UPDATE journal_entry SET ${column} = ${expression} ${where}`, at(victim));
    expect(report.ok).toBe(false);
    expect([...named(report)]).toEqual([victim.entryId]);
    expect(sentences(report)).toContain(`Entry ${victim.entryId} of record ${victim.recordId}: `);
    expect(sentences(report)).not.toContain('899700218896');
  });

  test.each(['record_id', 'entry_id'])('%s: red, and the row is named', async (column) => {
    const report = await verifyAfter(`UPDATE journal_entry SET ${column} = gen_random_uuid() ${where}`, at(victim));
    expect(named(report)).toContain(victim.entryId);
    expect(sentences(report)).toContain('its row is gone');
    expect(sentences(report)).toContain('no batch names it');
  });

  test('text, hash and column changed together: still red, because it is not what was sealed', async () => {
    const report = await verifyAfter(
      `WITH forged AS (SELECT replace(body, '"outcome":"success"', '"outcome":"refused"') AS text FROM journal_entry ${where})
       UPDATE journal_entry SET outcome = 'refused', body = forged.text,
         leaf_hash = sha256('\\x00' || convert_to(forged.text, 'UTF8')) FROM forged ${where}`,
      at(victim),
    );
    expect(report.problems).toHaveLength(1);
    expect([...named(report)]).toEqual([victim.entryId]);
    expect(sentences(report)).toContain('its leaf hash is not the sealed one');
  });

  test('a row that is not sealed yet is checked in itself', async () => {
    const report = await verifyAfter(`UPDATE journal_entry SET outcome = 'failure' ${where}`, at(unsealed));
    expect([...named(report)]).toEqual([unsealed.entryId]);
    expect(sentences(report)).toContain('its column outcome is not what its text says');
  });
});

describe('rows gone, exchanged, put in', () => {
  test('a deleted row', async () => {
    const report = await verifyAfter(`DELETE FROM journal_entry ${where}`, at(victim));
    expect(report.problems).toMatchObject([
      { subject: 'entry', entryId: victim.entryId, recordId: victim.recordId, batch: 1 },
    ]);
    expect(sentences(report)).toContain('its row is gone');
  });

  test('two rows that exchanged their content', async () => {
    const report = await verifyAfter(
      `UPDATE journal_entry entry SET body = twin.body, leaf_hash = twin.leaf_hash, at = twin.at
       FROM kept twin
       WHERE entry.entry_id = ANY ($1::uuid[]) AND twin.entry_id = ANY ($1::uuid[]) AND twin.entry_id <> entry.entry_id`,
      [[victim.entryId, neighbour.entryId]],
    );
    expect(named(report)).toEqual(new Set([victim.entryId, neighbour.entryId]));
  });

  test('two rows that exchanged their numbers', async () => {
    const report = await verifyAfter(
      `UPDATE journal_entry entry SET seq = twin.seq FROM kept twin
       WHERE entry.entry_id = ANY ($1::uuid[]) AND twin.entry_id = ANY ($1::uuid[]) AND twin.entry_id <> entry.entry_id`,
      [[victim.entryId, neighbour.entryId]],
    );
    expect(named(report)).toEqual(new Set([victim.entryId, neighbour.entryId]));
    expect(sentences(report)).toContain('its column seq is not the sealed one');
  });

  test('a row put in among the sealed ones', async () => {
    const report = await verifyAfter(`UPDATE journal_entry SET seq = 3 ${where}`, at(unsealed));
    expect([...named(report)]).toEqual([unsealed.entryId]);
    expect(sentences(report)).toContain('no batch names it');
  });
});

describe('the log changed', () => {
  test.each([
    ['root', 'set_byte(root, 0, get_byte(root, 0) # 1)', 'its root is not that of its leaves'],
    ['size', 'size + 1', 'its lists do not have its size'],
    ['leaf_hashes', 'set_byte(leaf_hashes, 40, get_byte(leaf_hashes, 40) # 1)', 'its root is not that of its leaves'],
    ['record_ids', 'ARRAY[gen_random_uuid()] || record_ids[2:4]', 'its row is gone'],
    ['entry_ids', 'entry_ids[1:1] || entry_ids[3:3] || entry_ids[2:2] || entry_ids[4:4]', 'its row is gone'],
    ['entry_ids', 'entry_ids[1:3]', 'its lists do not have its size'],
    ['seqs', 'seqs[1:1] || seqs[3:3] || seqs[2:2] || seqs[4:4]', 'not in the order of their numbers'],
    ['first_seq', 'first_seq - 1', 'its first_seq is not that of its first entry'],
    ['max_seq', 'max_seq + 1', 'its max_seq is not the greatest number up to it'],
    ['signature', 'set_byte(signature, 9, get_byte(signature, 9) # 1)', 'The signature does not belong to the head'],
    ['head', "replace(head, '12:00:01', '12:00:02')", 'The signature does not belong to the head'],
    ['head', "head || ' '", 'its head is not in canonical form'],
    ['head', "'{'", 'its head is not JSON'],
    ['head', "'{}'", 'its head does not hold'],
    ['head', '(SELECT head FROM journal_batch WHERE batch_no = 3)', 'its head states another number of batches'],
  ])('%s of a batch = %s: red, and the batch is named', async (column, expression, sentence) => {
    const report = await verifyAfter(`UPDATE journal_batch SET ${column} = ${expression} WHERE batch_no = 1`);
    expect(report.ok).toBe(false);
    expect(report.problems.map(({ batch }) => batch)).toContain(1);
    expect(sentences(report)).toContain(sentence);
  });

  test('a whole head of another place, with its signature', async () => {
    const report = await verifyAfter(
      `UPDATE journal_batch batch SET head = twin.head, signature = twin.signature
       FROM journal_batch twin WHERE batch.batch_no = 1 AND twin.batch_no = 2`,
    );
    expect(sentences(report)).toContain('Batch 1: its head states another root of the log.');
    expect(sentences(report)).toContain('Batch 2: its head is not chained to the head before.');
  });

  test('a batch that is gone, in the middle', async () => {
    const report = await verifyAfter('DELETE FROM journal_batch WHERE batch_no = 1');
    expect(sentences(report)).toContain('Batch 1: its row is gone.');
    expect(named(report)).toEqual(new Set(entries.slice(4, 8).map(({ entryId }) => entryId)));
  });

  test('a log that was cut at its end leaves nodes behind', async () => {
    const report = await verifyAfter('DELETE FROM journal_batch WHERE batch_no = 4');
    expect(report).toMatchObject({ ok: false, batches: 4, unsealed: 6 });
  });

  test('a changed, a missing and an added node of the tree', async () => {
    const changed = await verifyAfter(
      'UPDATE journal_node SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE level = 1 AND node_index = 1',
    );
    expect(sentences(changed)).toBe("Batch 3: the node 1/1 of the log's tree is not what its batches give.");
    const missing = await verifyAfter('DELETE FROM journal_node WHERE level = 2');
    expect(sentences(missing)).toContain("the node 2/0 of the log's tree is gone");
    const added = await verifyAfter("INSERT INTO journal_node VALUES (9, 9, '\\x00')");
    expect(sentences(added)).toContain('does not have the number of nodes');
  });

  test('another name of the log', async () => {
    const report = await verifyAfter('UPDATE journal_log SET log_id = gen_random_uuid()');
    expect(sentences(report)).toContain('Batch 0: its head belongs to another log.');
  });

  test('with many problems the first are listed and all are counted', async () => {
    const report = await verifyJournal({ pool, publicKey: testSigner().publicKey, problemLimit: 2 });
    expect(report.problems).toHaveLength(2);
    expect(report.problemCount).toBe(5);
  });
});
