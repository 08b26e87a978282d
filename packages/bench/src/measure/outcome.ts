// SPDX-License-Identifier: Apache-2.0
import { type Percentiles, percentilesOf } from './statistics.ts';

/** What came of one round of one thing. */
export interface Outcome {
  /** Operations that ended right within the time. */
  readonly operations: number;
  readonly perSecond: number;
  readonly latencyMs: Percentiles;
  /** Operations that ended otherwise, whenever. */
  readonly wrong: number;
  /** What was wrong with the first of them. */
  readonly firstWrong?: string;
}

/** Counts the operations of one round. */
export interface Counter {
  /** Times are those of `performance.now()`. */
  right(startedAtMs: number, endedAtMs: number): void;
  wrong(error: unknown): void;
  outcome(seconds: number): Outcome;
}

/** @param fromMs operations that end before are the warm-up: they are checked, not counted */
export const createCounter = (fromMs: number, untilMs: number): Counter => {
  const latencies: number[] = [];
  let wrong = 0;
  let firstWrong: string | undefined;
  return {
    right: (startedAtMs, endedAtMs) => {
      if (endedAtMs >= fromMs && endedAtMs < untilMs) latencies.push(endedAtMs - startedAtMs);
    },
    wrong: (error) => {
      wrong += 1;
      firstWrong ??= error instanceof Error ? error.message : String(error);
    },
    outcome: (seconds) => ({
      operations: latencies.length,
      perSecond: latencies.length / seconds,
      latencyMs: percentilesOf(latencies),
      wrong,
      ...(firstWrong === undefined ? {} : { firstWrong }),
    }),
  };
};
