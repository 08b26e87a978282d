// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../start-error.ts';
import type { EmbeddedPostgres } from '../store/postgres/index.ts';
import { createBackOff } from './back-off.ts';

/** What of a PostgreSQL its keeper needs to know. */
type Kept = Pick<EmbeddedPostgres, 'runs'>;

export interface KeepOptions {
  /** Starts it again, where it was. */
  readonly start: () => Promise<Kept>;
  readonly onEnded?: (() => void) | undefined;
  readonly onStarted?: (() => void) | undefined;
  readonly lookMs?: number;
  /** Waits before the starts that follow one that failed, or that did not last. */
  readonly pausesMs?: readonly number[];
}

export interface Keeper {
  /** Rejects with a StartError when it cannot be kept running. */
  readonly broken: Promise<never>;
  /** Starts it no more; resolves when nothing is being started. */
  stop(): Promise<void>;
}

const LOOK_MS = 250;
const STEADY_MS = 5_000;
/**
 * PostgreSQL does not start while an orphan of the one before still works at a statement, which has 30 s (pool.ts): all
 * together they are longer.
 */
const PAUSES_MS = [0, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000] as const;

/** Starts a PostgreSQL again whenever it has ended by itself. It is no child of ours, so we look. */
export const keepRunning = (first: Kept, options: KeepOptions): Keeper => {
  const { start, onEnded, onStarted, lookMs = LOOK_MS, pausesMs = PAUSES_MS } = options;
  const backOff = createBackOff({ steadyMs: STEADY_MS, pausesMs });
  const stopping = new AbortController();
  const { signal } = stopping;
  const wait = (ms: number): Promise<unknown> => pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting for it at the moment.
  broken.catch(() => undefined);

  const startAgain = async (servedMs: number): Promise<Kept | undefined> => {
    let lastedMs = servedMs;
    let why = 'It ends as soon as it has started.';
    for (;;) {
      const pauseMs = backOff(lastedMs);
      if (pauseMs === undefined) throw new StartError(`The database ended and cannot be started again. ${why}`);
      await wait(pauseMs);
      if (signal.aborted) return undefined;
      try {
        return await start();
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
        lastedMs = 0;
      }
    }
  };

  const watch = async (): Promise<void> => {
    let current: Kept | undefined = first;
    let sinceMs = performance.now();
    while (current !== undefined) {
      await wait(lookMs);
      if (signal.aborted) return;
      if (await current.runs()) continue;
      onEnded?.();
      current = await startAgain(performance.now() - sinceMs);
      sinceMs = performance.now();
      if (current !== undefined) onStarted?.();
    }
  };

  const watched = watch().catch(reject);
  return {
    broken,
    stop: async () => {
      stopping.abort();
      await watched;
    },
  };
};
