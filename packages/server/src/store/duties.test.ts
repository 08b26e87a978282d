// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { Duty } from '../record/ports.ts';
import { allow, everything, LATER, NOW, openRecord, testStore, trace } from './testing.ts';

const test = await testStore();
beforeEach(() => test.database.pool.query('delete from record.duty').then(() => test.clock.set(NOW)));

const nothing = async () => undefined;

const schedule = async (...duties: readonly Partial<Duty>[]): Promise<Duty[]> => {
  const recordId = await openRecord(test.store);
  const all = duties.map((duty): Duty => ({ kind: 'open-record', recordId, dueAt: NOW, ...duty }));
  await test.store.write(allow(recordId), async (writer) => {
    for (const duty of all) await writer.schedule(duty);
  });
  return all;
};

it('performs what is due, the earliest first, once', async () => {
  const logicalId = randomUUID();
  const [late, early] = await schedule(
    { dueAt: '2026-11-02T00:00:00.000Z' },
    { dueAt: '2026-11-01T00:00:00.000Z', kind: 'announcement-notice', logicalId },
    { dueAt: LATER },
  );
  const performed: Duty[] = [];
  const perform = async (duty: Duty) => void performed.push(duty);
  expect(await test.store.takeDuties(NOW, 10, perform as typeof nothing)).toBe(2);
  expect(performed).toEqual([early, late]);
  expect(await test.store.takeDuties(NOW, 10, nothing)).toBe(0);
  expect(await test.store.takeDuties(LATER, 10, nothing)).toBe(1);
});

it('takes no more than the limit', async () => {
  await schedule({}, {}, {});
  expect(await test.store.takeDuties(NOW, 2, nothing)).toBe(2);
  expect(await test.store.takeDuties(NOW, 2, nothing)).toBe(1);
});

it('shares the duties among workers, none performed twice', async () => {
  await schedule(...Array.from({ length: 30 }, () => ({ logicalId: randomUUID() })));
  const performed: (string | undefined)[] = [];
  const work = () =>
    test.store.takeDuties(NOW, 30, async ({ logicalId }) => {
      performed.push(logicalId);
      await delay(2);
      return undefined;
    });
  const counts = await Promise.all([work(), work(), work(), work()]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(30);
  expect(new Set(performed).size).toBe(30);
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(1);
});

it('keeps a duty that is due again, at its new date', async () => {
  await schedule({});
  expect(await test.store.takeDuties(NOW, 5, async () => ({ dueAgainAt: LATER }))).toBe(1);
  expect(await test.store.takeDuties(NOW, 5, nothing)).toBe(0);
  expect(await test.store.takeDuties(LATER, 5, nothing)).toBe(1);
});

it('puts off a duty that fails, performs the others, then tells', async () => {
  const [bad] = await schedule({ dueAt: '2026-01-01T00:00:00.000Z' }, {});
  let tried = 0;
  const perform = async (duty: Duty) => {
    tried += 1;
    if (duty.dueAt === bad?.dueAt) throw new Error('no luck');
    return undefined;
  };
  await expect(test.store.takeDuties(NOW, 5, perform)).rejects.toThrow('no luck');
  expect(tried).toBe(2);
  expect(await test.store.takeDuties(NOW, 5, perform)).toBe(0);
  const inAnHour = '2026-11-23T13:00:00.000Z';
  test.clock.set(inAnHour);
  await expect(test.store.takeDuties(inAnHour, 5, perform)).rejects.toThrow('no luck');
  expect(await test.store.takeDuties('2026-11-23T14:00:00.000Z', 5, perform)).toBe(0);
  expect(await test.store.takeDuties('2026-11-23T15:00:00.000Z', 5, nothing)).toBe(1);
});

it('lets the work of a duty cancel duties, its own too, and destroy the record', async () => {
  const logicalId = randomUUID();
  const [duty] = await schedule(
    { kind: 'announcement-release', logicalId },
    { kind: 'announcement-notice', logicalId, dueAt: LATER },
    { kind: 'announcement-notice', logicalId: randomUUID(), dueAt: LATER },
  );
  const recordId = duty?.recordId ?? '';
  await test.store.takeDuties(NOW, 5, async () => {
    await test.store.write(allow(recordId), (writer) =>
      writer.cancelDuties(['announcement-notice', 'announcement-release'], logicalId),
    );
    return undefined;
  });
  const left = await test.database.pool.query('select kind from record.duty');
  expect(left.rows).toEqual([{ kind: 'announcement-notice' }]);
  await test.store.takeDuties(LATER, 5, async () => {
    await test.store.destroyRecord(allow(recordId, everything, 'record.destroy'), trace(recordId));
    return undefined;
  });
  expect((await test.database.pool.query('select from record.duty')).rowCount).toBe(0);
});
