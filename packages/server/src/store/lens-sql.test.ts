// SPDX-License-Identifier: Apache-2.0
import { type Lens, sees } from '@dossier/core/access';
import type { AvailabilityStatus } from '@dossier/core/documents';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allow, documentOf, entryOf, openRecord, openTestStore, share, type TestStore } from './testing.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

// few values, so that they meet; some that would break an assembled text
const types = ['11506-3', '34133-9', "x'); --", '{a,"b"}', 'é\\'];
const codes = ['N', 'R', 'MASQUE_PS', 'INVISIBLE_PATIENT', 'NULL', '"', ','];
const parties = ['ps:1', 'ps:2', 'org:1', 'person:1', "ps:'", 'ps:{}'];
const statuses: readonly AvailabilityStatus[] = ['approved', 'deprecated', 'archived', 'deleted'];

const subset = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 0 });

const facts = fc.record({
  typeCode: fc.constantFrom(...types),
  availabilityStatus: fc.constantFrom(...statuses),
  confidentialityCodes: subset(codes),
  authorKeys: subset(parties),
});

const lenses: fc.Arbitrary<Lens> = fc.record({
  statuses: subset(statuses),
  types: fc.oneof(fc.constant<'every'>('every'), subset(types)),
  hiddenBy: subset(codes),
  own: subset(parties),
  ownOnly: fc.boolean(),
});

const everyPage = async (recordId: string, lens: Lens): Promise<{ total: number; found: string[] }> => {
  const found: string[] = [];
  let total = 0;
  for (let after: { value: string; logicalId: string } | undefined, more = true; more; ) {
    const page = await test.store.findDocuments(allow(recordId, lens), {
      criteria: [],
      order: { by: 'submitted', descending: true },
      limit: 7,
      ...(after && { after }),
    });
    found.push(...page.documents.map((document) => document.facts.logicalId));
    total = page.total;
    after = page.next;
    more = after !== undefined;
  }
  return { total, found };
};

it('sees in SQL what it sees in TypeScript, in lists, totals, single documents and contents', async () => {
  const { store } = test;
  const recordId = await openRecord(store);
  const documents = fc.sample(facts, { numRuns: 80, seed: 11 }).map((sample) => {
    const entry = entryOf(recordId, {
      availabilityStatus: sample.availabilityStatus,
      typeCode: { code: sample.typeCode, system: '1.2' },
      confidentialityCodes: sample.confidentialityCodes.map((code) => ({ code, system: '1.3' })),
    });
    return documentOf(entry, undefined, sample.authorKeys);
  });
  await share(store, ...documents);
  await fc.assert(
    fc.asyncProperty(lenses, fc.nat(documents.length - 1), async (lens, one) => {
      const inSight = documents.filter((document) => sees(lens, document.facts)).map(({ entry }) => entry.logicalId);
      const { total, found } = await everyPage(recordId, lens);
      expect(found.toSorted()).toEqual(inSight.toSorted());
      expect(total).toBe(inSight.length);
      const id = documents[one]?.entry.logicalId ?? '';
      const read = await store.readDocument(allow(recordId, lens), { id });
      expect(read !== undefined).toBe(inSight.includes(id));
      const content = store.readContent(allow(recordId, lens), id)[Symbol.asyncIterator]().next();
      await (inSight.includes(id) ? expect(content).resolves.toBeDefined() : expect(content).rejects.toThrow());
    }),
    { numRuns: 150, seed: 7 },
  );
});
