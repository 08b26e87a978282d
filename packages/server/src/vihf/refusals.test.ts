// SPDX-License-Identifier: Apache-2.0
import { partyKey } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import type { JournalEntry } from '@dossier/core/journal';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { personas } from '../demo/index.ts';
import { createRefusals } from './refusals.ts';

let written: JournalEntry[];
const ports = {
  journal: async (entry: JournalEntry) => void written.push(entry),
  clock: { now: () => '2026-11-23T12:00:00.000Z' },
  uuid: () => 'id',
};
const told = () => written.map(({ actor, reasons, detail }) => [actor.key, reasons[0], detail.count ?? 1]);
const changed = failure('assertion-signature-refused', { why: 'x' });
const missing = failure('assertion-invalid', { field: 'x', why: 'y' });

beforeEach(() => {
  written = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('of strangers the first is written at once, and those after it together', async () => {
  const refusals = createRefusals(ports);
  for (let i = 0; i < 50; i += 1) await refusals.record(changed, undefined);
  await refusals.record(missing, undefined);
  expect(told()).toEqual([['system:assertions', changed.code, 1]]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told().slice(1)).toEqual([
    ['system:assertions', changed.code, 49],
    ['system:assertions', missing.code, 1],
  ]);
  await refusals.record(missing, undefined);
  expect(told()).toHaveLength(4);
});

test('of who holds a certificate each is written; what waits is written at the end', async () => {
  const refusals = createRefusals(ports);
  const { actor } = personas.gp;
  await refusals.record(changed, actor);
  await refusals.record(changed, actor);
  expect(told()).toEqual(Array(2).fill([partyKey(actor), changed.code, 1]));
  await refusals.record(missing, undefined);
  await refusals.record(missing, undefined);
  expect(told()).toHaveLength(3);
  await refusals.close();
  expect(told().at(-1)).toEqual(['system:assertions', missing.code, 1]);
});
