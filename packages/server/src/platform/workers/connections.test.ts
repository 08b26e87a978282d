// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { connectionsPerWorker, LEADER_CONNECTIONS, shareOf } from './connections.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ migrated: false });
});
afterAll(() => database.close());

test('all processes together stay below what the database takes', () => {
  const sizes = [fc.integer({ min: 20, max: 1000 }), fc.integer({ min: 1, max: 64 })] as const;
  fc.assert(
    fc.property(...sizes, (taken, workers) => {
      const share = shareOf(taken, workers);
      if (share > 0) expect(share * workers + LEADER_CONNECTIONS).toBeLessThan(taken);
    }),
  );
});

test('the embedded database has enough for some workers, and says so for too many', async () => {
  expect(await connectionsPerWorker(database.pool, 2)).toBe(20);
  expect(await connectionsPerWorker(database.pool, 8)).toBe(8);
  await expect(connectionsPerWorker(database.pool, 64)).rejects.toThrow(
    'The database takes 97 connections, too few for 64 workers; set DOSSIER_WORKERS lower or raise max_connections.',
  );
});
