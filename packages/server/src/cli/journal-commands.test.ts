// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDelay } from '@dossier/core/time';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import { sampleEntry } from '../../test/journal.ts';
import { readConfig } from '../platform/config.ts';
import { openInstallation } from '../platform/installation.ts';
import { openRooms } from '../rooms.ts';
import { runCommand } from './index.ts';

let database: TestDatabase;
let home: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  [database, home] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'dossier-home-'))]);
  env = { DOSSIER_HOME: home, DATABASE_URL: database.url, DOSSIER_LOG_LEVEL: 'error' };
});
afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true });
});

const dossier = async (args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
  let out = '';
  const code = await runCommand(args, { env: { ...env, ...more }, out: (text) => (out += text), err: () => undefined });
  return { code, out };
};

/** Writes some entries and seals them, as a process of this home. */
const record = async (count: number): Promise<void> => {
  const rooms = await openRooms(readConfig(env));
  for (let entry = 0; entry < count; entry++) {
    await rooms.journal.append(sampleEntry());
    await rooms.journal.seal();
  }
  await rooms.close();
};

const tamper = (statement: string) =>
  database.pool.query(`SET session_replication_role = replica; ${statement}; RESET session_replication_role`);

describe('nothing is made by looking', () => {
  test('without a key: a sentence, and no key', async () => {
    await openInstallation(home, 'demo');
    await expect(dossier(['journal', 'verify'])).rejects.toThrow(/signing key .*journal\.pem is missing; restore it/);
    await expect(dossier(['journal', 'head'])).rejects.toThrow(/is missing/);
    expect(await readdir(home)).toEqual(['installation.json']);
  });

  test('without a schema: a sentence, and no table', async () => {
    await record(0);
    const empty = await testDatabase({ migrated: false });
    try {
      await expect(dossier(['journal', 'verify'], { DATABASE_URL: empty.url })).rejects.toThrow(
        /^The database lacks 0001-record, .*run dossier migrate\.$/,
      );
      const { rows } = await empty.pool.query("SELECT FROM pg_tables WHERE schemaname = 'public'");
      expect(rows).toEqual([]);
    } finally {
      await empty.close();
    }
  });

  test('without an embedded database: a sentence, and none is begun', async () => {
    const before = await readdir(home);
    await expect(dossier(['journal', 'verify'], { DATABASE_URL: '' })).rejects.toThrow(
      `There is no database in ${home}.`,
    );
    expect(await readdir(home)).toEqual(before);
  });
});

describe('a house that has sealed', () => {
  test('a fresh one is yellow, and has no head to print', async () => {
    const { code, out } = await dossier(['journal', 'verify']);
    expect(code).toBe(0);
    expect(out).toContain('Yellow: no head is kept outside the database');
    await expect(dossier(['journal', 'head'])).rejects.toThrow('Nothing is sealed yet');
  });

  test('is green, and red once its log is cut at its end by somebody without a key', async () => {
    await record(3);
    const printed = await dossier(['journal', 'head']);
    const since = join(home, 'since.json');
    await writeFile(since, printed.out);
    await record(1);
    const green = await dossier(['journal', 'verify', '--since', since]);
    expect(green.code, green.out).toBe(0);
    expect(green.out).toMatch(/The log extends the head kept in .*journal-head\.json \(4 batches until /);
    expect(green.out).toContain(`The log extends the head in ${since} (3 batches until `);

    await tamper(
      `ALTER TABLE journal_entry DISABLE TRIGGER ALL;
       DELETE FROM journal_entry WHERE entry_id IN (SELECT unnest(entry_ids) FROM journal_batch WHERE batch_no >= 2);
       DELETE FROM journal_batch WHERE batch_no >= 2;
       DELETE FROM journal_node WHERE (node_index + 1) * (1 << level) > 2`,
    );
    const red = await dossier(['journal', 'verify', '--since', since]);
    expect(red.code).toBe(1);
    expect(red.out).toContain('Red: 2 problems in 2 entries and 2 sealed batches.');
    expect(red.out).toMatch(
      /journal-head\.json covers 4 batches until .*: the last 2 batches and all .* are missing\./,
    );
    expect(red.out).toMatch(/since\.json covers 3 batches until .*: the last 1 batch and all .* are missing\./);
    await expect(dossier(['journal', 'head'])).rejects.toThrow('are missing');
    // It is not covered up by going on, either; and what cannot be sealed keeps no database open.
    await expect(record(5)).rejects.toThrow('Nothing more is sealed');
    expect((await dossier(['journal', 'verify'])).code).toBe(1);
  });

  test('is red when an empty journal is in its place', async () => {
    await tamper('DELETE FROM journal_entry; DELETE FROM journal_batch; DELETE FROM journal_node');
    const { code, out } = await dossier(['journal', 'verify']);
    expect(code).toBe(1);
    expect(out).toMatch(/The log is empty, and the head kept in .* covers 4 batches until .*: all of it is missing\./);
  });
});

describe('journal retire', () => {
  test('says what is wrong, what it would do and what it did, and leaves a green journal', async () => {
    const own = await testDatabase();
    const [folder, { rows }] = await Promise.all([
      mkdtemp(join(tmpdir(), 'dossier-home-')),
      own.pool.query("SELECT to_char(min(month), 'YYYY-MM') AS month FROM journal_month"),
    ]);
    const there = { DOSSIER_HOME: folder, DATABASE_URL: own.url };
    const { month } = rows[0];
    const next = addDelay(`${month}-01T00:00:00.000Z`, { months: 1 }).slice(0, 7);
    const retire = (before: string, ...more: string[]) =>
      dossier(['journal', 'retire', '--before', before, ...more], there);
    try {
      const rooms = await openRooms(readConfig({ ...env, ...there }));
      await rooms.journal.append(sampleEntry({ at: `${month}-15T12:00:00.000Z` }));
      await rooms.close();
      await expect(retire('last year')).rejects.toThrow('last year is not a month; write it as 2016-11.');
      await expect(retire('2999-01')).rejects.toThrow('is not over yet');
      expect(await retire(month)).toEqual({ code: 0, out: `There is no month before ${month}.\n` });

      // The clock of the command is the machine's.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(`${next}-02T00:00:00.000Z`) });
      expect((await retire(next)).out).toBe(`${month}: kept, because 1 entry of 1 may not go yet.\n`);
      vi.setSystemTime(addDelay(`${next}-02T00:00:00.000Z`, { years: 10 }));
      expect((await retire(next, '--dry-run')).out).toBe(`${month}: 1 entry would be retired.\n`);
      expect(await retire(next)).toEqual({ code: 0, out: `${month}: 1 entry is retired.\n` });
      const { code, out } = await dossier(['journal', 'verify'], there);
      expect(code, out).toBe(0);
      expect(out).toContain(`1 entry of ${month}: retired `);
    } finally {
      vi.useRealTimers();
      await own.close();
      await rm(folder, { recursive: true });
    }
  });
});
