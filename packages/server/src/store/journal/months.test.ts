// SPDX-License-Identifier: Apache-2.0
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDelay, type Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { sampleEntry, testJournal, testSigner } from '../../../test/journal.ts';
import { migrate } from '../postgres/index.ts';
import { makeMonths } from './months.ts';

let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  database = await testDatabase();
  pool = database.pool;
});
afterEach(() => database.close());

/** The first moment after the last month that is made. */
const endOfMonths = async (): Promise<Instant> => {
  const { rows } = await pool.query("SELECT to_char(max(month), 'YYYY-MM-DD') AS last FROM journal_month");
  return addDelay(`${rows[0].last}T00:00:00.000Z`, { months: 1 });
};

const placesOf = async (): Promise<Readonly<Record<string, string>>> => {
  const { rows } = await pool.query('SELECT entry_id, tableoid::regclass::text AS place FROM journal_entry');
  return Object.fromEntries(rows.map(({ entry_id, place }) => [entry_id, place]));
};

const rowsOf = async (table: string) =>
  (await pool.query(`SELECT entry_id, seq, transaction_id, at, body, leaf_hash FROM ${table} ORDER BY seq`)).rows;

const partitionAt = (at: Instant): string => `journal_entry_${at.slice(0, 7).replace('-', '_')}`;

describe('the months', () => {
  test('no clock costs a trace: each entry has its month, or a place before or after them', async () => {
    const { journal } = testJournal(pool);
    const end = await endOfMonths();
    const lastMoment = addDelay(end, { days: -1 });
    const entries = ['1970-01-01T00:00:00.000Z', lastMoment, end, '9999-12-31T23:59:59.999Z'].map((at) =>
      sampleEntry({ at }),
    );
    await Promise.all(entries.map((entry) => journal.append(entry)));
    const places = await placesOf();
    expect(entries.map(({ entryId }) => places[entryId])).toEqual([
      'journal_entry_before',
      partitionAt(lastMoment),
      'journal_entry_after',
      'journal_entry_after',
    ]);
    await journal.seal();
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 4 });
  });

  test('are made for what is there already, which moves into them as it was', async () => {
    const { journal } = testJournal(pool);
    const end = await endOfMonths();
    const [early, later] = [sampleEntry({ at: end }), sampleEntry({ at: addDelay(end, { years: 2 }) })];
    await journal.append(early);
    await journal.seal();
    await journal.append(later);
    const before = await rowsOf('journal_entry');
    expect(await makeMonths(pool, end)).toBe(4);
    expect(await makeMonths(pool, end)).toBe(0);
    expect(await rowsOf('journal_entry')).toEqual(before);
    expect(await placesOf()).toEqual({
      [early.entryId]: partitionAt(end),
      [later.entryId]: 'journal_entry_after',
    });
    await journal.seal();
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 2, unsealed: 0 });
  });

  test('a clock that is ten years wrong makes none', async () => {
    expect(await makeMonths(pool, addDelay(await endOfMonths(), { years: 10 }))).toBe(0);
  });

  test('are made while entries come, and wait for who reads long', async () => {
    const { journal } = testJournal(pool);
    const end = await endOfMonths();
    const reader = await pool.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM journal_entry');
    expect(await makeMonths(pool, end)).toBeUndefined();
    await reader.query('COMMIT');
    reader.release();
    const entries = Array.from({ length: 60 }, (_, days) => sampleEntry({ at: addDelay(end, { days }) }));
    const [made] = await Promise.all([
      makeMonths(pool, addDelay(end, { months: 1 })),
      ...entries.map((entry) => journal.append(entry)),
      journal.seal(),
    ]);
    // Under a flood it may not come to its turn; then it tries again.
    expect([5, undefined]).toContain(made);
    await makeMonths(pool, addDelay(end, { months: 1 }));
    const places = await placesOf();
    expect(entries.every(({ entryId, at }) => places[entryId] === partitionAt(at))).toBe(true);
    await journal.seal();
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 60, unsealed: 0 });
  });

  test('start makes the coming months', async () => {
    const end = await endOfMonths();
    const { journal } = testJournal(pool, { clock: { now: () => end } });
    journal.start({ intervalMs: 5 });
    while ((await endOfMonths()) === end);
    await journal.stop();
    expect(await endOfMonths()).toBe(addDelay(end, { months: 4 }));
  });

  test('a month and its place refuse changes as the whole does', async () => {
    const month = partitionAt(addDelay(await endOfMonths(), { days: -1 }));
    for (const change of [
      `UPDATE ${month} SET seq = seq`,
      `DELETE FROM ${month}`,
      `TRUNCATE ${month}`,
      `DROP TABLE ${month}`,
      `ALTER TABLE journal_entry DETACH PARTITION ${month}`,
      `ALTER TABLE ${month} DISABLE TRIGGER journal_entry_insert_only`,
      `DROP TRIGGER journal_entry_insert_only ON ${month}`,
      'DROP TABLE journal_batch',
      'DELETE FROM journal_month',
      'UPDATE journal_retirement SET month = month',
    ])
      await expect(pool.query(change), change).rejects.toThrow('The journal is insert-only');
    await expect(pool.query("SELECT journal_drop_month('2026-11-01')")).rejects.toThrow('is not retired');
  });
});

test('a journal of one table becomes one by month, with its numbers, hashes and proofs', async () => {
  const old = await testDatabase({ migrated: false });
  const folder = await mkdtemp(join(tmpdir(), 'dossier-migrations-'));
  try {
    const migrations = join(import.meta.dirname, '..', 'migrations');
    for (const file of await readdir(migrations))
      if (file < '0004') await copyFile(join(migrations, file), join(folder, file));
    await migrate(old.pool, folder);
    const signer = testSigner();
    const { journal } = testJournal(old.pool, { signer, batchSize: 3 });
    const now = new Date().toISOString();
    const moments = [addDelay(now, { years: -30 }), addDelay(now, { months: -7 }), now, addDelay(now, { years: 30 })];
    for (const at of [...moments, ...moments]) await journal.append(sampleEntry({ at }));
    await journal.seal();
    await journal.append(sampleEntry({ at: now }));
    const select = 'SELECT entry_id, seq, transaction_id, at, body, leaf_hash FROM journal_entry ORDER BY seq';
    const before = (await old.pool.query(select)).rows;
    const head = await journal.head();

    await migrate(old.pool);
    expect((await old.pool.query(select)).rows).toEqual(before);
    expect(await journal.head()).toEqual(head);
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 9, unsealed: 1 });
    const { rows } = await old.pool.query('SELECT DISTINCT tableoid::regclass::text AS place FROM journal_entry');
    expect(rows.map(({ place }) => place).toSorted()).toEqual(
      ['journal_entry_after', 'journal_entry_before', partitionAt(now), partitionAt(moments[1] ?? '')].toSorted(),
    );
    await journal.append(sampleEntry({ at: now }));
    const { rows: last } = await old.pool.query('SELECT max(seq) AS seq FROM journal_entry');
    expect(last[0].seq).toBe(10);
    expect(await journal.seal()).toBe(2);
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 10, unsealed: 0 });
  } finally {
    await old.close();
    await rm(folder, { recursive: true });
  }
});
