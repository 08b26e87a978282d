// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { shared } from './shared.ts';

test('who asks while it is on shares the outcome, who asks later has it done anew', async () => {
  let times = 0;
  const work = shared(async () => {
    times += 1;
    if (times === 2) throw new Error('too busy');
    return times;
  });
  expect(await Promise.all([work(), work(), work()])).toEqual([1, 1, 1]);
  for (const { status } of await Promise.allSettled([work(), work()])) expect(status).toBe('rejected');
  expect(await work()).toBe(3);
});
