// SPDX-License-Identifier: Apache-2.0
import { createCounter, type Outcome } from '../measure/outcome.ts';

export interface OpenLoopOptions {
  /** Operations that arrive in a second, at random moments. */
  readonly perSecond: number;
  readonly seconds: number;
  /** Outcomes are told for each of these spans; the last one may be shorter. */
  readonly spanSeconds: number;
  readonly onSpan?: (span: Span) => void;
  /** An arrival that waited so long for a free client goes away; absent: it waits. */
  readonly patienceMs?: number | undefined;
}

export interface Span extends Outcome {
  readonly arrived: number;
  /** Arrivals that went away before a client was free. */
  readonly wentAway: number;
}

/** Time from one arrival to the next, of arrivals that know nothing of each other (a Poisson process). */
const untilNextMs = (perSecond: number): number => (-Math.log(1 - Math.random()) / perSecond) * 1000;

/** How long arrivals may be late to the millisecond: timers are no finer. */
const TICK_MS = 2;

/** What is waiting when the time is over has so long. */
const DRAIN_MS = 30_000;

/**
 * Lets operations arrive as people do, whether or not the ones before are answered. An operation waits until a client is
 * free, and its time counts from its arrival: a server that stalls makes all who arrived meanwhile wait.
 *
 * @param clients each does one operation at a time
 */
export const runOpenLoop = async (
  clients: readonly (() => Promise<unknown>)[],
  { perSecond, seconds, spanSeconds, onSpan, patienceMs = Number.POSITIVE_INFINITY }: OpenLoopOptions,
): Promise<void> => {
  const free = [...clients];
  /** When those who wait arrived. */
  const queue: number[] = [];
  const beganAt = performance.now();
  const endsAt = beganAt + seconds * 1000;
  let counter = createCounter(0, Number.POSITIVE_INFINITY);
  let spanBeganAt = beganAt;
  let arrived = 0;
  let wentAway = 0;

  const tellSpan = (): void => {
    const now = performance.now();
    onSpan?.({ ...counter.outcome((now - spanBeganAt) / 1000), arrived, wentAway });
    [arrived, wentAway] = [0, 0];
    counter = createCounter(0, Number.POSITIVE_INFINITY);
    spanBeganAt = now;
  };

  const serve = async (client: () => Promise<unknown>, arrivedAt: number): Promise<void> => {
    try {
      await client();
      counter.right(arrivedAt, performance.now());
    } catch (error) {
      counter.failed(error);
    }
    const next = queue.shift();
    if (next === undefined) free.push(client);
    else void serve(client, next);
  };

  const { promise, resolve } = Promise.withResolvers<void>();
  let nextAt = beganAt + untilNextMs(perSecond);
  const tick = setInterval(() => {
    const now = performance.now();
    for (; nextAt <= Math.min(now, endsAt); nextAt += untilNextMs(perSecond)) {
      arrived += 1;
      const client = free.pop();
      if (client === undefined) queue.push(nextAt);
      else void serve(client, nextAt);
    }
    while ((queue[0] ?? now) < now - patienceMs) {
      queue.shift();
      wentAway += 1;
    }
    if (now - spanBeganAt >= spanSeconds * 1000 && now < endsAt) tellSpan();
    const done = now >= endsAt && free.length === clients.length;
    if (done || now >= endsAt + DRAIN_MS) resolve();
  }, TICK_MS);
  await promise.finally(() => clearInterval(tick));
  for (let left = clients.length - free.length + queue.length; left > 0; left--)
    counter.failed(new Error('not answered when the time was over'));
  // a client that gives up later takes nobody's place
  queue.length = 0;
  tellSpan();
};
