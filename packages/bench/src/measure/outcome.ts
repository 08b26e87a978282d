// SPDX-License-Identifier: Apache-2.0
import { type Percentiles, percentilesOf } from './statistics.ts';

/** The server said that it is too busy (503), and did nothing: no operation, and no wrong answer either. */
export class Refused extends Error {}

/** What came of one round of one thing. */
export interface Outcome {
  /** Operations that ended right within the time. */
  readonly operations: number;
  readonly perSecond: number;
  readonly latencyMs: Percentiles;
  /** Operations that the server had no room for, whenever. */
  readonly refused: number;
  /** Operations that ended otherwise, whenever. */
  readonly wrong: number;
  /** What was wrong with the first of them. */
  readonly firstWrong?: string;
}

/**
 * For what is not reported but counted on: a warm-up, a capacity.
 *
 * @throws Error when an operation ended otherwise than right
 */
export const expectRight = (what: string, outcome: Outcome): Outcome => {
  if (outcome.wrong === 0) return outcome;
  throw new Error(`${what}: ${outcome.wrong} wrong answers, the first: ${outcome.firstWrong ?? ''}`);
};

/** Counts the operations of one round. */
export interface Counter {
  /** Times are those of `performance.now()`. */
  right(startedAtMs: number, endedAtMs: number): void;
  /** What an operation threw. */
  failed(error: unknown): void;
  outcome(seconds: number): Outcome;
}

/** @param fromMs operations that end before are the warm-up: they are checked, not counted */
export const createCounter = (fromMs: number, untilMs: number): Counter => {
  const latencies: number[] = [];
  let refused = 0;
  let wrong = 0;
  let firstWrong: string | undefined;
  return {
    right: (startedAtMs, endedAtMs) => {
      if (endedAtMs >= fromMs && endedAtMs < untilMs) latencies.push(endedAtMs - startedAtMs);
    },
    failed: (error) => {
      if (error instanceof Refused) {
        refused += 1;
        return;
      }
      wrong += 1;
      firstWrong ??= error instanceof Error ? error.message : String(error);
    },
    outcome: (seconds) => ({
      operations: latencies.length,
      perSecond: latencies.length / seconds,
      latencyMs: percentilesOf(latencies),
      refused,
      wrong,
      ...(firstWrong === undefined ? {} : { firstWrong }),
    }),
  };
};
