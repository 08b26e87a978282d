// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';
import { createCounter, type Outcome } from './outcome.ts';

export interface LoopOptions {
  readonly warmSeconds: number;
  readonly seconds: number;
  /** Told when the warm-up is over, and when the time is. */
  readonly onEdge?: (edge: 'begins' | 'ends') => void;
}

/** A little pause after an operation that went wrong: a server that is gone is not asked a million times. */
const AFTER_WRONG_MS = 20;

/** Lets each client do its operation again and again, without a pause, until the time is over. */
export const runClosedLoop = async (
  clients: readonly (() => Promise<unknown>)[],
  { warmSeconds, seconds, onEdge }: LoopOptions,
): Promise<Outcome> => {
  const fromMs = performance.now() + warmSeconds * 1000;
  const untilMs = fromMs + seconds * 1000;
  const counter = createCounter(fromMs, untilMs);
  const loop = async (operation: () => Promise<unknown>): Promise<void> => {
    for (let startedAt = performance.now(); startedAt < untilMs; startedAt = performance.now()) {
      try {
        await operation();
        counter.right(startedAt, performance.now());
      } catch (error) {
        counter.wrong(error);
        await pause(AFTER_WRONG_MS);
      }
    }
  };
  const edges = [
    setTimeout(() => onEdge?.('begins'), warmSeconds * 1000),
    setTimeout(() => onEdge?.('ends'), (warmSeconds + seconds) * 1000),
  ];
  await Promise.all(clients.map(loop));
  edges.forEach(clearTimeout);
  return counter.outcome(seconds);
};
