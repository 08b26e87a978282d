// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import { sampleEntry, testJournal, testSigner } from '../../test/journal.ts';
import { journalVerify, newestHead } from './journal.ts';

let database: TestDatabase;
let folder: string;
let headPath: string;
const signer = testSigner();
const entry = sampleEntry();

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'dossier-journal-'));
  headPath = join(folder, 'journal-head.json');
  const { journal } = testJournal(database.pool, { signer });
  await journal.append(entry);
  await journal.append(sampleEntry());
  await journal.seal();
  await journal.append(sampleEntry());
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const verified = async (since?: string) => {
  let text = '';
  const code = await journalVerify({
    pool: database.pool,
    publicKey: signer.publicKey,
    headPath,
    since,
    out: { write: (part) => (text += part) },
  });
  return { code, lines: text.trimEnd().split('\n') };
};

test('a sound journal is green, with exit code 0', async () => {
  const { code, lines } = await verified();
  expect(code).toBe(0);
  expect(lines.slice(0, 3)).toEqual([
    'Checked 1 of 1 batches, 2 entries.',
    'Green: 3 entries in 1 sealed batch are as they were written.',
    '1 entry is not sealed yet: until then, that one was rewritten or removed does not show.',
  ]);
  expect(lines[3]).toMatch(/^Newest head: [0-9a-f]{64}\.$/);
  expect(lines.slice(4)).toEqual([
    `Yellow: no head is kept outside the database (${headPath} is not there), so a log cut at its end looks like a whole one.`,
  ]);
});

test('a head that was printed, and one that was kept, are held against the log', async () => {
  const since = join(folder, 'since.json');
  const head = await newestHead({ pool: database.pool, publicKey: signer.publicKey, headPath });
  expect(JSON.parse(head)).toMatchObject({ head: { batches: 1 }, signature: expect.any(String) });
  await writeFile(headPath, head);
  await writeFile(since, head);
  const { code, lines } = await verified(since);
  expect(code).toBe(0);
  expect(lines.slice(4)).toEqual([
    `The log extends the head kept in ${headPath} (1 batch until 2026-11-23T12:00:01.000Z).`,
    `The log extends the head in ${since} (1 batch until 2026-11-23T12:00:01.000Z).`,
  ]);

  await writeFile(since, head.replace('"batches": 1', '"batches": 2'));
  const forged = await verified(since);
  expect(forged.code).toBe(1);
  expect(forged.lines).toContain(
    `  The log cannot be held against the head in ${since}: The signature does not belong to the head of the log.`,
  );
  expect(forged.lines.join()).not.toContain('The log extends');
  await expect(verified(join(folder, 'none.json'))).rejects.toThrow('There is no file');
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
