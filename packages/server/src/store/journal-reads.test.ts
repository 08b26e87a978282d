// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { type Lens, sees } from '@dossier/core/access';
import type { JournalEntry } from '@dossier/core/journal';
import { decodeEntry } from '@dossier/core/journal';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalQuery, NewDocument } from '../record/ports.ts';
import {
  allow,
  documentOf,
  entryOf,
  everything,
  openRecord,
  openTestStore,
  share,
  type TestStore,
  trace,
} from './testing.ts';

let test: TestStore;
let recordId: string;
let documents: readonly NewDocument[];
let entries: readonly JournalEntry[];

const types = ['a', 'b', 'c'];
const only = (...shown: string[]): Lens => ({ ...everything, types: shown });
const query = (more: Partial<JournalQuery> = {}): JournalQuery => ({ withoutSecret: false, limit: 100, ...more });
const actor = (key: string) => ({ kind: 'professional', key, authentication: 'direct', mode: 'normal' }) as const;

beforeAll(async () => {
  test = await openTestStore();
  const { store } = test;
  recordId = await openRecord(store);
  documents = types.map((code) => documentOf(entryOf(recordId, { typeCode: { code, system: '1' } })));
  await share(store, ...documents);
  const [a, b, c] = documents.map(({ entry }) => entry.logicalId) as [string, string, string];
  const at = (minute: number) => `2027-01-01T00:0${minute}:00.000Z`;
  entries = [
    trace(recordId, { at: at(0), operation: 'record.read-administrative', actor: actor('ps:1') }),
    trace(recordId, { at: at(1), operation: 'document.find', documents: [c, a, b], actor: actor('ps:2') }),
    trace(recordId, { at: at(1), operation: 'document.retrieve', documents: [b], secret: true }),
    trace(recordId, { at: at(2), operation: 'document.retrieve', documents: [c], outcome: 'refused' }),
    trace(recordId, { at: at(3), operation: 'document.mask', documents: [a] }),
    trace(recordId, { at: at(3), operation: 'document.share', documents: [randomUUID()], outcome: 'failure' }),
  ];
  for (const entry of entries) await store.journal(entry);
  const elsewhere = await openRecord(store);
  await store.journal(trace(elsewhere, { documents: [a] }));
});
afterAll(() => test.close());

const since = { from: '2027-01-01T00:00:00.000Z' };

/** The entries from 2027 on that a lens shows, newest first. */
const expected = (lens: Lens): readonly JournalEntry[] => {
  const inSight = documents.filter(({ facts }) => sees(lens, facts)).map(({ entry }) => entry.logicalId);
  return entries
    .filter((entry) => entry.documents.length === 0 || entry.documents.some((id) => inSight.includes(id)))
    .map((entry) => ({ ...entry, documents: entry.documents.filter((id) => inSight.includes(id)) }))
    .toSorted((one, other) => (one.at + one.entryId < other.at + other.entryId ? 1 : -1));
};

describe('the journal through a lens', () => {
  it('shows what concerns documents in sight, less the others, on every page and in the total', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(types), fc.integer({ min: 1, max: 4 }), async (shown, limit) => {
        const found: JournalEntry[] = [];
        for (let after: JournalQuery['after'], more = true; more; ) {
          const page = await test.store.readJournal(
            allow(recordId, only(...shown)),
            query({ ...since, limit, ...(after && { after }) }),
          );
          expect(page.total).toBe(expected(only(...shown)).length);
          found.push(...page.entries);
          after = page.next;
          more = after !== undefined;
        }
        expect(found).toEqual(expected(only(...shown)));
      }),
      { numRuns: 32, seed: 1 },
    );
  });

  it('filters', async () => {
    const [first, find, secret, refused, mask] = entries as [
      JournalEntry,
      JournalEntry,
      JournalEntry,
      JournalEntry,
      JournalEntry,
    ];
    const found = async (more: Partial<JournalQuery>, lens = everything) => {
      const page = await test.store.readJournal(allow(recordId, lens), query({ ...since, ...more }));
      expect(page.total).toBe(page.entries.length);
      return page.entries.map(({ entryId }) => entryId).toSorted();
    };
    const ids = (...some: JournalEntry[]) => some.map(({ entryId }) => entryId).toSorted();
    expect(await found({})).toEqual(ids(first, find, secret, refused, mask));
    expect(await found({ from: find.at, to: refused.at })).toEqual(ids(find, secret));
    expect(await found({ operations: ['document.mask', 'document.find'] })).toEqual(ids(find, mask));
    expect(await found({ operations: [] })).toEqual([]);
    expect(await found({ outcome: 'refused' })).toEqual(ids(refused));
    expect(await found({ actor: 'ps:2' })).toEqual(ids(find));
    expect(await found({ withoutSecret: true })).toEqual(ids(first, find, refused, mask));
    expect(await found({ entryId: mask.entryId })).toEqual(ids(mask));
    const [document = ''] = mask.documents;
    expect(await found({ document })).toEqual(ids(find, mask));
    expect(await found({ document }, only('b', 'c'))).toEqual([]);
    for (const text of ['x', '\u0000', "' or 1=1"]) {
      expect(await found({ document: text })).toEqual([]);
      expect(await found({ entryId: text })).toEqual([]);
      expect(await found({ actor: text })).toEqual([]);
      expect(
        (await test.store.readJournal(allow(recordId), query({ after: { at: text, entryId: text } }))).entries,
      ).toEqual([]);
    }
  });

  it('proves an entry only to who sees all of it', async () => {
    const { store, journal } = test;
    const [first, find] = entries as [JournalEntry, JournalEntry];
    expect(await store.proveJournalEntry(allow(recordId), first.entryId)).toBeUndefined();
    await journal.seal();
    const proof = await store.proveJournalEntry(allow(recordId), find.entryId);
    expect(decodeEntry(proof?.entry ?? '')).toEqual({ ok: true, value: find });
    expect(await store.proveJournalEntry(allow(recordId, only('a', 'b')), find.entryId)).toBeUndefined();
    expect(await store.proveJournalEntry(allow(recordId, only()), first.entryId)).toBeDefined();
    expect(await store.proveJournalEntry(allow(await openRecord(store)), find.entryId)).toBeUndefined();
    for (const id of ['x', randomUUID()]) expect(await store.proveJournalEntry(allow(recordId), id)).toBeUndefined();
  });
});
