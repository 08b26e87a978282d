// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import { sampleEntry, testJournal, testSigner } from '../../test/journal.ts';
import { journalVerify } from './journal.ts';

let database: TestDatabase;
const signer = testSigner();
const entry = sampleEntry();

beforeAll(async () => {
  database = await testDatabase();
  const { journal } = testJournal(database.pool, { signer });
  await journal.append(entry);
  await journal.append(sampleEntry());
  await journal.seal();
  await journal.append(sampleEntry());
});
afterAll(() => database.close());

const verified = async (publicKey = signer.publicKey) => {
  let text = '';
  const code = await journalVerify({ pool: database.pool, publicKey, out: { write: (part) => (text += part) } });
  return { code, lines: text.trimEnd().split('\n') };
};

test('a sound journal is green, with exit code 0', async () => {
  const { code, lines } = await verified();
  expect(code).toBe(0);
  expect(lines.slice(0, 3)).toEqual([
    'Checked 1 of 1 batches, 2 entries.',
    'Green: 3 entries in 1 sealed batch are as they were written.',
    '1 entry is not sealed yet.',
  ]);
  expect(lines[3]).toMatch(/^Newest head: [0-9a-f]{64}\.$/);
});

test('one changed byte makes it red, names the row, and ends with exit code 1', async () => {
  await database.pool.query(
    `SET session_replication_role = replica;
     UPDATE journal_entry SET body = replace(body, '"found":3', '"found":4') WHERE entry_id = '${entry.entryId}';
     RESET session_replication_role`,
  );
  const { code, lines } = await verified();
  expect(code).toBe(1);
  expect(lines).toContain('Red: 1 problem in 3 entries and 1 sealed batch.');
  expect(lines).toContain(
    `  Entry ${entry.entryId} of record ${entry.recordId}: its text does not have its leaf hash.`,
  );
});
