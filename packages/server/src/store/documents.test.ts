// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  allow,
  bytesOf,
  contentOf,
  documentOf,
  entryOf,
  everything,
  factsOf,
  folderOf,
  LATER,
  NOW,
  openRecord,
  render,
  share,
  testStore,
  trace,
} from './testing.ts';

const test = await testStore();

const page = (more = {}) => ({
  criteria: [],
  order: { by: 'submitted', descending: true } as const,
  limit: 10,
  ...more,
});

describe('a document', () => {
  it('comes back as it was shared', async () => {
    const { store } = test;
    const recordId = await openRecord(store);
    const target = documentOf(entryOf(recordId));
    const document = documentOf(
      entryOf(recordId, {
        title: 'Été',
        comments: 'œuvre \u0000',
        relations: [{ type: 'appends', target: target.entry.logicalId }],
      }),
      Buffer.from('content'),
      ['ps:1', 'org:2'],
    );
    await share(store, target, document);
    const { entry } = document;
    const expected = {
      facts: document.facts,
      logicalId: entry.logicalId,
      entryUuid: entry.entryUuid,
      availabilityStatus: entry.availabilityStatus,
      version: 1,
      updatedAt: NOW,
      relations: entry.relations,
      rendering: Buffer.from(render(entry)),
      entry,
    };
    for (const id of [entry.entryUuid, entry.logicalId])
      expect(await store.readDocument(allow(recordId), { id })).toEqual(expected);
    expect(await store.readDocument(allow(recordId), { uniqueId: entry.uniqueId })).toEqual(expected);
    expect(await store.findByUniqueId(allow(recordId), entry.uniqueId)).toEqual({
      logicalId: entry.logicalId,
      entryUuid: entry.entryUuid,
      sha256: document.sha256,
    });
    expect((await bytesOf(contentOf(store, allow(recordId), entry.logicalId))).toString()).toBe('content');
  });

  it('is not there for another record, or out of sight', async () => {
    const { store } = test;
    const [recordId, other] = [await openRecord(store), await openRecord(store)];
    const document = documentOf(entryOf(recordId), undefined, ['ps:1']);
    await share(store, document);
    const { logicalId, uniqueId } = document.entry;
    const blind = { ...everything, types: [] };
    for (const allowed of [allow(other), allow(recordId, blind), allow(recordId, { ...everything, statuses: [] })]) {
      expect(await store.readDocument(allowed, { id: logicalId })).toBeUndefined();
      expect(await store.readDocument(allowed, { uniqueId })).toBeUndefined();
      await expect(bytesOf(contentOf(store, allowed, logicalId))).rejects.toThrow('not in sight');
    }
    expect(await store.findByUniqueId(allow(other), uniqueId)).toBeUndefined();
    expect(await store.readDocument(allow(recordId, { ...blind, own: ['ps:1'] }), { id: logicalId })).toBeDefined();
    for (const id of ['', 'x', '\u0000', "'; drop table record.document_entry; --"])
      expect(await store.readDocument(allow(recordId), { id })).toBeUndefined();
    expect(await store.readDocument(allow(recordId), { uniqueId: '\u0000' })).toBeUndefined();
  });

  it('gets a next version, and is found by every entryUUID it ever had', async () => {
    const { store, clock } = test;
    const recordId = await openRecord(store);
    const { entry, ...document } = documentOf(entryOf(recordId));
    await share(store, { entry, ...document });
    const next = {
      ...entry,
      entryUuid: randomUUID(),
      version: 2,
      confidentialityCodes: [{ code: 'MASQUE_PS', system: '1.2.250.1.213.1.1.4.13' }],
    };
    clock.set(LATER);
    const revise = () => store.write(allow(recordId), (writer) => writer.insertVersion(next, factsOf(next)));
    expect((await revise()).committed).toBe(true);
    clock.set(NOW);
    for (const id of [entry.entryUuid, next.entryUuid, entry.logicalId])
      expect(await store.readDocument(allow(recordId), { id })).toMatchObject({
        entry: next,
        version: 2,
        updatedAt: LATER,
      });
    expect(await store.loadPolicy({ object: entry.entryUuid })).toBeDefined();
    expect(await store.findByUniqueId(allow(recordId), entry.uniqueId)).toMatchObject({ entryUuid: next.entryUuid });
    const again = { ...next, entryUuid: randomUUID() };
    expect(await store.write(allow(recordId), (writer) => writer.insertVersion(again, factsOf(again)))).toEqual({
      committed: false,
      conflict: { kind: 'state-changed' },
    });
    expect((await store.findDocuments(allow(recordId), page())).total).toBe(1);
  });

  it('keeps its relations when it is revised by somebody who does not see them', async () => {
    const { store } = test;
    const recordId = await openRecord(store);
    const target = documentOf(entryOf(recordId, { typeCode: { code: 'hidden', system: '1' } }));
    const relations = [{ type: 'appends', target: target.entry.logicalId }] as const;
    const document = documentOf(entryOf(recordId, { relations }));
    await share(store, target, document);
    const id = document.entry.logicalId;
    const lens = { ...everything, types: [document.facts.typeCode] };
    const read = await store.readDocument(allow(recordId, lens), { id });
    expect([read?.relations, read?.entry.relations]).toEqual([[], []]);
    const next = { ...(read?.entry ?? document.entry), entryUuid: randomUUID(), version: 2 };
    await store.write(allow(recordId), (writer) => writer.insertVersion(next, factsOf(next)));
    expect((await store.readDocument(allow(recordId), { id }))?.entry).toMatchObject({ version: 2, relations });
    const dependents = store.write(allow(recordId), (writer) => writer.dependentsOf(target.entry.logicalId));
    expect(await dependents).toEqual({ committed: true, value: [id] });
  });

  it('changes its status without a new version; a version that states another status is refused', async () => {
    const { store } = test;
    const recordId = await openRecord(store);
    const { entry, ...document } = documentOf(entryOf(recordId));
    await share(store, { entry, ...document });
    const set = () =>
      store.write(allow(recordId), (writer) => writer.setStatus(entry.logicalId, ['approved'], 'deprecated', LATER));
    expect((await set()).committed).toBe(true);
    expect(await set()).toEqual({
      committed: false,
      conflict: { kind: 'target-not-approved', logicalId: entry.logicalId },
    });
    const read = await store.readDocument(allow(recordId), { id: entry.logicalId });
    expect(read).toMatchObject({ version: 1, updatedAt: LATER, entry: { availabilityStatus: 'deprecated' } });
    expect(read?.facts.availabilityStatus).toBe('deprecated');
    const next = { ...entry, entryUuid: randomUUID(), version: 2 };
    expect((await store.write(allow(recordId), (writer) => writer.insertVersion(next, factsOf(next)))).committed).toBe(
      false,
    );
    const deprecated = { ...next, availabilityStatus: 'deprecated' } as const;
    expect(
      (await store.write(allow(recordId), (writer) => writer.insertVersion(deprecated, factsOf(deprecated)))).committed,
    ).toBe(true);
  });

  it('names its approved dependents and folders to the writer', async () => {
    const { store } = test;
    const recordId = await openRecord(store);
    const target = documentOf(entryOf(recordId));
    const related = (type: 'appends' | 'transforms' | 'signs' | 'replaces') =>
      documentOf(entryOf(recordId, { relations: [{ type, target: target.entry.logicalId }] }));
    const [appendix, transform] = [related('appends'), related('transforms')];
    await share(store, target, appendix, transform, related('signs'), related('replaces'));
    const folder = folderOf(recordId, [target.entry.logicalId]);
    const outcome = await store.write(allow(recordId), async (writer) => {
      await writer.insertFolder(folder);
      await writer.insertFolder(folderOf(recordId, [target.entry.logicalId], { availabilityStatus: 'deprecated' }));
      return [await writer.dependentsOf(target.entry.logicalId), await writer.foldersOf(target.entry.logicalId)];
    });
    expect(outcome).toEqual({
      committed: true,
      value: [[appendix.entry.logicalId, transform.entry.logicalId].toSorted(), [folder.entryUuid]],
    });
  });
});

describe('a write', () => {
  it('leaves nothing behind when it fails, and passes the error on', async () => {
    const { store, database } = test;
    const recordId = await openRecord(store);
    const document = documentOf(entryOf(recordId));
    await expect(
      store.write(allow(recordId), async (writer) => {
        await writer.insertDocument(document);
        await writer.journal(trace(recordId));
        throw new Error('cut');
      }),
    ).rejects.toThrow('cut');
    expect(await store.loadPolicy({ object: document.entry.uniqueId })).toBeUndefined();
    const { rows } = await database.pool.query(
      `select (select count(*) from record.content_frame where record_id = $1) frames,
        (select count(*) from journal_entry where record_id = $1) entries`,
      [recordId],
    );
    expect(rows).toEqual([{ frames: 0, entries: 1 }]);
  });

  it('does not commit after a conflict that was caught', async () => {
    const { store } = test;
    const recordId = await openRecord(store);
    const document = documentOf(entryOf(recordId));
    const outcome = await store.write(allow(recordId), async (writer) => {
      await writer.insertDocument(document);
      await writer.setStatus(randomUUID(), ['approved'], 'deprecated', NOW).catch(() => undefined);
    });
    expect(outcome).toMatchObject({ committed: false, conflict: { kind: 'target-not-approved' } });
    expect(await store.readDocument(allow(recordId), { id: document.entry.logicalId })).toBeUndefined();
  });

  it('stays in its record', async () => {
    const { store } = test;
    const [recordId, other] = [await openRecord(store), await openRecord(store)];
    await expect(
      store.write(allow(recordId), (writer) => writer.insertDocument(documentOf(entryOf(other)))),
    ).rejects.toThrow('in the record of its decision only');
    expect(await store.write(allow(randomUUID()), async () => 1)).toEqual({
      committed: false,
      conflict: { kind: 'state-changed' },
    });
  });
});
