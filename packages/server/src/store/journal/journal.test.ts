// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  decodeEntry,
  type InclusionProof,
  type JournalEntry,
  verifyConsistencyProof,
  verifyHead,
  verifyInclusionProof,
} from '@dossier/core/journal';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { sampleEntry, testJournal, testSigner } from '../../../test/journal.ts';
import { columnNames, placeholders } from '../statement.ts';
import { ENTRY_COLUMNS, journalCrypto, valuesOf } from './index.ts';

let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  database = await testDatabase();
  pool = database.pool;
});
afterEach(() => database.close());

const bodies = async (): Promise<readonly JournalEntry[]> => {
  const { rows } = await pool.query<{ body: string }>('SELECT body FROM journal_entry ORDER BY seq');
  return rows.map(({ body }) => {
    const entry = decodeEntry(body);
    if (!entry.ok) throw new Error(`${entry.error.path} ${entry.error.why}`);
    return entry.value;
  });
};

const byId = (entries: readonly JournalEntry[]): readonly JournalEntry[] =>
  entries.toSorted((a, b) => (a.entryId < b.entryId ? -1 : 1));

const entries = (count: number): readonly JournalEntry[] => Array.from({ length: count }, () => sampleEntry());

/** Connections of this database that wait for a lock. */
const waitForBlocked = async (): Promise<number> => {
  for (;;) {
    const { rows } = await pool.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rows[0]) return rows[0].pid;
    await pause(10);
  }
};

describe('append', () => {
  test('200 at once are all there once, in few commits', async () => {
    const { journal } = testJournal(pool);
    const all = entries(200);
    await Promise.all(all.map((entry) => journal.append(entry)));
    expect(byId(await bodies())).toEqual(byId(all));
    const { rows } = await pool.query('SELECT count(DISTINCT transaction_id)::int AS commits FROM journal_entry');
    expect(rows[0].commits).toBeLessThan(10);
  });

  test('a group is no larger than its bound', async () => {
    const { journal } = testJournal(pool, { groupSize: 7 });
    await Promise.all(entries(50).map((entry) => journal.append(entry)));
    const { rows } = await pool.query(
      'SELECT count(*)::int AS size FROM journal_entry GROUP BY transaction_id ORDER BY 1 DESC',
    );
    expect(rows.map(({ size }) => size)).toEqual([7, 7, 7, 7, 7, 7, 7, 1]);
  });

  test('resolves only when another connection can see the entry', async () => {
    const { journal } = testJournal(pool);
    await Promise.all(
      entries(50).map(async (entry) => {
        await journal.append(entry);
        const { rowCount } = await pool.query('SELECT FROM journal_entry WHERE record_id = $1 AND entry_id = $2', [
          entry.recordId,
          entry.entryId,
        ]);
        expect(rowCount).toBe(1);
      }),
    );
  });

  test('does not resolve while the commit waits, and rejects when the connection is lost', async () => {
    const { journal } = testJournal(pool);
    const blocker = await pool.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE journal_entry IN EXCLUSIVE MODE');
    let settled = false;
    const appended = journal.append(sampleEntry()).finally(() => {
      settled = true;
    });
    const rejected = expect(appended).rejects.toThrow();
    const pid = await waitForBlocked();
    await pause(50);
    expect(settled).toBe(false);
    await pool.query('SELECT pg_terminate_backend($1)', [pid]);
    await rejected;
    await blocker.query('ROLLBACK');
    blocker.release();
    expect(await bodies()).toEqual([]);
    await journal.append(sampleEntry());
    expect(await bodies()).toHaveLength(1);
  });

  test('one bad entry does not cost the others their trace', async () => {
    const { journal } = testJournal(pool);
    const good = entries(5);
    const [first = sampleEntry()] = good;
    const results = await Promise.allSettled([
      ...good.map((entry) => journal.append(entry)),
      journal.append(first),
      journal.append(sampleEntry({ documents: ['1.2.3'] })),
    ]);
    expect(results.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), 'rejected', 'rejected']);
    expect(byId(await bodies())).toEqual(byId(good));
  });

  test('text that SQL, JSON and array literals treat specially comes back as it was', async () => {
    const { journal } = testJournal(pool);
    const all = ["'; DROP TABLE journal_entry; --", '{"a",b\\}', 'NULL', '', '\u0000\u0001\u2028', '\\x00', '😀'].map(
      (text) => sampleEntry({ reasons: [text], detail: { [text]: text } }),
    );
    await Promise.all(all.map((entry) => journal.append(entry)));
    expect(byId(await bodies())).toEqual(byId(all));
  });
});

describe('insert', () => {
  test('is there with the transaction, and gone with it', async () => {
    const { journal } = testJournal(pool);
    const [kept, undone] = [sampleEntry(), sampleEntry({ documents: [] })];
    const client = await pool.connect();
    await client.query('BEGIN');
    await journal.insert(client, undone);
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    await journal.insert(client, kept);
    expect(await bodies()).toEqual([]);
    await client.query('COMMIT');
    client.release();
    expect(await bodies()).toEqual([kept]);
    expect(await journal.seal()).toBe(1);
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 1, unsealed: 0 });
  });
});

test('a statement of the caller takes the row along with others', async () => {
  const { journal } = testJournal(pool);
  const entry = sampleEntry({ reasons: ['\u0000 "quoted" {a,b}'] });
  await pool.query(
    `WITH trace AS (
       INSERT INTO journal_entry (${columnNames(ENTRY_COLUMNS)}) VALUES (${placeholders(ENTRY_COLUMNS, 2)}) RETURNING seq
     ) SELECT $1::text, seq FROM trace`,
    ['data', ...valuesOf(entry)],
  );
  expect(await bodies()).toEqual([entry]);
  expect(() => valuesOf(sampleEntry({ documents: ['1.2.3'] }))).toThrow(TypeError);
  await journal.seal();
  expect(await journal.verify()).toMatchObject({ ok: true, entries: 1, unsealed: 0 });
});

describe('the tables', () => {
  test.each(['journal_entry', 'journal_batch', 'journal_node', 'journal_log'])('%s is insert-only', async (table) => {
    const { journal } = testJournal(pool);
    await journal.append(sampleEntry());
    await journal.seal();
    const column = { journal_entry: 'seq', journal_batch: 'size', journal_node: 'level', journal_log: 'one' }[table];
    for (const change of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`])
      await expect(pool.query(change)).rejects.toThrow('The journal is insert-only');
    expect(await journal.verify()).toMatchObject({ ok: true });
  });

  test('columns to search by say what the entry says', async () => {
    const { journal } = testJournal(pool);
    const entry = sampleEntry({ secret: true, outcome: 'refused' });
    await journal.append(entry);
    const { rows } = await pool.query(
      `SELECT record_id, entry_id, at, actor_key, actor_kind, operation, outcome, secret, document_ids::text[]
       FROM journal_entry`,
    );
    expect(rows).toEqual([
      {
        record_id: entry.recordId,
        entry_id: entry.entryId,
        at: entry.at,
        actor_key: entry.actor.key,
        actor_kind: entry.actor.kind,
        operation: entry.operation,
        outcome: 'refused',
        secret: true,
        document_ids: entry.documents,
      },
    ]);
  });
});

describe('seal', () => {
  test('makes batches of bounded size, and seals nothing twice', async () => {
    const { journal } = testJournal(pool, { batchSize: 10 });
    expect(await journal.seal()).toBe(0);
    expect(await journal.head()).toBeUndefined();
    await Promise.all(entries(25).map((entry) => journal.append(entry)));
    expect(await journal.seal()).toBe(25);
    expect(await journal.seal()).toBe(0);
    const { rows } = await pool.query('SELECT size FROM journal_batch ORDER BY batch_no');
    expect(rows.map(({ size }) => size)).toEqual([10, 10, 5]);
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 25, unsealed: 0, batches: 3 });
  });

  test('a transaction that commits late loses nothing, and keeps nobody waiting', async () => {
    const { journal, signer } = testJournal(pool);
    const [early, late, later] = [sampleEntry(), sampleEntry(), sampleEntry()];
    const slow = await pool.connect();
    await slow.query('BEGIN');
    await journal.insert(slow, late);
    await journal.append(early);
    expect(await journal.seal()).toBe(1);
    expect(await journal.seal()).toBe(0);
    await journal.append(later);
    expect(await journal.seal()).toBe(1);
    expect(await journal.prove(late.recordId, late.entryId)).toBeUndefined();
    await slow.query('COMMIT');
    slow.release();
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 3, unsealed: 1 });
    expect(await journal.seal()).toBe(1);
    for (const { recordId, entryId } of [early, late, later]) {
      const proof = await journal.prove(recordId, entryId);
      expect(proof && verifyInclusionProof(proof, signer.publicKey, journalCrypto)).toMatchObject({ ok: true });
    }
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 3, unsealed: 0, batches: 3 });
  });

  test('late commits and undone ones, in any order, each sealed once', async () => {
    const { journal } = testJournal(pool, { batchSize: 2 });
    const clients = await Promise.all([0, 1, 2, 3].map(() => pool.connect()));
    for (const client of clients) await client.query('BEGIN');
    for (let round = 0; round < 3; round++) {
      for (const client of clients) await journal.insert(client, sampleEntry());
      await journal.append(sampleEntry());
      expect(await journal.seal()).toBe(1);
    }
    const counts = [];
    for (const [index, client] of clients.entries()) {
      await client.query(index === 1 ? 'ROLLBACK' : 'COMMIT');
      client.release();
      counts.push(await journal.seal());
    }
    expect(counts).toEqual([3, 0, 3, 3]);
    await journal.append(sampleEntry());
    expect(await journal.seal()).toBe(1);
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 13, unsealed: 0 });
  });

  test('a transaction has its id before it draws a number', async () => {
    for (const plan of [
      "VALUES (gen_random_uuid(), gen_random_uuid(), now(), '', '', '', '', false, '{}', '', '')",
      "SELECT id, id, now(), '', '', '', '', false, '{}', '', '' FROM unnest('{}'::uuid[]) AS new (id)",
    ]) {
      const { rows } = await pool.query(
        `EXPLAIN (VERBOSE, COSTS OFF) INSERT INTO journal_entry
           (record_id, entry_id, at, actor_key, actor_kind, operation, outcome, secret, document_ids, body, leaf_hash) ${plan}`,
      );
      const text = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(text.indexOf('pg_current_xact_id()')).toBeGreaterThan(0);
      expect(text.indexOf('nextval(')).toBeGreaterThan(text.indexOf('pg_current_xact_id()'));
    }
  });

  test('two sealers at once, with appends going on', async () => {
    const { journal, signer } = testJournal(pool, { batchSize: 3 });
    const { journal: other } = testJournal(pool, { batchSize: 4, signer });
    const sealed = await Promise.all([
      ...entries(60).map(async (entry) => {
        await journal.append(entry);
        return 0;
      }),
      ...Array.from({ length: 6 }, (_, index) => (index % 2 === 0 ? journal : other).seal()),
    ]);
    const rest = await Promise.all([journal.seal(), other.seal()]);
    expect([...sealed, ...rest].reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 60, unsealed: 0 });
  });

  test('refuses to go on with another key', async () => {
    const { journal } = testJournal(pool);
    await journal.append(sampleEntry());
    await journal.seal();
    const { journal: stranger } = testJournal(pool, { signer: testSigner() });
    await stranger.append(sampleEntry());
    await expect(stranger.seal()).rejects.toThrow('is signed with the key');
    expect(await journal.seal()).toBe(1);
  });

  test('goes on after a restore from a dump, in which transaction ids begin anew', async () => {
    const { journal } = testJournal(pool);
    const undone = await pool.connect();
    await undone.query('BEGIN');
    await journal.insert(undone, sampleEntry());
    await journal.append(sampleEntry());
    await journal.seal();
    await undone.query('ROLLBACK');
    undone.release();
    const open = 'SELECT gap_lows FROM journal_batch ORDER BY batch_no DESC LIMIT 1';
    expect((await pool.query(open)).rows[0].gap_lows).toHaveLength(1);
    await pool.query(
      `SET session_replication_role = replica;
       UPDATE journal_entry SET transaction_id = '9000000000000';
       UPDATE journal_batch SET gap_bounds = '{9000000000000}';
       RESET session_replication_role`,
    );
    await journal.append(sampleEntry());
    expect(await journal.seal()).toBe(1);
    expect((await pool.query(open)).rows[0].gap_lows).toEqual([]);
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 2, unsealed: 0 });
  });

  test('an entry of a clock that is wrong is sealed with the others, in a later turn', async () => {
    const { journal } = testJournal(pool);
    journal.start({ intervalMs: 2, onError: (error) => expect(error).toBeUndefined() });
    await journal.append(sampleEntry());
    while ((await journal.head()) === undefined) await pause(2);
    const old = sampleEntry({ at: '1970-01-01T00:00:00.000Z' });
    await Promise.all([old, sampleEntry(), sampleEntry()].map((entry) => journal.append(entry)));
    while ((await journal.prove(old.recordId, old.entryId)) === undefined) await pause(2);
    await journal.stop();
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 4, unsealed: 0 });
  });

  test('start seals in turns, reports what fails, and stop seals the rest', async () => {
    const { journal } = testJournal(pool);
    const failures: unknown[] = [];
    journal.start({ intervalMs: 5, onError: (error) => failures.push(error) });
    await journal.append(sampleEntry());
    while ((await journal.head()) === undefined) await pause(5);
    const last = sampleEntry();
    const appended = journal.append(last);
    await journal.stop();
    await appended;
    expect(await journal.prove(last.recordId, last.entryId)).toBeDefined();
    expect(failures).toEqual([]);

    const { journal: stranger } = testJournal(pool);
    await journal.append(sampleEntry());
    stranger.start({ intervalMs: 5, onError: (error) => failures.push(error) });
    while (failures.length === 0) await pause(5);
    await expect(stranger.stop()).rejects.toThrow('is signed with the key');
  });
});

describe('months that cannot be made', () => {
  test('do not keep anything from being sealed, and are not tried at every turn', async () => {
    const { journal } = testJournal(pool);
    await pool.query('DROP FUNCTION journal_make_months(date)');
    const failures: unknown[] = [];
    journal.start({ intervalMs: 2, onError: (error) => failures.push(error) });
    for (let turn = 0; turn < 3; turn++) {
      const entry = sampleEntry();
      await journal.append(entry);
      await expect.poll(() => journal.prove(entry.recordId, entry.entryId)).toBeDefined();
    }
    await journal.stop();
    expect(failures.map(String)).toEqual([expect.stringContaining('journal_make_months')]);
  });
});

describe('prove', () => {
  test('every sealed entry is proven against the newest head, from the proof and the key alone', async () => {
    const { journal, signer } = testJournal(pool, { batchSize: 4 });
    const all: JournalEntry[] = [];
    for (let round = 0; round < 7; round++) {
      const group = entries(1 + ((round * 3) % 6));
      all.push(...group);
      await Promise.all(group.map((entry) => journal.append(entry)));
      await journal.seal();
    }
    const head = await journal.head();
    for (const entry of all) {
      const proof = await journal.prove(entry.recordId, entry.entryId);
      expect(proof?.head).toEqual(head);
      const sent: InclusionProof = JSON.parse(JSON.stringify(proof));
      expect(verifyInclusionProof(sent, signer.publicKey, journalCrypto)).toMatchObject({ ok: true, value: { entry } });
      const forged = { ...sent, entry: sent.entry.replace('"success"', '"refused"') };
      expect(verifyInclusionProof(forged, signer.publicKey, journalCrypto)).toMatchObject({ ok: false });
    }
  });

  test('there is none before sealing, for an unknown entry, or under another record', async () => {
    const { journal } = testJournal(pool);
    const entry = sampleEntry();
    await journal.append(entry);
    expect(await journal.prove(entry.recordId, entry.entryId)).toBeUndefined();
    await journal.seal();
    expect(await journal.prove(entry.recordId, entry.entryId)).toBeDefined();
    expect(await journal.prove(entry.recordId, randomUUID())).toBeUndefined();
    expect(await journal.prove(randomUUID(), entry.entryId)).toBeUndefined();
  });

  test('every log is consistent with every one before it', async () => {
    const { journal, signer } = testJournal(pool);
    const heads = [];
    for (let size = 1; size <= 9; size++) {
      await journal.append(sampleEntry());
      await journal.seal();
      heads.push(await journal.head());
      for (let from = 1; from <= size; from++) {
        const proof = await journal.consistency(from);
        expect(proof?.from).toEqual(heads[from - 1]);
        expect(proof && verifyConsistencyProof(proof, signer.publicKey, journalCrypto)).toMatchObject({ ok: true });
      }
    }
    for (const head of heads) expect(head && verifyHead(head, signer.publicKey, journalCrypto).ok).toBe(true);
    for (const size of [0, -1, 10, 1.5]) expect(await journal.consistency(size)).toBeUndefined();
  });
});
