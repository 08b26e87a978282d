// SPDX-License-Identifier: Apache-2.0
import { DossierError } from './errors.ts';

/** How often and how long a request is tried that may be sent again. */
export interface RetryOptions {
  /** Sendings in all; 1 for no second one. Default: 4. */
  readonly attempts?: number;
  /** Wait before the second sending, which doubles from there on, each with chance in it. Default: 200 ms. */
  readonly firstWaitMs?: number;
  /** No wait is longer; a server that asks for more is not asked again. Default: 20 s. */
  readonly longestWaitMs?: number;
}

/** Statuses that say: not now. */
const LATER: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const waiting = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((done, refuse) => {
    const end = (): void => {
      clearTimeout(timer);
      refuse(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      done();
    }, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });

/** What a failure asks for: so many milliseconds at least; undefined where sending again is no use. */
const leastWait = (error: unknown): number | undefined => {
  if (error instanceof DossierError) return LATER.has(error.status) ? (error.retryAfterSeconds ?? 0) * 1000 : undefined;
  // what `fetch` throws where the network failed
  return error instanceof TypeError ? 0 : undefined;
};

/**
 * Does `attempt` until it is answered: again after a failure of the network and after an answer that says "not now" (429, 502, 503,
 * 504), not before `Retry-After` has passed. Only for what can be sent twice without harm. Fails as the last attempt did, or with
 * the reason of the signal.
 */
export const retrying = async <T>(
  attempt: () => Promise<T>,
  { attempts = 4, firstWaitMs = 200, longestWaitMs = 20_000 }: RetryOptions,
  signal: AbortSignal | undefined,
): Promise<T> => {
  for (let sent = 1; ; sent++) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      const least = leastWait(error);
      if (least === undefined || least > longestWaitMs || sent >= attempts) throw error;
      const wait = firstWaitMs * 2 ** (sent - 1) * (0.5 + Math.random());
      await waiting(Math.max(least, Math.min(wait, longestWaitMs)), signal);
    }
  }
};
