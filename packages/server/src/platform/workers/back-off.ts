// SPDX-License-Identifier: Apache-2.0

/** Who has served this long was in order; what ended it is no sign of what its successor will do. */
const STEADY_MS = 10_000;
/** Waits before the successors of those who ended early, one after the other; then nobody succeeds any more. */
const PAUSES_MS = [0, 250, 500, 1_000] as const;

/**
 * For one seat: told how long the worker in it has served (0: it never did), answers how many milliseconds to wait
 * before the next one takes it; undefined when one after the other has ended as soon as it began.
 */
export const createBackOff = (): ((servedMs: number) => number | undefined) => {
  let early = 0;
  return (servedMs) => {
    if (servedMs >= STEADY_MS) {
      early = 0;
      return 0;
    }
    early += 1;
    return PAUSES_MS[early - 1];
  };
};

/** So many workers ending early one after the other in one seat end the house. */
export const PATIENCE = PAUSES_MS.length + 1;
