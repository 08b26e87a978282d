// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../server/test/harness.ts';
import { explain, literalOf } from './plans.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase({ migrated: false });
});
afterAll(() => database.close());

describe('a plan', () => {
  it('is the generic one, in which parameters stand', async () => {
    const client = await database.pool.connect();
    try {
      const text = 'select oid from pg_class where relname = $1 and relkind = any ($2::"char"[])';
      const plan = (await explain(client, { text, values: ["o'clock", ['r', 'p']] })).join('\n');
      expect(plan).toContain('relname = $1');
      expect(plan).toContain('Execution Time');
      expect(plan).toContain('relkind = ANY ($2)');
    } finally {
      client.release();
    }
  });

  it.each([
    ["it's", 'text'],
    ['back\\slash', 'text'],
    [42, 'int'],
    [true, 'boolean'],
    [null, 'text'],
    [Buffer.from([0, 255]), 'bytea'],
    [['a"b', 'c\\d', "e'f", 'g,h', ''], 'text[]'],
    [[], 'text[]'],
  ])('takes %j as the driver does', async (value, type) => {
    const { rows } = await database.pool.query(
      `select ${literalOf(value)}::${type} is not distinct from $1::${type} as same`,
      [value],
    );
    expect(rows).toEqual([{ same: true }]);
  });
});
