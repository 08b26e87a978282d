// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';
import { createCounter, type Outcome } from './outcome.ts';

export interface LoopOptions {
  readonly warmSeconds: number;
  readonly seconds: number;
  /** Told when the warm-up is over, and when the time is. */
  readonly onEdge?: (edge: 'begins' | 'ends') => void;
}

/** A little pause after an operation that failed: a server that is gone is not asked a million times. */
const AFTER_FAILURE_MS = 20;

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
        counter.failed(error);
        await pause(AFTER_FAILURE_MS);
      }
    }
  };
  let edge: 'begins' | 'ends' | undefined;
  const tell = (reached: 'begins' | 'ends'): void => {
    if (edge === 'ends') return;
    edge = reached;
    onEdge?.(reached);
  };
  const begin = setTimeout(tell, warmSeconds * 1000, 'begins');
  const end = setTimeout(tell, (warmSeconds + seconds) * 1000, 'ends');
  await Promise.all(clients.map(loop));
  // the clients may be done a moment before the timer
  tell('ends');
  clearTimeout(begin);
  clearTimeout(end);
  return counter.outcome(seconds);
};
