// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { startLoop } from './index.ts';

test('goes on at once while there is more, then waits; a failure does not end it', async () => {
  const answers = [true, true, false, 'fails', false];
  const errors: unknown[] = [];
  let turns = 0;
  const loop = startLoop(
    async () => {
      const answer = answers[turns++] ?? false;
      if (answer === 'fails') throw new Error('once');
      return answer === true;
    },
    { intervalMs: 5, onError: (error) => errors.push(error) },
  );
  await expect.poll(() => turns).toBeGreaterThanOrEqual(6);
  await loop.stop();
  const after = turns;
  await new Promise((done) => setTimeout(done, 30));
  expect(turns).toBe(after);
  expect(errors).toHaveLength(1);
});

test('stop waits for the turn that is on', async () => {
  let finish: (() => void) | undefined;
  let finished = false;
  const loop = startLoop(
    async () => {
      await new Promise<void>((done) => {
        finish = done;
      });
      finished = true;
      return true;
    },
    { intervalMs: 1, onError: () => undefined },
  );
  const stopped = loop.stop();
  finish?.();
  await stopped;
  expect(finished).toBe(true);
});
