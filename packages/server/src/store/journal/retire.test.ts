// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type JournalEntry, verifyConsistencyProof, verifyInclusionProof } from '@dossier/core/journal';
import { addDelay, type Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { sampleEntry, testJournal, testSigner } from '../../../test/journal.ts';
import { headKeeper, type Journal, journalCrypto, retireMonths } from './index.ts';
import { createRanges, retiredIn } from './retirement.ts';

const timeRules = { id: 'test-rules', version: '1', archiveAfterClosure: { years: 10 } };
const signer = testSigner();

let database: TestDatabase;
let pool: Pool;
let journal: Journal;
/** The second and the third month of the database, and eleven years later. */
let [first, second, now]: Instant[] = [];

const monthOf = (at = ''): string => at.slice(0, 7);
const partitionOf = (at = ''): string => `journal_entry_${monthOf(at).replace('-', '_')}`;
const entryAt = (start = '', days = 0, more: Partial<JournalEntry> = {}): JournalEntry =>
  sampleEntry({ at: addDelay(start, { days }), ...more });

const retire = (before: Instant | undefined = second, more: { dryRun?: boolean; at?: Instant | undefined } = {}) =>
  retireMonths({
    pool,
    signer,
    clock: { now: () => more.at ?? now ?? '' },
    timeRules,
    before: monthOf(before),
    dryRun: more.dryRun ?? false,
  });

const outcomeOf = async (...args: Parameters<typeof retire>) =>
  (await retire(...args)).find(({ month }) => month === monthOf(first));

const tamper = (...changes: readonly string[]) =>
  pool.query(['SET session_replication_role = replica', ...changes, 'RESET session_replication_role'].join(';'));

const sentences = async (): Promise<string> =>
  (await journal.verify()).problems.map(({ sentence }) => sentence).join('\n');

beforeEach(async () => {
  database = await testDatabase();
  pool = database.pool;
  ({ journal } = testJournal(pool, { signer, batchSize: 4 }));
  const { rows } = await pool.query("SELECT to_char(month, 'YYYY-MM-DD') AS month FROM journal_month ORDER BY 1");
  [first, second] = rows.slice(1, 3).map(({ month }) => `${month}T00:00:00.000Z`);
  now = addDelay(second ?? '', { years: 11 });
});
afterEach(() => database.close());

describe('a month whose entries may all go', () => {
  /** Entries of two months in turns, so that a batch holds some of each. */
  const fill = async () => {
    const gone = Array.from({ length: 7 }, (_, days) => entryAt(first, days));
    const stay = Array.from({ length: 7 }, (_, days) => entryAt(second, days));
    for (const [index, entry] of gone.entries())
      for (const one of [entry, stay[index]]) if (one) await journal.append(one);
    await journal.seal();
    return { gone, stay };
  };

  test('is dropped; proofs that somebody kept hold, and so does the log', async () => {
    const { gone, stay } = await fill();
    const [lost, left] = [gone[3] ?? sampleEntry(), stay[3] ?? sampleEntry()];
    const kept = await journal.prove(lost.recordId, lost.entryId);
    const before = await journal.head();

    const dry = await retire(second, { dryRun: true });
    expect(dry.map(({ outcome, entries }) => [outcome, entries])).toEqual([
      ['retired', 0],
      ['retired', 7],
    ]);
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 14, retired: [] });

    expect(await retire()).toEqual(dry);
    expect((await pool.query('SELECT to_regclass($1) AS place', [partitionOf(first)])).rows).toEqual([{ place: null }]);
    const { rows } = await pool.query("SELECT body FROM journal_entry WHERE operation = 'journal.retire' ORDER BY seq");
    expect(rows.map(({ body }) => JSON.parse(body))).toMatchObject([
      { at: now, actor: { key: 'system:journal-retirement' }, detail: { entries: 0 } },
      { detail: { month: monthOf(first), entries: 7 }, law: [{ id: 'test-rules', version: '1' }] },
    ]);
    expect(await journal.seal()).toBe(2);
    const report = await journal.verify();
    expect(report).toMatchObject({ ok: true, entries: 9, unsealed: 0, problems: [] });
    expect(report.retired).toContainEqual({ month: monthOf(first), entries: 7, retiredAt: now });

    expect(kept && verifyInclusionProof(kept, signer.publicKey, journalCrypto)).toMatchObject({
      ok: true,
      value: { entry: lost },
    });
    const consistency = await journal.consistency(before?.head.batches ?? 0);
    expect(consistency?.from).toEqual(before);
    expect(consistency && verifyConsistencyProof(consistency, signer.publicKey, journalCrypto).ok).toBe(true);
    expect(await journal.prove(lost.recordId, lost.entryId)).toBeUndefined();
    const proof = await journal.prove(left.recordId, left.entryId);
    expect(proof && verifyInclusionProof(proof, signer.publicKey, journalCrypto).ok).toBe(true);
  });

  test('twice, and by two at once: dropped once, with one entry', async () => {
    await fill();
    const outcomes = await Promise.all([retire(), retire()]);
    expect(
      outcomes
        .flat()
        .map(({ month }) => month)
        .toSorted(),
    ).toEqual([...new Set(outcomes.flat().map(({ month }) => month))].toSorted());
    expect(await retire()).toEqual([]);
    const { rowCount } = await pool.query("SELECT FROM journal_entry WHERE operation = 'journal.retire'");
    expect(rowCount).toBe(2);
    await journal.seal();
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 9 });
  });

  test('by one who waits for another, however long that takes', async () => {
    await fill();
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query("SELECT pg_advisory_xact_lock(hashtext('journal_retirement'))");
    const outcomes = retire();
    await Promise.race([outcomes, pause(3_500)]);
    await other.query('COMMIT');
    other.release();
    expect((await outcomes).map(({ outcome }) => outcome)).toEqual(['retired', 'retired']);
  });

  test('while entries come and are sealed', async () => {
    await fill();
    const coming = Array.from({ length: 80 }, () => sampleEntry({ at: now ?? '' }));
    const [outcomes] = await Promise.all([
      retire(),
      ...coming.map((entry) => journal.append(entry)),
      journal.seal(),
      journal.seal(),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['retired', 'retired']);
    await journal.seal();
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 89, unsealed: 0 });
  });

  test('takes no entry any more', async () => {
    await retire();
    await expect(journal.append(entryAt(first))).rejects.toThrow('no partition');
    await journal.append(entryAt(second));
  });

  test('gone without a word, or with another word than was signed, is damage', async () => {
    const { gone } = await fill();
    await tamper(`DROP TABLE ${partitionOf(first)}`);
    expect(await sentences()).toContain(
      `The entries of ${monthOf(first)} are gone, and nothing says that they were retired.`,
    );
    expect(await sentences()).toContain(`Entry ${gone[0]?.entryId} of record ${gone[0]?.recordId}: its row is gone.`);
    await tamper(`INSERT INTO journal_retirement VALUES ('${monthOf(first)}-01', '{}', '\\x00')`);
    expect(await sentences()).toContain(`What says that ${monthOf(first)} was retired is not what was signed.`);
  });

  test('covers its own entries only', async () => {
    const { stay } = await fill();
    await retire();
    await journal.seal();
    const victim = stay[2] ?? sampleEntry();
    await tamper(`DELETE FROM journal_entry WHERE entry_id = '${victim.entryId}'`);
    expect(await sentences()).toBe(`Entry ${victim.entryId} of record ${victim.recordId}: its row is gone.`);
    await tamper('DELETE FROM journal_retirement');
    expect(await sentences()).toContain(`The entries of ${monthOf(first)} are gone`);
  });

  test('a word for another month does not stand for this one', async () => {
    await fill();
    await retire();
    await tamper(
      `UPDATE journal_retirement SET statement = replace(statement, '${monthOf(first)}', '${monthOf(second)}'),
         month = '${monthOf(second)}-01' WHERE month = '${monthOf(first)}-01'`,
    );
    expect(await sentences()).toContain(`What says that ${monthOf(second)} was retired is not what was signed.`);
    expect(await sentences()).toContain(`The entries of ${monthOf(first)} are gone`);
  });
});

describe('a month is kept', () => {
  const stand = (recordId: string) =>
    pool.query(
      `INSERT INTO record.record (record_id, person_id, regime, state, birth_date, identity_status)
       VALUES ($1, 'p', 'fr-2022', 'closed', '1979', 'qualified')`,
      [recordId],
    );
  const destroy = (recordId: string, at: Instant) =>
    pool.query("INSERT INTO record.key_receipt VALUES ($1, $2, 'x', 0, '')", [recordId, at]);
  const later = (years: number): Instant => addDelay(first ?? '', { years });

  test('while the record of an entry stands, however long', async () => {
    const entry = entryAt(first);
    await journal.append(entry);
    await journal.append(entryAt(first));
    await journal.seal();
    await stand(entry.recordId);
    expect(await outcomeOf(second, { at: later(90) })).toMatchObject({ outcome: 'held', entries: 2, inTheWay: 1 });
  });

  test('until ten years after the closing that the journal tells', async () => {
    const recordId = randomUUID();
    await journal.append(entryAt(first, 0, { recordId }));
    await journal.append(entryAt(first, 300, { recordId, operation: 'record.close' }));
    await journal.seal();
    await destroy(recordId, addDelay(first ?? '', { years: 10, days: 301 }));
    const outcome = async (days: number) =>
      (await outcomeOf(second, { at: addDelay(later(10), { days }), dryRun: true }))?.outcome;
    expect(await outcome(299)).toBe('held');
    expect(await outcome(303)).toBe('retired');
  });

  test('in doubt, until ten years after the record was destroyed, or after its last entry', async () => {
    const [destroyed, unknown] = [randomUUID(), randomUUID()];
    await journal.append(entryAt(first, 0, { recordId: destroyed }));
    await journal.append(entryAt(first, 0, { recordId: unknown }));
    await journal.append(entryAt(first, 400, { recordId: unknown }));
    await journal.seal();
    await destroy(destroyed, later(5));
    expect(await outcomeOf(second, { at: later(11), dryRun: true })).toMatchObject({ outcome: 'held', inTheWay: 2 });
    expect(await outcomeOf(second, { at: later(14), dryRun: true })).toMatchObject({ outcome: 'held', inTheWay: 1 });
    expect(await outcomeOf(second, { at: later(16), dryRun: true })).toMatchObject({ outcome: 'retired' });
  });

  test('while an entry is in no batch', async () => {
    await journal.append(entryAt(first));
    await journal.seal();
    await journal.append(entryAt(first));
    expect(await outcomeOf()).toMatchObject({ outcome: 'unsealed', inTheWay: 1 });
    await journal.seal();
    expect(await outcomeOf()).toMatchObject({ outcome: 'retired', entries: 2 });
  });

  test('when an entry is not what was sealed', async () => {
    for (let day = 0; day < 3; day++) await journal.append(entryAt(first, day));
    await journal.seal();
    await tamper("UPDATE journal_entry SET outcome = 'failure' WHERE seq = 2");
    expect(await outcomeOf()).toMatchObject({ outcome: 'damaged', inTheWay: 1 });
    expect(await sentences()).toContain('its column outcome is not what its text says');
  });

  test('when the batch that holds its leaves is not the one that was signed', async () => {
    for (let day = 0; day < 3; day++) await journal.append(entryAt(first, day));
    await journal.seal();
    await tamper('UPDATE journal_batch SET root = sha256(root)');
    expect(await outcomeOf()).toMatchObject({ outcome: 'damaged', inTheWay: 3 });
  });

  test('when the log does not extend the head that was kept', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dossier-heads-'));
    const heads = headKeeper(join(folder, 'journal-head.json'));
    ({ journal } = testJournal(pool, { signer, batchSize: 1, heads }));
    for (let day = 0; day < 3; day++) await journal.append(entryAt(first, day));
    await journal.seal();
    await tamper('DELETE FROM journal_batch WHERE batch_no = 2', 'DELETE FROM journal_entry WHERE seq = 3');
    const options = { pool, signer, clock: { now: () => now ?? '' }, timeRules, before: monthOf(second), heads };
    for (const dryRun of [true, false])
      await expect(retireMonths({ ...options, dryRun })).rejects.toThrow('The log ends after 2 batches');
    expect((await pool.query('SELECT FROM journal_retirement')).rowCount).toBe(0);
    await rm(folder, { recursive: true });
  });

  test('when it is no month that has passed', async () => {
    for (const before of ['2016-13', '2016', "2016-01'; DROP TABLE journal_log; --"])
      await expect(
        retireMonths({ pool, signer, clock: { now: () => now ?? '' }, timeRules, before, dryRun: true }),
      ).rejects.toThrow('is not a month');
    await expect(retire(addDelay(now ?? '', { months: 1 }))).rejects.toThrow('is not over yet');
    await expect(retire(second, { at: first })).rejects.toThrow('is not over yet');
  });
});

test('ranges of places hold what was added, over batches, and nothing else', () => {
  const { add, ranges } = createRanges();
  add(3, 2, false);
  add(3, 3, true);
  add(4, 0, false);
  add(4, 2, true);
  expect(ranges).toEqual([
    { from: [3, 2], to: [4, 0] },
    { from: [4, 2], to: [4, 2] },
  ]);
  const inside = [2, 3, 4, 5].map((batch) => [0, 1, 2, 3].filter(retiredIn(ranges, batch)));
  expect(inside).toEqual([[], [2, 3], [0, 2], []]);
});
