// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { createPool } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ migrated: false });
});
afterAll(() => database.close());

test.each([
  [`'2026-11-23 12:34:56.7+00'::timestamptz`, '2026-11-23T12:34:56.700Z'],
  [`'2026-11-23 12:34:56+05:30'::timestamptz`, '2026-11-23T07:04:56.000Z'],
  [`'0044-01-02 00:00+00'::timestamptz`, '0044-01-02T00:00:00.000Z'],
  [`ARRAY['2026-11-23 00:00+00'::timestamptz, NULL]`, ['2026-11-23T00:00:00.000Z', null]],
  ['9007199254740991::int8', 9007199254740991],
  ['9007199254740993::int8', 9007199254740993n],
  ['ARRAY[1::int8, 2]', [1, 2]],
  [`'2026-11-23'::date`, '2026-11-23'],
  [`'\\x00ff'::bytea`, Buffer.from([0, 255])],
  [`current_setting('TimeZone')`, 'UTC'],
])('%s is read as an application expects', async (sql, expected) => {
  expect((await database.pool.query(`SELECT ${sql} AS value`)).rows).toEqual([{ value: expected }]);
});

test('a statement that takes too long is stopped', async () => {
  const pool = createPool(database.url, { max: 1, statementTimeoutMs: 50 });
  await expect(pool.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
  await pool.end();
});

test('a connection that the server ends while idle does not end the process', async () => {
  const errors: Error[] = [];
  const pool = createPool(database.url, { max: 1, onError: (error) => errors.push(error) });
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await expect.poll(() => errors.length).toBe(1);
  expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  await pool.end();
});
