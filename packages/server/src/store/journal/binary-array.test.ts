// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { binaryArray } from './binary-array.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = database.pool;
});
afterAll(() => database.close());

test('PostgreSQL reads what was written, whatever stands in it', async () => {
  // U+0000 is what the type text has not.
  const words = fc.array(
    fc.string({ unit: 'binary', maxLength: 20 }).map((word) => word.replaceAll('\0', '')),
    { minLength: 1, maxLength: 9 },
  );
  const bytes = fc.array(
    fc.uint8Array({ maxLength: 40 }).map((part) => Buffer.from(part)),
    { minLength: 1, maxLength: 9 },
  );
  const ids = fc.array(fc.uuid(), { maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(words, bytes, ids, async (texts, parts, uuids) => {
      const ofIds = uuids.map((uuid) => Buffer.from(uuid.replaceAll('-', ''), 'hex'));
      const values = [binaryArray('text', texts), binaryArray('bytea', parts), binaryArray('uuid', ofIds)];
      const { rows } = await pool.query(
        'SELECT $1::text[] AS texts, $2::bytea[] AS parts, $3::uuid[] AS uuids',
        values,
      );
      expect(rows).toEqual([{ texts, parts, uuids }]);
    }),
    { numRuns: 100 },
  );
});
