// SPDX-License-Identifier: Apache-2.0
import { type Lens, sees } from '@dossier/core/access';
import type { AvailabilityStatus } from '@dossier/core/documents';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DocumentReading, UnreadDocument } from '../record/ports.ts';
import { PolicyChangedError } from '../record/ports.ts';
import { countUnreadDocuments, queueOutdatedReadings, type Reader, readUnread } from './readings.ts';
import { allow, documentOf, entryOf, everything, openRecord, share, testStore, trace } from './testing.ts';

const test = await testStore();

const readingOf = ({ entry }: UnreadDocument): DocumentReading => ({
  source: { title: entry.title ?? '', typeCode: entry.typeCode.code, creationTime: entry.creationTime, authors: [] },
  facts: [
    {
      kind: 'problem',
      course: 'present',
      concept: { codes: [], text: 'PLAINTEXT-PROBLEM' },
      assertion: 'stated',
      planned: false,
      section: {},
      ids: [],
    },
  ],
  words: {
    ...{ title: '', type: '', authors: [], places: [], creationTime: entry.creationTime, withoutText: false },
    ...{ named: ' ', said: ' plaintext-word ' },
  },
  sections: [{ text: 'PLAINTEXT-LINE' }],
});

const reader = (more: Partial<Reader> = {}): Reader => ({
  version: 1,
  largest: 1_000_000,
  read: async (document) => readingOf(document),
  ...more,
});

const work = () => ({ pool: test.database.pool, keyring: test.keyring, now: () => test.clock.now() });

const readAll = (more?: Partial<Reader>): Promise<number> => readUnread(work(), 1000, reader(more));

beforeEach(async () => {
  await test.database.pool.query('delete from record.unread');
});

describe('what waits to be read', () => {
  it('is each document that is shared, once, with all of its bytes', async () => {
    const recordId = await openRecord(test.store);
    const content = Buffer.alloc(700_000, 'abcdefg');
    const document = documentOf(entryOf(recordId), content);
    await share(test.store, document, documentOf(entryOf(recordId)));
    expect(await countUnreadDocuments(test.database.pool)).toBe(2);
    const seen: UnreadDocument[] = [];
    const read = async (one: UnreadDocument): Promise<DocumentReading> => {
      seen.push(one);
      return readingOf(one);
    };
    expect(await readAll({ read })).toBe(2);
    expect(await readAll({ read })).toBe(0);
    const [large] = seen.filter(({ entry }) => entry.logicalId === document.entry.logicalId);
    expect(large?.content?.equals(content)).toBe(true);
    const { facts, unread } = await test.store.readFacts(allow(recordId));
    expect([facts.length, unread]).toEqual([2, 0]);
  });

  it('is known by its metadata only where it is too large', async () => {
    const recordId = await openRecord(test.store);
    await share(test.store, documentOf(entryOf(recordId), Buffer.alloc(300)));
    const contents: unknown[] = [];
    await readAll({
      largest: 200,
      read: async (one) => {
        contents.push(one.content);
        return readingOf(one);
      },
    });
    expect(contents).toEqual([undefined]);
  });

  it('waits longer where it cannot be read, and holds up no other', async () => {
    const recordId = await openRecord(test.store);
    const bad = documentOf(entryOf(recordId));
    await share(test.store, bad, documentOf(entryOf(recordId)));
    const read = async (one: UnreadDocument): Promise<DocumentReading> => {
      if (one.entry.logicalId === bad.entry.logicalId) throw new Error('cannot');
      return readingOf(one);
    };
    await expect(readAll({ read })).rejects.toThrow('cannot');
    expect((await test.store.readFacts(allow(recordId))).unread).toBe(1);
    expect(await readAll({ read })).toBe(0);
    test.clock.set('2026-11-23T12:02:00.000Z');
    expect(await readAll()).toBe(1);
    expect((await test.store.readFacts(allow(recordId))).unread).toBe(0);
  });

  it('is read once by readers that read at the same time', async () => {
    const recordId = await openRecord(test.store);
    await share(test.store, ...Array.from({ length: 12 }, () => documentOf(entryOf(recordId))));
    const read: string[] = [];
    const slow = async (one: UnreadDocument): Promise<DocumentReading> => {
      await new Promise((go) => setTimeout(go, 5));
      read.push(one.entry.logicalId);
      return readingOf(one);
    };
    const counts = await Promise.all([1, 2, 3].map(() => readAll({ read: slow })));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(new Set(read).size).toBe(12);
  });

  it('is read again by a reader that understands more', async () => {
    const recordId = await openRecord(test.store);
    await share(test.store, documentOf(entryOf(recordId)));
    await readAll();
    await queueOutdatedReadings(test.database.pool, 2);
    expect(await readAll({ version: 2 })).toBeGreaterThanOrEqual(1);
    await queueOutdatedReadings(test.database.pool, 2);
    expect(await countUnreadDocuments(test.database.pool)).toBe(0);
    expect((await test.store.readFacts(allow(recordId))).facts).toHaveLength(1);
  });

  it('comes to nothing with a record that is destroyed, and leaves nothing of it', async () => {
    const recordId = await openRecord(test.store);
    await share(test.store, documentOf(entryOf(recordId)), documentOf(entryOf(recordId)));
    await readUnread(work(), 1, reader());
    await test.store.destroyRecord(allow(recordId), trace(recordId));
    expect(await readAll()).toBe(0);
    const { rows } = await test.database.pool.query(
      'select from record.reading where record_id = $1 union all select from record.unread where record_id = $1',
      [recordId],
    );
    expect(rows).toEqual([]);
  });
});

describe('what was read', () => {
  it('lies sealed, bound to its document and to what it is', async () => {
    const recordId = await openRecord(test.store);
    await share(test.store, documentOf(entryOf(recordId)), documentOf(entryOf(recordId)));
    await readAll();
    const { pool } = test.database;
    const { rows } = await pool.query('select facts, words, text from record.reading where record_id = $1', [recordId]);
    for (const row of rows)
      for (const part of Object.values<Buffer>(row)) expect(part.toString('latin1')).not.toMatch(/plaintext/i);
    await pool.query(
      `update record.reading a set facts = b.facts from record.reading b
       where a.record_id = $1 and b.record_id = $1 and a.logical_id <> b.logical_id`,
      [recordId],
    );
    await expect(test.store.readFacts(allow(recordId))).rejects.toThrow('does not open');
  });

  it('is read under the policy of its decision only', async () => {
    const recordId = await openRecord(test.store);
    const stale = { ...allow(recordId), policyVersion: 999 };
    await expect(test.strict.readFacts(stale)).rejects.toThrow(PolicyChangedError);
    await expect(test.strict.readWords(stale)).rejects.toThrow(PolicyChangedError);
    await expect(test.strict.readTexts(stale, [])).rejects.toThrow(PolicyChangedError);
  });

  it('is in sight where its document is, and current: for any documents and any lens', async () => {
    const statuses: readonly AvailabilityStatus[] = ['approved', 'deprecated', 'archived', 'deleted'];
    const types = ['11506-3', '34133-9', "x'); --"];
    const codes = ['N', 'MASQUE_PS', 'INVISIBLE_PATIENT'];
    const parties = ['ps:1', 'org:1', 'person:1'];
    const subset = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 0 });
    const samples = fc.sample(
      fc.record({
        status: fc.constantFrom(...statuses),
        type: fc.constantFrom(...types),
        codes: subset(codes),
        by: subset(parties),
      }),
      { numRuns: 60, seed: 3 },
    );
    const recordId = await openRecord(test.store);
    const documents = samples.map((sample) =>
      documentOf(
        entryOf(recordId, {
          availabilityStatus: sample.status,
          typeCode: { code: sample.type, system: '1.2' },
          confidentialityCodes: sample.codes.map((code) => ({ code, system: '1.3' })),
        }),
        undefined,
        sample.by,
      ),
    );
    await share(test.store, ...documents);
    await readAll();
    const lenses: fc.Arbitrary<Lens> = fc.record({
      statuses: subset(statuses),
      types: fc.oneof(fc.constant<'every'>('every'), subset(types)),
      hiddenBy: subset(codes),
      own: subset(parties),
      ownOnly: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(lenses, async (lens) => {
        const inSight = documents
          .filter(({ facts }) => sees(lens, facts) && facts.availabilityStatus === 'approved')
          .map(({ entry }) => entry.logicalId)
          .toSorted();
        const by = allow(recordId, lens);
        const [facts, words, texts] = await Promise.all([
          test.store.readFacts(by),
          test.store.readWords(by),
          test.store.readTexts(
            by,
            documents.map(({ entry }) => entry.logicalId),
          ),
        ]);
        expect(facts.facts.map(({ source }) => source.logicalId).toSorted()).toEqual(inSight);
        expect(words.documents.map(({ logicalId }) => logicalId).toSorted()).toEqual(inSight);
        expect([...texts.keys()].toSorted()).toEqual(inSight);
        expect([facts.unread, words.unread]).toEqual([0, 0]);
      }),
      { numRuns: 80, seed: 5 },
    );
    expect((await test.store.readFacts(allow(recordId, everything))).facts.length).toBeGreaterThan(0);
  });
});
