// SPDX-License-Identifier: Apache-2.0
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../../server/test/harness.ts';
import { type Dataset, type DatasetSize, fullSize } from '../data/dataset.ts';
import { fill } from '../data/fill.ts';
import { type FloorStatement, workloads } from '../workloads/index.ts';
import { type DatabaseFloor, openDatabaseFloor } from './database.ts';
import { copies, makeTables, storageOf } from './tables.ts';

const size: DatasetSize = { ...fullSize, patients: 2, documents: 4, doctors: 6, heavy: 1, heavyBytes: 600_000 };

let house: TestHouse;
let dataset: Dataset;
let client: Client;
let floor: DatabaseFloor;

beforeAll(async () => {
  house = await testHouse();
  dataset = { ...(await fill(house.ports, size)), tokens: [] };
  const { connectionString } = house.pool.options;
  client = new Client({ connectionString });
  await client.connect();
  floor = openDatabaseFloor(connectionString ?? '', dataset, await makeTables(client, dataset));
});

afterAll(async () => {
  await floor.close();
  await client.end();
  await house.stop();
});

const runOnce = (statements: readonly FloorStatement[]) => floor.run(statements, 1, { warmSeconds: 0, seconds: 0.05 });

/** Rows of each table, in the order of {@link copies}. */
const countRows = (): Promise<readonly number[]> =>
  copies.reduce<Promise<readonly number[]>>(async (before, { name }) => {
    const counted = [...(await before)];
    const { rows } = await client.query<{ readonly count: number }>(`SELECT count(*)::int FROM bench.${name}`);
    return [...counted, rows[0]?.count ?? 0];
  }, Promise.resolve([]));

test.each(workloads)('the floor of $name finds what it looks for', async ({ floor: { statements } }) => {
  const { wrong, firstWrong, operations } = await runOnce(statements);
  expect({ wrong, firstWrong }).toEqual({ wrong: 0, firstWrong: undefined });
  expect(operations).toBeGreaterThan(0);
});

test('a share adds one row to each table, in a record that the server shares into', async () => {
  const before = await countRows();
  const { operations, wrong } = await runOnce(['share']);
  const added = (await countRows()).map((count, index) => count - (before[index] ?? 0));
  expect(wrong).toBe(0);
  // the last one may have ended when the time was over
  expect([operations, operations + 1]).toContain(added[0]);
  expect(added).toEqual(copies.map(() => added[0]));
  const { rows } = await client.query<{ readonly record_id: string }>(
    'SELECT DISTINCT record_id FROM bench.document WHERE record_id <> ALL ($1::uuid[])',
    [[...dataset.readers, ...dataset.heavy].map(({ recordId }) => recordId)],
  );
  const receivers = dataset.receivers.map(({ recordId }) => recordId);
  expect(rows.length).toBeGreaterThan(0);
  for (const { record_id } of rows) expect(receivers).toContain(record_id);
});

test.each(copies)('bench.$name is stored as $of is', async ({ name, of }) => {
  expect(await storageOf(client, `bench.${name}`)).toEqual(await storageOf(client, of));
});

test('the tables of documents and contents keep long rows in one piece, as those of the server do', async () => {
  for (const name of ['document', 'content'])
    expect((await storageOf(client, `bench.${name}`)).join()).toContain('toast_tuple_target');
});
