// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { costOf, type Round } from './measure.ts';

const roundOf = (p50Ms: number, p99Ms: number, perSecond: number, more: Partial<Round> = {}): Round => ({
  operations: 10,
  perSecond,
  p50Ms,
  p99Ms,
  errors: 0,
  each: { serverCpuMs: p50Ms, databaseCpuMs: 1, pages: 10, pagesRead: 0 },
  ...more,
});

it('takes the median of each number by itself', () => {
  const cost = costOf([roundOf(1, 9, 300), roundOf(2, 5, 100), roundOf(3, 7, 200)]);
  expect(cost).toMatchObject({ p50Ms: 2, p99Ms: 7, perSecond: 200, operations: 30, each: { serverCpuMs: 2 } });
});

it('has no cost where an operation of any round failed', () => {
  const failed = roundOf(9, 9, 1, { errors: 1, error: '500: no' });
  expect(() => costOf([roundOf(1, 1, 1), roundOf(2, 2, 2), failed])).toThrow('An operation failed: 500: no');
});
