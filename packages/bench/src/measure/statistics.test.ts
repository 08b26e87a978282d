// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { median, percentilesOf, slopeOf } from './statistics.ts';

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test('percentiles go by the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentilesOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  expect(percentilesOf([42])).toEqual({ p50: 42, p95: 42, p99: 42, max: 42 });
  expect(percentilesOf([2, 1])).toEqual({ p50: 1, p95: 2, p99: 2, max: 2 });
  expect(percentilesOf([]).p50).toBeNaN();
});

test('the slope is that of the line of least squares', () => {
  expect(slopeOf([0, 1, 2, 3].map((x) => [x, 5 + 2 * x]))).toBeCloseTo(2);
  expect(
    slopeOf([
      [0, 1],
      [1, 3],
      [2, 2],
    ]),
  ).toBeCloseTo(0.5);
  expect(slopeOf([[1, 1]])).toBeNaN();
});
