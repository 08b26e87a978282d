// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { StartError } from '../../start-error.ts';
import { createPool, migrate, pendingMigrations } from './index.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await testDatabase({ migrated: false });
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  folder = await mkdtemp(join(tmpdir(), 'dossier-migrations-'));
  await writeFile(join(folder, '0001-first.sql'), 'CREATE TABLE first (n integer);');
  await writeFile(join(folder, '0002-second.sql'), 'CREATE TABLE second (n integer); INSERT INTO first VALUES (1);');
  return () => rm(folder, { recursive: true });
});

test('applies what is missing, in order, once', async () => {
  expect(await pendingMigrations(database.pool, folder)).toEqual(['0001-first', '0002-second']);
  expect(await migrate(database.pool, folder)).toEqual({ applied: ['0001-first', '0002-second'] });
  expect(await migrate(database.pool, folder)).toEqual({ applied: [] });
  await writeFile(join(folder, '0003-third.sql'), 'INSERT INTO first VALUES (2);');
  expect(await pendingMigrations(database.pool, folder)).toEqual(['0003-third']);
  expect(await migrate(database.pool, folder)).toEqual({ applied: ['0003-third'] });
  expect((await database.pool.query('SELECT n FROM first ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
  const { rows } = await database.pool.query(
    'SELECT number, name, length(sha256) AS digits FROM schema_migration ORDER BY 1',
  );
  expect(rows.at(-1)).toEqual({ number: 3, name: 'third', digits: 64 });
});

test('of several that migrate at once, one does the work', async () => {
  await writeFile(join(folder, '0003-slow.sql'), 'SELECT pg_sleep(0.3);');
  const pools = Array.from({ length: 4 }, () => createPool(database.url, { max: 1 }));
  const results = await Promise.all(pools.map((pool) => migrate(pool, folder)));
  await Promise.all(pools.map((pool) => pool.end()));
  expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 3]);
});

test('a migration that fails leaves nothing behind, and the ones before it stay', async () => {
  await writeFile(join(folder, '0003-broken.sql'), 'CREATE TABLE third (n integer); SELECT nonsense;');
  await expect(migrate(database.pool, folder)).rejects.toThrow(/0003-broken failed and was undone: .*nonsense/);
  const { rows } = await database.pool.query(`SELECT to_regclass('second') AS second, to_regclass('third') AS third`);
  expect(rows).toEqual([{ second: 'second', third: null }]);
});

test('a changed migration stops the start', async () => {
  await migrate(database.pool, folder);
  await writeFile(join(folder, '0001-first.sql'), 'CREATE TABLE first (n bigint);');
  await expect(migrate(database.pool, folder)).rejects.toThrow(/0001-first was changed after it was applied/);
  await expect(migrate(database.pool, folder)).rejects.toBeInstanceOf(StartError);
});

test('other line ends are no change', async () => {
  await writeFile(join(folder, '0003-lines.sql'), 'SELECT 1;\nSELECT 2;\n');
  await migrate(database.pool, folder);
  await writeFile(join(folder, '0003-lines.sql'), 'SELECT 1;\r\nSELECT 2;\r\n');
  expect(await migrate(database.pool, folder)).toEqual({ applied: [] });
});

test('a database of a newer version stops the start', async () => {
  await migrate(database.pool, folder);
  await rm(join(folder, '0002-second.sql'));
  await expect(migrate(database.pool, folder)).rejects.toThrow(
    /0002-second, which this version of Dossier does not know/,
  );
});

test('a migration put between applied ones stops the start', async () => {
  await rm(join(folder, '0001-first.sql'));
  await writeFile(join(folder, '0002-second.sql'), 'SELECT 1;');
  await migrate(database.pool, folder);
  await writeFile(join(folder, '0001-first.sql'), 'SELECT 1;');
  await expect(migrate(database.pool, folder)).rejects.toThrow(/0001-first comes before 0002-second/);
});

test.each(['01-short.sql', '0003_underscore.sql', '0003-Upper.sql'])('the name %s is refused', async (name) => {
  await writeFile(join(folder, name), 'SELECT 1;');
  await expect(migrate(database.pool, folder)).rejects.toThrow(`${name} is not named NNNN-name.sql`);
});

test('two migrations with one number are refused', async () => {
  await writeFile(join(folder, '0002-also.sql'), 'SELECT 1;');
  await expect(migrate(database.pool, folder)).rejects.toThrow('two migrations with number 0002');
});
