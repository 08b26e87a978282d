// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Measured, Round } from './results.ts';
import { journalShareOf, refusedIn, summaryOf, wrongIn } from './results.ts';

const at = (perSecond: number, more: Partial<Measured> = {}): Measured => ({
  operations: perSecond,
  perSecond,
  latencyMs: { p50: 1, p95: 2, p99: 3, max: 4 },
  refused: 0,
  wrong: 0,
  usage: [],
  ...more,
});

const round = (server: number, database: number, more: Partial<Measured> = {}): Round => ({
  server: at(server, more),
  database: at(database),
  http: at(1000),
  crypto: 1000,
});

test('a ratio is taken within a round, and the median of the rounds counts', () => {
  const summary = summaryOf({ rounds: [round(100, 200), round(300, 400), round(50, 500)] });
  expect(summary.perSecond).toBe(100);
  expect(summary.databasePerSecond).toBe(400);
  expect(summary.ratio).toBe(0.5);
});

test('the costs of the floors add up', () => {
  expect(summaryOf({ rounds: [round(100, 500)] }).combinedPerSecond).toBeCloseTo(250);
  expect(summaryOf({ rounds: [round(100, 500)] }).combinedRatio).toBeCloseTo(0.4);
});

test('CPU time is that of all processes, for one operation', () => {
  const usage = (...seconds: readonly number[]) => seconds.map((cpuSeconds) => ({ role: '', cpuSeconds, memory: 0 }));
  const server = at(100, { usage: usage(0.2, 0.3) });
  const database = at(200, { usage: usage(0.1, 0) });
  const summary = summaryOf({ rounds: [{ ...round(0, 0), server, database }] });
  expect([summary.cpuMicroseconds, summary.floorCpuMicroseconds, summary.cpuRatio]).toEqual([5000, 500, 0.1]);
});

test("the journal's part is what is missing of the throughput without it", () => {
  expect(journalShareOf({ rounds: [{ journaled: at(90), silent: at(100) }] })).toBeCloseTo(0.1);
});

const cell = (rounds: readonly Round[]) => ({ workload: 'find', title: 'find', concurrency: 64, rounds });

test('wrong answers are told, with the first of them', () => {
  expect(wrongIn({ cells: [cell([round(1, 1)])], journal: [] })).toEqual([]);
  expect(wrongIn({ cells: [cell([round(1, 1, { wrong: 2, firstWrong: 'status 500' })])], journal: [] })).toEqual([
    'find, 64 clients: 2 wrong answers, the first: status 500',
  ]);
});

test('a floor that fails makes the run fail: its numbers are what the ratios are taken from', () => {
  const wrong = at(1, { wrong: 2, firstWrong: 'no row' });
  expect(wrongIn({ cells: [cell([{ ...round(1, 1), database: at(1, { wrong: 2 }) }])], journal: [] })).toHaveLength(1);
  expect(wrongIn({ cells: [cell([{ ...round(1, 1), database: wrong, http: wrong }])], journal: [] })).toEqual([
    'database floor of find, 64 clients: 2 wrong answers, the first: no row',
    'HTTP floor of find, 64 clients: 2 wrong answers, the first: no row',
  ]);
});

const journalOf = (journaled: Measured, silent: Measured) => ({
  cells: [],
  journal: [{ workload: 'find', title: 'find', rounds: [{ journaled, silent }] }],
});

test('so does either side of the measurement of the journal', () => {
  expect(wrongIn(journalOf(at(1), at(1)))).toEqual([]);
  expect(wrongIn(journalOf(at(1, { wrong: 1 }), at(1, { wrong: 1 })))).toHaveLength(2);
});

test('what was refused is told for all rounds together, those of the journal too', () => {
  const refused = { refused: 2 };
  expect(refusedIn({ cells: [cell([round(1, 1, refused), round(1, 1, refused)])], journal: [] })).toEqual([
    'find, 64 clients: 4 refused with 503 and Retry-After.',
  ]);
  expect(refusedIn(journalOf(at(1), at(1, refused)))).toHaveLength(1);
});
