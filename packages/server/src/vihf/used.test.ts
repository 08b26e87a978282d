// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueRoot } from '../../test/certificates.ts';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import { forgetExpired } from '../authorization/artifacts.ts';
import { createPool } from '../store/postgres/index.ts';
import { createFirstUse } from './used.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const certificate = async (): Promise<X509Certificate> =>
  new X509Certificate((await issueRoot([{ CN: ['x'] }], new Date('2026-01-01'), new Date('2036-01-01'))).certificate);

test('an assertion is new once, in all processes, for each key', async () => {
  const [one, other] = await Promise.all([certificate(), certificate()]);
  const pools = [createPool(database.url, { max: 4 }), createPool(database.url, { max: 4 })];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => createFirstUse(pools[i % 2] ?? database.pool)('_a', one, 60)),
  );
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await createFirstUse(database.pool)('_a', other, 60)).toBe(true);
  expect(await createFirstUse(database.pool)('_b', one, 60)).toBe(true);
  await Promise.all(pools.map((pool) => pool.end()));
});

test('it is forgotten when it would no longer be taken', async () => {
  const one = await certificate();
  const isFirst = createFirstUse(database.pool);
  expect(await isFirst('_past', one, -120)).toBe(true);
  expect(await isFirst('_now', one, 1)).toBe(true);
  await forgetExpired(database.pool);
  expect([await isFirst('_past', one, 60), await isFirst('_now', one, 60)]).toEqual([true, false]);
});
