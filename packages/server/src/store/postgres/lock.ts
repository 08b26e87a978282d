// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../../start-error.ts';
import { identify, type ProcessIdentity, stillRuns } from './process-identity.ts';

const WAIT_MS = 120_000;

const read = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

const holderOf = (text: string): ProcessIdentity | undefined => {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
};

/** Moves away a lock whose holder died; puts it back when somebody else has taken it meanwhile. */
const clearStale = async (path: string, stale: string): Promise<void> => {
  const aside = `${path}.${randomUUID()}`;
  if (
    !(await rename(path, aside).then(
      () => true,
      () => false,
    ))
  )
    return;
  if ((await read(aside)) !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
};

/**
 * Runs `work` while holding the lock file at `path`, so that two processes do not start one cluster at once.
 * Waits for another holder up to two minutes; a holder that was killed does not hold.
 */
export const withLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  const mine = `${path}.${randomUUID()}`;
  const content = JSON.stringify({ ...(await identify(process.pid)), token: randomUUID() });
  await writeFile(mine, content, { mode: 0o600 });
  try {
    const deadline = Date.now() + WAIT_MS;
    // link() creates the file with its content in one step, and fails when it is there.
    while (
      !(await link(mine, path).then(
        () => true,
        () => false,
      ))
    ) {
      const held = await read(path);
      const holder = held === undefined ? undefined : holderOf(held);
      if (held !== undefined && (holder === undefined || !(await stillRuns(holder)))) await clearStale(path, held);
      else if (Date.now() > deadline) {
        throw new StartError(
          `Another process (${holder?.pid ?? 'unknown'}) has been starting the database for two minutes; its lock is ${path}.`,
        );
      } else await pause(25);
    }
    try {
      return await work();
    } finally {
      if ((await read(path)) === content) await rm(path, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
};
