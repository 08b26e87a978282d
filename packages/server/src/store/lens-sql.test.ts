// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { type Lens, sees } from '@dossier/core/access';
import type { AvailabilityStatus, RelationType } from '@dossier/core/documents';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FoundDocument } from '../record/ports.ts';
import { allow, contentOf, documentOf, entryOf, openRecord, share, testStore } from './testing.ts';

const test = await testStore();

// few values, so that they meet; some that would break an assembled text
const types = ['11506-3', '34133-9', "x'); --", '{a,"b"}', 'é\\'];
const codes = ['N', 'R', 'MASQUE_PS', 'INVISIBLE_PATIENT', 'NULL', '"', ','];
const parties = ['ps:1', 'ps:2', 'org:1', 'person:1', "ps:'", 'ps:{}'];
const statuses: readonly AvailabilityStatus[] = ['approved', 'deprecated', 'archived', 'deleted'];

const relationTypes: readonly RelationType[] = [
  'replaces',
  'appends',
  'transforms',
  'transforms-and-replaces',
  'signs',
];

const subset = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 0 });

const facts = fc.record({
  typeCode: fc.constantFrom(...types),
  availabilityStatus: fc.constantFrom(...statuses),
  confidentialityCodes: subset(codes),
  authorKeys: subset(parties),
  // the targets by their place among the documents
  relations: fc.array(fc.record({ type: fc.constantFrom(...relationTypes), target: fc.nat(79) }), { maxLength: 4 }),
});

const lenses: fc.Arbitrary<Lens> = fc.record({
  statuses: subset(statuses),
  types: fc.oneof(fc.constant<'every'>('every'), subset(types)),
  hiddenBy: subset(codes),
  own: subset(parties),
  ownOnly: fc.boolean(),
});

const everyPage = async (
  recordId: string,
  lens: Lens,
): Promise<{ total: number | undefined; found: FoundDocument[] }> => {
  const found: FoundDocument[] = [];
  let total: number | undefined;
  for (let after: { value: string; logicalId: string } | undefined, more = true; more; ) {
    const page = await test.store.findDocuments(allow(recordId, lens), {
      criteria: [],
      order: { by: 'submitted', descending: true },
      limit: 7,
      ...(after && { after }),
    });
    found.push(...page.documents);
    total = page.total;
    after = page.next;
    more = after !== undefined;
  }
  return { total, found };
};

it('sees in SQL what it sees in TypeScript, in lists, totals, relations, single documents and contents', async () => {
  const { store } = test;
  const recordId = await openRecord(store);
  const logicalIds = Array.from({ length: 80 }, () => randomUUID());
  const idOf = (place: number): string => logicalIds[place] ?? '';
  const documents = fc.sample(facts, { numRuns: 80, seed: 11 }).map((sample, place) => {
    const entry = entryOf(recordId, {
      logicalId: idOf(place),
      relations: sample.relations.map(({ type, target }) => ({ type, target: idOf(target) })),
      availabilityStatus: sample.availabilityStatus,
      typeCode: { code: sample.typeCode, system: '1.2' },
      confidentialityCodes: sample.confidentialityCodes.map((code) => ({ code, system: '1.3' })),
    });
    return documentOf(entry, undefined, sample.authorKeys);
  });
  await share(store, ...documents);
  await fc.assert(
    fc.asyncProperty(lenses, fc.nat(documents.length - 1), async (lens, one) => {
      const seen = documents.filter((document) => sees(lens, document.facts)).map(({ entry }) => entry);
      const inSight = seen.map(({ logicalId }) => logicalId);
      const relations = new Map(
        seen.map((entry) => [entry.logicalId, entry.relations.filter(({ target }) => inSight.includes(target))]),
      );
      const { total, found } = await everyPage(recordId, lens);
      expect(new Map(found.map((document) => [document.logicalId, document.relations]))).toEqual(relations);
      expect(total).toBe(inSight.length);
      const id = idOf(one);
      const read = await store.readDocument(allow(recordId, lens), { id });
      expect([read?.relations, read?.entry.relations]).toEqual([relations.get(id), relations.get(id)]);
      const byTarget = await store.findDocuments(allow(recordId, lens), {
        criteria: [{ field: 'relates-to', anyOf: [id] }],
        order: { by: 'submitted', descending: true },
        limit: 100,
      });
      const related = inSight.filter((from) => relations.get(from)?.some(({ target }) => target === id));
      expect(byTarget.documents.map((document) => document.logicalId).toSorted()).toEqual(related.toSorted());
      expect(byTarget.total).toBe(related.length);
      const content = contentOf(store, allow(recordId, lens), id)[Symbol.asyncIterator]().next();
      await (inSight.includes(id) ? expect(content).resolves.toBeDefined() : expect(content).rejects.toThrow());
    }),
    { numRuns: 150, seed: 7 },
  );
});
