// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test } from 'vitest';
import { StartError } from '../../start-error.ts';
import { createLog } from '../log.ts';
import { startCrew } from './crew.ts';

const { execPath } = process;
afterEach(() => {
  process.execPath = execPath;
});

test('where the system starts no process, the house ends with a sentence, not at once', async () => {
  process.execPath = '/nowhere/node';
  let ends = 0;
  const crew = startCrew({
    size: 1,
    file: import.meta.filename,
    argument: '',
    stopMs: 1_000,
    log: createLog({ logLevel: 'error' }, { write: () => undefined }),
    onEnd: () => {
      ends += 1;
    },
  });
  await expect(crew.broken).rejects.toThrow(
    '5 workers in a row ended as soon as they began. The last one could not be started (ENOENT)',
  );
  await expect(crew.broken).rejects.toBeInstanceOf(StartError);
  expect(ends).toBe(5);
  expect(crew.workers()).toEqual([]);
  await crew.stop();
});
