// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedHead } from '@dossier/core/journal';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { sampleEntry, testJournal, testSigner } from '../../../test/journal.ts';
import { headFileText, headKeeper, type Journal } from './index.ts';

let database: TestDatabase;
let pool: Pool;
let folder: string;
let path: string;
beforeEach(async () => {
  [database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'journal-head-'))]);
  pool = database.pool;
  path = join(folder, 'journal-head.json');
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** A journal that keeps its heads; every batch is sealed a second after the one before. */
const keptJournal = (signer = testSigner(), on = pool): Journal => {
  let second = 0;
  const clock = { now: () => `2026-11-23T12:00:${String(second++).padStart(2, '0')}.000Z` };
  return testJournal(on, { signer, clock, heads: headKeeper(path) }).journal;
};

const sealBatches = async (journal: Journal, count: number): Promise<void> => {
  for (let batch = 0; batch < count; batch++) {
    await journal.append(sampleEntry());
    await journal.seal();
  }
};

const keptHead = async (): Promise<SignedHead> => JSON.parse(await readFile(path, 'utf8'));

/** Somebody to whom the database refuses nothing, and who has no key. */
const tamperWith = async (on: Pool, statement: string): Promise<void> => {
  const client = await on.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(statement);
  } finally {
    client.release(true);
  }
};

/** Batches, nodes and entries go, from that batch on. */
const cutFrom = async (batch: number): Promise<void> => {
  await tamperWith(
    pool,
    `DELETE FROM journal_entry WHERE entry_id IN
       (SELECT unnest(entry_ids) FROM journal_batch WHERE batch_no >= ${batch})`,
  );
  await tamperWith(pool, `DELETE FROM journal_batch WHERE batch_no >= ${batch}`);
  await tamperWith(pool, `DELETE FROM journal_node WHERE (node_index + 1) * (1 << level) > ${batch}`);
};

const sentences = async (journal: Journal): Promise<readonly string[]> => {
  const { ok, problems } = await journal.verify();
  expect(ok).toBe(problems.length === 0);
  return problems.map(({ sentence }) => sentence);
};

describe('the kept head', () => {
  test('is the newest one after each seal, for its owner alone, and no draft stays behind', async () => {
    const journal = keptJournal();
    await journal.seal();
    expect(await readdir(folder)).toEqual([]);
    for (const batches of [1, 2, 3]) {
      await sealBatches(journal, 1);
      expect(await keptHead()).toEqual(await journal.head());
      expect((await keptHead()).head.batches).toBe(batches);
    }
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['journal-head.json']);
    expect(await sentences(journal)).toEqual([]);
  });

  test('an older one never takes the place of a newer one, whoever seals', async () => {
    const signer = testSigner();
    const journals = Array.from({ length: 4 }, () => keptJournal(signer));
    const seen: number[] = [];
    const watch = async (): Promise<void> => {
      for (let kept = 0; kept < 20; kept = (await keptHead().catch(() => undefined))?.head.batches ?? 0)
        seen.push(kept);
    };
    const seal = async (): Promise<void> => {
      while (((await journals[0]?.head())?.head.batches ?? 0) < 20)
        await Promise.all(journals.map((journal) => journal.append(sampleEntry()).then(journal.seal)));
    };
    await Promise.all([watch(), seal()]);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(await keptHead()).toEqual(await journals[0]?.head());
  });

  test('that was not kept when its process died is kept by the next', async () => {
    const signer = testSigner();
    const journal = keptJournal(signer);
    await sealBatches(journal, 3);
    await sealBatches(testJournal(pool, { signer }).journal, 2);
    expect((await keptHead()).head.batches).toBe(3);
    await journal.seal();
    expect((await keptHead()).head.batches).toBe(5);
  });
});

describe('a log that does not extend it', () => {
  test('cut at its end: red, with what is missing; and it is not continued', async () => {
    const journal = keptJournal();
    await sealBatches(journal, 7);
    await cutFrom(5);
    const [sentence = '', ...more] = await sentences(journal);
    expect(sentence).toBe(
      `The log ends after 5 batches, and the head kept in ${path} covers 7 batches until 2026-11-23T12:00:06.000Z: ` +
        'the last 2 batches and all that was recorded since 2026-11-23T12:00:04.000Z are missing.',
    );
    expect(more).toEqual([]);

    await journal.append(sampleEntry());
    await expect(journal.seal()).rejects.toThrow(`${sentence} Nothing more is sealed.`);
    expect((await keptHead()).head.batches).toBe(7);
    expect((await journal.head())?.head.batches).toBe(5);
  });

  test('emptied: red', async () => {
    const journal = keptJournal();
    await sealBatches(journal, 2);
    await cutFrom(0);
    expect(await sentences(journal)).toEqual([
      `The log is empty, and the head kept in ${path} covers 2 batches until 2026-11-23T12:00:01.000Z: all of it is missing.`,
    ]);
    await expect(journal.seal()).rejects.toThrow('all of it is missing');
  });

  test('another database in its place: red', async () => {
    const signer = testSigner();
    await sealBatches(keptJournal(signer), 2);
    const other = await testDatabase();
    try {
      // Databases of the tests are copies of one, its name of the log included.
      await tamperWith(other.pool, 'UPDATE journal_log SET log_id = gen_random_uuid()');
      await sealBatches(testJournal(other.pool, { signer }).journal, 3);
      const journal = keptJournal(signer, other.pool);
      expect((await sentences(journal)).join()).toMatch(
        /^The log of the database is .*, 2 batches until .*, is missing\.$/,
      );
      await expect(journal.seal()).rejects.toThrow('is of the log');
    } finally {
      await other.close();
    }
  });

  test('cut and sealed again, with the key: red, though it is longer', async () => {
    const signer = testSigner();
    const journal = keptJournal(signer);
    await sealBatches(journal, 4);
    await cutFrom(3);
    await sealBatches(testJournal(pool, { signer }).journal, 3);
    const rewritten = `The first 4 batches of the log are not those of the head kept in ${path}: the log was rewritten.`;
    expect(await sentences(journal)).toEqual([rewritten]);
    await expect(journal.seal()).rejects.toThrow(rewritten);
    expect((await keptHead()).head.batches).toBe(4);
  });

  test('a newest head or a tree that was not signed is not continued', async () => {
    const journal = keptJournal();
    await sealBatches(journal, 3);
    const tamper = async (statement: string): Promise<void> => {
      await tamperWith(pool, statement);
      await journal.append(sampleEntry());
    };
    await tamper('UPDATE journal_node SET hash = sha256(hash) WHERE level = 0 AND node_index = 2');
    await expect(journal.seal()).rejects.toThrow('The tree of the journal');
    await tamper(
      'UPDATE journal_batch b SET head = o.head, signature = o.signature FROM journal_batch o WHERE b.batch_no = 1 AND o.batch_no = 2',
    );
    await tamper('DELETE FROM journal_batch WHERE batch_no = 2');
    await expect(journal.seal()).rejects.toThrow('The newest head of the journal is not one that was signed');
  });
});

describe('a damaged file', () => {
  test('that is no head at all stops with a sentence', async () => {
    const journal = keptJournal();
    for (const text of ['', 'null', '[]', '"head"', '{"heads":1}']) {
      await writeFile(path, text);
      await expect(journal.verify()).rejects.toThrow(`The file ${path} is not a signed head of the journal.`);
      await expect(journal.seal()).rejects.toThrow('is not a signed head of the journal');
    }
  });

  test('a head with another number, or of another key, is red', async () => {
    const journal = keptJournal();
    await sealBatches(journal, 2);
    const kept = await keptHead();
    for (const [forged, why] of [
      [{ ...kept, head: { ...kept.head, batches: 1 } }, 'The signature does not belong to the head'],
      [{ ...kept, head: { ...kept.head, keyId: '0'.repeat(64) } }, 'which is not the public key given'],
      [{ ...kept, head: {} }, 'is missing'],
      [{ head: null, signature: '' }, 'is not an object'],
    ] as const) {
      await writeFile(path, headFileText(forged as SignedHead));
      expect((await sentences(journal)).join()).toContain(`The log cannot be held against the head kept in ${path}: `);
      expect((await sentences(journal)).join()).toContain(why);
      await expect(journal.seal()).rejects.toThrow(why);
    }
  });
});
