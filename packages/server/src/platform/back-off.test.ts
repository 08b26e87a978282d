// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createBackOff } from './back-off.ts';

const patience = { steadyMs: 10_000, pausesMs: [0, 250, 500, 1000] };

test('the first ones that end early are replaced, each a little later; the next one not', () => {
  const backOff = createBackOff(patience);
  const pauses = Array.from({ length: 5 }, () => backOff(0));
  expect(pauses).toEqual([0, 250, 500, 1000, undefined]);
});

test('one that has served for long starts the count anew, and is replaced at once', () => {
  const backOff = createBackOff(patience);
  for (let i = 1; i < 5; i++) backOff(100);
  expect(backOff(60_000)).toBe(0);
  expect([backOff(0), backOff(0)]).toEqual([0, 250]);
});
