// SPDX-License-Identifier: Apache-2.0

export interface Patience {
  /** Who has served this long was in order; what ended it is no sign of what its successor will do. */
  readonly steadyMs: number;
  /** Waits before the successors of those who ended early, one after the other; then nobody succeeds any more. */
  readonly pausesMs: readonly number[];
}

/**
 * For one seat: told how long who sat in it has served (0: never), answers how many milliseconds to wait before the next
 * one takes it; undefined when one after the other has ended as soon as it began.
 */
export const createBackOff = ({ steadyMs, pausesMs }: Patience): ((servedMs: number) => number | undefined) => {
  let early = 0;
  return (servedMs) => {
    if (servedMs >= steadyMs) {
      early = 0;
      return 0;
    }
    early += 1;
    return pausesMs[early - 1];
  };
};
