// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createBackOff, PATIENCE } from './back-off.ts';

const STEADY_MS = 60_000;

test('the first ones that end early are replaced, each a little later; the next one not', () => {
  const backOff = createBackOff();
  const pauses = Array.from({ length: PATIENCE }, () => backOff(0));
  expect(pauses).toEqual([0, 250, 500, 1000, undefined]);
});

test('one that has served for long starts the count anew, and is replaced at once', () => {
  const backOff = createBackOff();
  for (let i = 1; i < PATIENCE; i++) backOff(100);
  expect(backOff(STEADY_MS)).toBe(0);
  expect([backOff(0), backOff(0)]).toEqual([0, 250]);
});
