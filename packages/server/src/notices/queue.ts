// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type Runner, run, type TaskList } from 'graphile-worker';
import type { Pool } from 'pg';

export interface QueueOptions {
  /** Two connections at least: one listens. */
  readonly pool: Pool;
  readonly tasks: TaskList;
  readonly onError: (error: unknown) => void;
}

/** A delivery waits for a server far away most of the time. */
const AT_ONCE = 8;
/** How often it looks for what is to be tried again; what is new is told to it. */
const POLL_MS = 2_000;
const AGAIN_MS = 5_000;

const silent = new Logger(() => () => undefined);

/** Works through the jobs of the queue until it is stopped; begins again when the database was away. */
export const startQueue = ({ pool, tasks, onError }: QueueOptions): { stop(): Promise<void> } => {
  const stopped = new AbortController();
  let runner: Runner | undefined;

  const runOnce = async (): Promise<void> => {
    runner = await run({
      pgPool: pool,
      taskList: tasks,
      concurrency: AT_ONCE,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      parsedCronItems: [],
      logger: silent,
    });
    if (stopped.signal.aborted) await runner.stop();
    await runner.promise;
  };
  const turns = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await runOnce().catch(onError);
      runner = undefined;
      await delay(AGAIN_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
    }
  };
  const done = turns();

  return {
    stop: async () => {
      stopped.abort();
      await runner?.stop().catch(() => undefined);
      await done;
    },
  };
};
