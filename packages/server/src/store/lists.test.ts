// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { type Lens, sees } from '@dossier/core/access';
import type { Folder, SubmissionSet } from '@dossier/core/documents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../record/ports.ts';
import {
  allow,
  documentOf,
  entryOf,
  everything,
  folderOf,
  LATER,
  NOW,
  openRecord,
  share,
  testStore,
  trace,
} from './testing.ts';

const test = await testStore();

const query = (more: Partial<ListQuery> = {}): ListQuery => ({ limit: 10, ...more });

const setOf = (recordId: string, members: readonly string[], more: Partial<SubmissionSet> = {}): SubmissionSet => ({
  recordId,
  entryUuid: randomUUID(),
  uniqueId: `1.2.3.${randomUUID()}`,
  sourceId: '1.2.250.1.1',
  contentTypeCode: { code: '04', system: '1.2.250.1.213.2.2' },
  submittedAt: NOW,
  authors: [],
  intendedRecipients: [],
  members,
  ...more,
});

const write = async (recordId: string, sets: readonly SubmissionSet[], folders: readonly Folder[] = []) => {
  const outcome = await test.store.write(allow(recordId), async (writer) => {
    for (const folder of folders) await writer.insertFolder(folder);
    for (const set of sets) await writer.insertSubmissionSet(set);
    await writer.journal(trace(recordId));
  });
  expect(outcome.committed).toBe(true);
};

const typed = (recordId: string, code: string) => documentOf(entryOf(recordId, { typeCode: { code, system: '1' } }));
const only = (...types: string[]): Lens => ({ ...everything, types });

describe('submission sets and folders', () => {
  it('come back as they were written, with their members in order', async () => {
    const recordId = await openRecord(test.store);
    const documents = [typed(recordId, 'a'), typed(recordId, 'b'), typed(recordId, 'c')];
    await share(test.store, ...documents);
    const ids = documents.map(({ entry }) => entry.logicalId).toReversed();
    const folder = folderOf(recordId, ids);
    const set = setOf(recordId, [...ids, folder.entryUuid], { title: 'Envoi', comments: 'été' });
    await write(recordId, [set], [folder]);
    const { store } = test;
    expect(await store.findSubmissionSets(allow(recordId), query())).toEqual({ total: 1, lists: [set] });
    expect(await store.findFolders(allow(recordId), query())).toEqual({ total: 1, lists: [folder] });
    for (const object of [set.entryUuid, set.uniqueId, folder.entryUuid, folder.uniqueId])
      expect((await store.loadPolicy({ object }))?.recordId).toBe(recordId);
  });

  it('hold only members in sight, and are not there without one', async () => {
    const recordId = await openRecord(test.store);
    const [a, b] = [typed(recordId, 'a'), typed(recordId, 'b')];
    await share(test.store, a, b);
    const [idA, idB] = [a.entry.logicalId, b.entry.logicalId];
    const folder = folderOf(recordId, [idB]);
    const both = setOf(recordId, [idA, idB, folder.entryUuid]);
    const one = setOf(recordId, [idB]);
    const folderOnly = setOf(recordId, [folder.entryUuid]);
    await write(recordId, [both, one, folderOnly, setOf(recordId, [])], [folder]);
    const found = async (lens: Lens) => {
      const sets = await test.store.findSubmissionSets(allow(recordId, lens), query());
      expect(sets.total).toBe(sets.lists.length);
      const folders = await test.store.findFolders(allow(recordId, lens), query());
      expect(folders.total).toBe(folders.lists.length);
      return new Map([...sets.lists, ...folders.lists].map(({ entryUuid, members }) => [entryUuid, members]));
    };
    expect(await found(only('a'))).toEqual(new Map([[both.entryUuid, [idA]]]));
    expect(await found(only('b'))).toEqual(
      new Map([
        [both.entryUuid, [idB, folder.entryUuid]],
        [one.entryUuid, [idB]],
        [folderOnly.entryUuid, [folder.entryUuid]],
        [folder.entryUuid, [idB]],
      ]),
    );
    expect(await found(only())).toEqual(new Map());
  });

  it('show exactly what the lens sees, on whatever lists and lenses', async () => {
    const recordId = await openRecord(test.store);
    const types = ['a', 'b', 'c', 'd'];
    const documents = types.map((code) => typed(recordId, code));
    await share(test.store, ...documents);
    const memberships = fc.sample(fc.subarray(documents), { numRuns: 15, seed: 2 });
    const sets = memberships.map((members) =>
      setOf(
        recordId,
        members.map(({ entry }) => entry.logicalId),
      ),
    );
    await write(recordId, sets);
    await fc.assert(
      fc.asyncProperty(fc.subarray(types), fc.integer({ min: 1, max: 4 }), async (shown, limit) => {
        const lens = only(...shown);
        const expected = new Map(
          sets
            .map(({ entryUuid }, index): [string, string[]] => [
              entryUuid,
              (memberships[index] ?? []).filter(({ facts }) => sees(lens, facts)).map(({ entry }) => entry.logicalId),
            ])
            .filter(([, members]) => members.length > 0),
        );
        const found = new Map<string, readonly string[]>();
        for (let after: ListQuery['after'], more = true; more; ) {
          const page = await test.store.findSubmissionSets(
            allow(recordId, lens),
            query({ limit, ...(after && { after }) }),
          );
          expect(page.total).toBe(expected.size);
          for (const { entryUuid, members } of page.lists) found.set(entryUuid, members);
          after = page.next;
          more = after !== undefined;
        }
        expect(found).toEqual(expected);
      }),
      { numRuns: 30, seed: 4 },
    );
  });

  it('are found by what the source said', async () => {
    const recordId = await openRecord(test.store);
    const document = typed(recordId, 'a');
    await share(test.store, document);
    const members = [document.entry.logicalId];
    const author = {
      kind: 'professional' as const,
      name: { family: 'Müller', given: ['Zoé'] },
      institutions: [],
      roles: [],
      specialties: [],
      telecoms: [],
    };
    const one = setOf(recordId, members, { sourceId: '1.1', authors: [author] });
    const other = setOf(recordId, members, { submittedAt: LATER, contentTypeCode: { code: '07', system: '8' } });
    const folder = folderOf(recordId, members);
    await write(recordId, [one, other], [folder]);
    const sets = async (more: Partial<ListQuery>) => {
      const { lists, total } = await test.store.findSubmissionSets(allow(recordId), query(more));
      expect(total).toBe(lists.length);
      return lists.map(({ entryUuid }) => entryUuid);
    };
    expect(await sets({})).toEqual([other.entryUuid, one.entryUuid]);
    expect(await sets({ entryUuids: [one.entryUuid, 'x'] })).toEqual([one.entryUuid]);
    expect(await sets({ entryUuids: ['x'] })).toEqual([]);
    expect(await sets({ uniqueIds: [other.uniqueId, '\u0000'] })).toEqual([other.entryUuid]);
    expect(await sets({ from: LATER })).toEqual([other.entryUuid]);
    expect(await sets({ to: LATER })).toEqual([one.entryUuid]);
    expect(await sets({ codes: [{ system: '8' }] })).toEqual([other.entryUuid]);
    expect(await sets({ codes: [{ code: '04' }] })).toEqual([one.entryUuid]);
    expect(await sets({ sourceIds: ['1.1', "'; --"] })).toEqual([one.entryUuid]);
    expect(await sets({ authorFamily: [{ match: 'prefix', text: 'mul' }] })).toEqual([one.entryUuid]);
    expect(await sets({ authorGiven: [{ match: 'exact', text: 'Zoé' }] })).toEqual([one.entryUuid]);
    expect(await sets({ authorGiven: [{ match: 'contains', text: '%' }] })).toEqual([]);
    const beyond = query({ after: { at: "' or true", entryUuid: 'x' } });
    expect(await test.store.findSubmissionSets(allow(recordId), beyond)).toEqual({ total: 2, lists: [] });
    const folders = async (more: Partial<ListQuery>) =>
      (await test.store.findFolders(allow(recordId), query(more))).total;
    expect(await folders({ codes: [{ system: '5.5', code: 'F1' }] })).toBe(1);
    expect(await folders({ codes: [{ code: 'F2' }] })).toBe(0);
    expect(await folders({ sourceIds: ['1.1'] })).toBe(0);
  });

  it('take more documents into an approved folder, which is updated then', async () => {
    const recordId = await openRecord(test.store);
    const [a, b, c] = [typed(recordId, 'a'), typed(recordId, 'b'), typed(recordId, 'c')];
    await share(test.store, a, b, c);
    const [idA, idB, idC] = [a, b, c].map(({ entry }) => entry.logicalId) as [string, string, string];
    const folder = folderOf(recordId, [idB]);
    const old = folderOf(recordId, [idB], { availabilityStatus: 'deprecated' });
    await write(recordId, [], [folder, old]);
    const add = (to: string) =>
      test.store.write(allow(recordId), (writer) => writer.addToFolder(to, [idC, idB, idA], LATER));
    expect((await add(folder.entryUuid)).committed).toBe(true);
    const { lists } = await test.store.findFolders(allow(recordId), query({ entryUuids: [folder.entryUuid] }));
    expect(lists).toEqual([{ ...folder, lastUpdateTime: LATER, members: [idB, idC, idA] }]);
    for (const to of [old.entryUuid, randomUUID()])
      expect(await add(to)).toEqual({ committed: false, conflict: { kind: 'target-not-approved', logicalId: to } });
  });

  it('are dated by the members in sight', async () => {
    const recordId = await openRecord(test.store);
    const [a, b] = [typed(recordId, 'a'), typed(recordId, 'b')];
    await share(test.store, a, b);
    const folder = folderOf(recordId, [a.entry.logicalId]);
    await write(recordId, [], [folder]);
    await test.store.write(allow(recordId), (writer) =>
      writer.addToFolder(folder.entryUuid, [b.entry.logicalId], LATER),
    );
    const dated = async (lens: Lens, more: Partial<ListQuery> = {}) =>
      (await test.store.findFolders(allow(recordId, lens), query(more))).lists.map(
        ({ lastUpdateTime }) => lastUpdateTime,
      );
    expect(await dated(everything)).toEqual([LATER]);
    expect(await dated(only('b'))).toEqual([LATER]);
    expect(await dated(only('a'))).toEqual([NOW]);
    expect(await dated(only('a'), { from: LATER })).toEqual([]);
    expect(await dated(only('a'), { to: LATER })).toEqual([NOW]);
    expect(await dated(everything, { to: LATER })).toEqual([]);
  });

  it('refuse an identifier that another object has', async () => {
    const recordId = await openRecord(test.store);
    const document = typed(recordId, 'a');
    await share(test.store, document);
    const { uniqueId } = document.entry;
    for (const insert of ['insertSubmissionSet', 'insertFolder'] as const) {
      const list = { ...setOf(recordId, []), ...folderOf(recordId, []), uniqueId };
      expect(await test.store.write(allow(recordId), (writer) => writer[insert](list))).toEqual({
        committed: false,
        conflict: { kind: 'identifier-taken', identifier: uniqueId },
      });
    }
  });
});
