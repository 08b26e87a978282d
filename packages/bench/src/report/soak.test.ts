// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { SoakMinute, SoakResults } from '../soak.ts';
import { soakPassed, soakSection } from './soak.ts';

const MIB = 2 ** 20;
const GIVEN = 100;
const MINUTES = 60;

/** A minute in which all that was given was answered, by workers of 200 MB. */
const minuteAt = (at: number, more: Partial<SoakMinute['outcome']> = {}, worker = 200 * MIB): SoakMinute => ({
  at,
  outcome: {
    operations: GIVEN * 60,
    perSecond: GIVEN,
    latencyMs: { p50: 10, p95: 20, p99: 40, max: 50 },
    refused: 0,
    wrong: 0,
    ...more,
  },
  memory: { leader: 100 * MIB, 'worker 1': worker, PostgreSQL: 300 * MIB + at * 10 * MIB },
});

const soakOf = (minute: (at: number) => SoakMinute, more: Partial<SoakResults> = {}): SoakResults => ({
  takenAt: '2026-11-23T12:00:00.000Z',
  origin: { commit: 'abc1234', script: 'npm run bench -- soak' },
  host: { processor: '', cores: 2, memoryBytes: 0, system: '', node: '', postgres: '', settings: {} },
  minutes: MINUTES,
  load: 0.7,
  capacity: GIVEN / 0.7,
  given: GIVEN,
  history: Array.from({ length: MINUTES }, (_, index) => minute(index + 1)),
  journal: { code: 0, said: 'whole' },
  ...more,
});

/** Grows by so many MB an hour. */
const growing = (byMib: number) => (at: number) => minuteAt(at, {}, (200 + (byMib * at) / 60) * MIB);

test('a soak passes when all was answered right, memory is flat and the journal verifies', () => {
  expect(soakPassed(soakOf((at) => minuteAt(at)))).toBe(true);
  expect(soakPassed(soakOf(growing(19)))).toBe(true);
});

test('it fails by each of them', () => {
  expect(soakPassed(soakOf((at) => minuteAt(at, { wrong: at === 7 ? 1 : 0 })))).toBe(false);
  expect(soakPassed(soakOf((at) => minuteAt(at, { refused: at === 7 ? 1 : 0 })))).toBe(false);
  expect(soakPassed(soakOf((at) => minuteAt(at, { operations: GIVEN * 60 * 0.97 })))).toBe(false);
  expect(soakPassed(soakOf(growing(21)))).toBe(false);
  expect(soakPassed(soakOf((at) => minuteAt(at), { journal: { code: 1, said: '' } }))).toBe(false);
});

test('a short one says nothing of a trend', () => {
  const minutes = 19;
  const short = soakOf(growing(100));
  expect(soakPassed({ ...short, minutes, history: short.history.slice(0, minutes) })).toBe(true);
});

test('how large a worker is is stated, and fails nothing', () => {
  const large = soakOf((at) => minuteAt(at, {}, 300 * MIB));
  expect(soakPassed(large)).toBe(true);
  expect(soakSection(large)).toContain('stated: the largest process of the server had 300 MB; the target is 250 MB');
});

test('the section tells every verdict, and the slowest minute wherever it was', () => {
  const slow = { latencyMs: { p50: 10, p95: 20, p99: 777, max: 900 } };
  const section = soakSection(soakOf((at) => minuteAt(at, at === 7 ? slow : {})));
  expect(section.match(/^- held: /gm)).toHaveLength(4);
  expect(section).toContain('**777**, the largest');
  expect(section).not.toMatch(/NaN|undefined/);
  expect(soakSection(soakOf(growing(30)))).toContain('- **not held**: memory');
});
