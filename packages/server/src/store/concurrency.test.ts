// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  allow,
  documentOf,
  entryOf,
  everything,
  factsOf,
  NOW,
  openRecord,
  share,
  testStore,
  trace,
} from './testing.ts';

const test = await testStore();

const byCommit = <T extends { readonly committed: boolean }>(outcomes: readonly T[]) => ({
  won: outcomes.filter(({ committed }) => committed).length,
  lost: outcomes.filter(({ committed }) => !committed),
});

const everyDocument = (recordId: string) =>
  test.store.findDocuments(allow(recordId), {
    criteria: [],
    order: { by: 'submitted', descending: true },
    limit: 1000,
  });

describe('at the same moment', () => {
  it('of fifty replacers exactly one wins, and nothing of the others stays', async () => {
    const { store, database } = test;
    const recordId = await openRecord(store);
    const target = documentOf(entryOf(recordId));
    await share(store, target);
    const { logicalId } = target.entry;
    const replace = async () => {
      const document = documentOf(entryOf(recordId, { relations: [{ type: 'replaces', target: logicalId }] }));
      return store.write(allow(recordId), async (writer) => {
        await writer.setStatus(logicalId, ['approved'], 'deprecated', NOW);
        await writer.insertDocument(document);
        await writer.journal(trace(recordId, { documents: [document.entry.logicalId] }));
      });
    };
    const { won, lost } = byCommit(await Promise.all(Array.from({ length: 50 }, replace)));
    expect(won).toBe(1);
    for (const outcome of lost)
      expect(outcome).toEqual({ committed: false, conflict: { kind: 'target-not-approved', logicalId } });
    expect((await everyDocument(recordId)).total).toBe(2);
    const { rows } = await database.pool.query(
      `select (select count(*) from record.object_lookup where record_id = $1) lookups,
        (select count(*) from journal_entry where record_id = $1) entries`,
      [recordId],
    );
    expect(rows).toEqual([{ lookups: 6, entries: 3 }]);
  });

  it('nothing that is appended hangs on what was being replaced', async () => {
    const { store } = test;
    for (let round = 0; round < 15; round += 1) {
      const recordId = await openRecord(store);
      const target = documentOf(entryOf(recordId));
      await share(store, target);
      const { logicalId } = target.entry;
      const replace = () =>
        store.write(allow(recordId), async (writer) => {
          await writer.setStatus(logicalId, ['approved'], 'deprecated', NOW);
          for (const dependent of await writer.dependentsOf(logicalId))
            await writer.setStatus(dependent, ['approved'], 'deprecated', NOW);
          await writer.insertDocument(
            documentOf(entryOf(recordId, { relations: [{ type: 'replaces', target: logicalId }] })),
          );
        });
      const append = () =>
        store.write(allow(recordId), async (writer) => {
          await writer.insertDocument(
            documentOf(entryOf(recordId, { relations: [{ type: 'appends', target: logicalId }] })),
          );
          await writer.requireApproved([logicalId]);
        });
      const [first, ...others] = await Promise.all([append(), replace(), append(), replace(), append()]);
      const { documents } = await everyDocument(recordId);
      const hanging = documents.filter(
        ({ availabilityStatus, relations }) =>
          availabilityStatus === 'approved' && relations.some(({ type }) => type === 'appends'),
      );
      expect(hanging).toEqual([]);
      for (const outcome of byCommit([first, ...others]).lost)
        expect(outcome).toEqual({ committed: false, conflict: { kind: 'target-not-approved', logicalId } });
    }
  });

  it('a document is required as approved although its metadata is just being revised', async () => {
    const { store } = test;
    for (let round = 0; round < 10; round += 1) {
      const recordId = await openRecord(store);
      const { entry, ...document } = documentOf(entryOf(recordId));
      await share(store, { entry, ...document });
      const next = { ...entry, entryUuid: randomUUID(), version: 2 };
      const [, required] = await Promise.all([
        store.write(allow(recordId), (writer) => writer.insertVersion(next, factsOf(next))),
        store.write(allow(recordId), (writer) => writer.requireApproved([entry.logicalId])),
      ]);
      expect(required.committed).toBe(true);
    }
  });

  it('one of many shares of a uniqueId wins, in whatever record', async () => {
    const { store } = test;
    const records = await Promise.all([openRecord(store), openRecord(store)]);
    const uniqueId = `1.2.3.${randomUUID()}`;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const recordId = records[index % 2] ?? '';
        return store.write(allow(recordId), async (writer) => {
          await writer.insertDocument(documentOf(entryOf(recordId, { uniqueId })));
        });
      }),
    );
    const { won, lost } = byCommit(outcomes);
    expect(won).toBe(1);
    for (const outcome of lost)
      expect(outcome).toEqual({ committed: false, conflict: { kind: 'identifier-taken', identifier: uniqueId } });
  });

  it('writers that lock in opposite orders all end', async () => {
    const { store } = test;
    const recordId = await openRecord(store);
    const [a, b] = [documentOf(entryOf(recordId)), documentOf(entryOf(recordId))];
    await share(store, a, b);
    const both = [a.entry.logicalId, b.entry.logicalId];
    const touch = (ids: readonly string[]) =>
      store.write(allow(recordId), async (writer) => {
        for (const id of ids) await writer.setStatus(id, ['approved'], 'approved', NOW);
      });
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, index) => touch(index % 2 === 0 ? both : both.toReversed())),
    );
    expect(byCommit(outcomes).won).toBe(6);
  });

  it('a replacement finds its target although the metadata is just being revised', async () => {
    const { store } = test;
    for (let round = 0; round < 10; round += 1) {
      const recordId = await openRecord(store);
      const { entry, ...document } = documentOf(entryOf(recordId));
      await share(store, { entry, ...document });
      const next = { ...entry, entryUuid: randomUUID(), version: 2 };
      const [revised, replaced] = await Promise.all([
        store.write(allow(recordId), (writer) => writer.insertVersion(next, factsOf(next))),
        store.write(allow(recordId), (writer) => writer.setStatus(entry.logicalId, ['approved'], 'deprecated', NOW)),
      ]);
      expect(replaced.committed).toBe(true);
      const found = await store.readDocument(allow(recordId), { id: entry.logicalId });
      expect(found).toMatchObject({
        version: revised.committed ? 2 : 1,
        facts: { availabilityStatus: 'deprecated' },
      });
    }
  });

  it('of many revisions of a version one wins', async () => {
    const { store } = test;
    const recordId = await openRecord(store);
    const { entry, ...document } = documentOf(entryOf(recordId));
    await share(store, { entry, ...document });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => {
        const next = { ...entry, entryUuid: randomUUID(), version: 2 };
        return store.write(allow(recordId), (writer) => writer.insertVersion(next, factsOf(next)));
      }),
    );
    expect(byCommit(outcomes).won).toBe(1);
    expect((await everyDocument(recordId)).total).toBe(1);
  });

  it('of many closings one wins, and no share goes on after it', async () => {
    const { strict } = test;
    const recordId = await openRecord(strict);
    const close = () =>
      strict.write(allow(recordId, everything, 'record.close'), (writer) =>
        writer.setRecordState({ from: ['open'], to: 'closed', at: NOW, reason: 'x' }),
      );
    const shareStrictly = () =>
      strict.write(allow(recordId), (writer) => writer.insertDocument(documentOf(entryOf(recordId))));
    const shares = Array.from({ length: 20 }, shareStrictly);
    const closings = byCommit(await Promise.all(Array.from({ length: 5 }, close)));
    const { won, lost } = byCommit(await Promise.all(shares));
    expect(closings.won).toBe(1);
    expect((await everyDocument(recordId)).total).toBe(won);
    for (const outcome of [...closings.lost, ...lost])
      expect(outcome).toMatchObject({ conflict: { kind: 'policy-changed' } });
    expect(await shareStrictly()).toMatchObject({ committed: false, conflict: { kind: 'policy-changed' } });
    expect(await strict.loadPolicy({ recordId })).toMatchObject({ state: 'closed', policyVersion: 2 });
  });

  it('a destroyed record takes no more writes, and half a share is never there', async () => {
    const { store, database } = test;
    const recordId = await openRecord(store);
    const leftOver = async () => {
      const { rows } = await database.pool.query<{ left_over: number }>(
        `select (select count(*) from record.document_entry where record_id = $1)
          + (select count(*) from record.content_frame where record_id = $1)
          + (select count(*) from record.object_lookup where record_id = $1) as left_over`,
        [recordId],
      );
      return rows[0]?.left_over;
    };
    const shareOne = () =>
      store.write(allow(recordId), (writer) => writer.insertDocument(documentOf(entryOf(recordId))));
    expect(await shareOne()).toMatchObject({ committed: true });
    expect(await leftOver()).toBeGreaterThan(2);
    const shares = Array.from({ length: 20 }, shareOne);
    await store.destroyRecord(allow(recordId, everything, 'record.destroy'), trace(recordId));
    const { lost } = byCommit(await Promise.all(shares));
    for (const outcome of lost) expect(outcome).toMatchObject({ conflict: { kind: 'state-changed' } });
    expect(await shareOne()).toMatchObject({ committed: false, conflict: { kind: 'state-changed' } });
    expect(await leftOver()).toBe(0);
  });
});
