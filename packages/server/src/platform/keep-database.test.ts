// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test } from 'vitest';
import { StartError } from '../start-error.ts';
import { type Keeper, type KeepOptions, keepRunning } from './keep-database.ts';

/** A database that runs until it is ended. */
const database = () => {
  let running = true;
  return {
    runs: async () => running,
    end: () => {
      running = false;
    },
  };
};

let keeper: Keeper;
afterEach(() => keeper.stop());

const keep = (start: KeepOptions['start']) => {
  const events: string[] = [];
  const first = database();
  keeper = keepRunning(first, {
    start,
    lookMs: 5,
    pausesMs: [0, 1, 2],
    onEnded: () => void events.push('ended'),
    onStarted: () => void events.push('started'),
  });
  return { first, events };
};

test('what has ended is started again, as often as it ends', async () => {
  const second = database();
  const successors = [second, database()];
  const { first, events } = keep(async () => successors.shift() ?? database());
  first.end();
  await expect.poll(() => events).toEqual(['ended', 'started']);
  second.end();
  await expect.poll(() => events).toEqual(['ended', 'started', 'ended', 'started']);
});

test('a start that fails is tried again', async () => {
  let tries = 0;
  const { first, events } = keep(async () => {
    tries += 1;
    if (tries < 3) throw new StartError('Not yet.');
    return database();
  });
  first.end();
  await expect.poll(() => events).toEqual(['ended', 'started']);
  expect(tries).toBe(3);
});

test('hopeless, it says why', async () => {
  const { first, events } = keep(async () => {
    throw new StartError('The disk is full.');
  });
  first.end();
  await expect(keeper.broken).rejects.toThrow(
    new StartError('The database ended and cannot be started again. The disk is full.'),
  );
  expect(events).toEqual(['ended']);
});

test('told to stop, it starts nothing more', async () => {
  let starts = 0;
  const { first } = keep(async () => {
    starts += 1;
    return database();
  });
  await keeper.stop();
  first.end();
  await new Promise((done) => setTimeout(done, 30));
  expect(starts).toBe(0);
});
