// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { seldom } from './log.ts';

test('an error that comes again and again is told once a minute, another one at once', () => {
  const told: string[] = [];
  let nowMs = 0;
  const tell = seldom(
    (error) => told.push(String(error)),
    () => nowMs,
  );
  for (nowMs = 0; nowMs < 60_000; nowMs += 500) tell(new Error('no key'));
  expect(told).toEqual(['Error: no key']);
  tell(new Error('no key'));
  tell(new Error('no disk'));
  tell(new Error('no key'));
  expect(told).toEqual(['Error: no key', 'Error: no key', 'Error: no disk', 'Error: no key']);
});
