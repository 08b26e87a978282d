// SPDX-License-Identifier: Apache-2.0

/**
 * Numbers are drawn in order but committed in any order: what a sealer sees may lack numbers that a transaction still
 * open has drawn, and that will be there a moment later. Such numbers are kept as gaps, and looked at again at each
 * turn, until nobody can come any more who fills them.
 */

/** Numbers [low, high] that were drawn and not seen. */
interface Gap {
  readonly low: number;
  readonly high: number;
  /** Every transaction that drew one of them has an id below this. */
  readonly bound: number;
}

/** How far the sealer has come: all up to `maxSeq` is sealed or never was, but for the gaps. */
export interface SealedSoFar {
  readonly maxSeq: number;
  readonly gaps: readonly Gap[];
}

/** What one statement found beyond what is sealed so far. */
export interface Found {
  /** Committed numbers in ascending order: the lowest ones, when there were more than the limit. */
  readonly seqs: readonly number[];
  /** There may be more. */
  readonly limited: boolean;
  /** Every row was looked at; without it some committed ones may stand where nobody looked, and no gap closes. */
  readonly whole: boolean;
  /** Every transaction with an id below this had ended, as the statement saw it (its snapshot's xmin). */
  readonly endedBefore: number;
  /** A transaction id drawn after the statement. */
  readonly laterId: number;
}

/** What is left of [low, high] without the given numbers, which ascend. */
const without = (low: number, high: number, seqs: readonly number[], bound: number): readonly Gap[] => {
  const left: Gap[] = [];
  let start = low;
  for (const seq of seqs) {
    if (seq < start || seq > high) continue;
    if (seq > start) left.push({ low: start, high: seq - 1, bound });
    start = seq + 1;
  }
  return start <= high ? [...left, { low: start, high, bound }] : left;
};

/** How far the sealer has come when it has sealed all that it found. */
export const advance = (
  { maxSeq, gaps }: SealedSoFar,
  { seqs, limited, whole, endedBefore, laterId }: Found,
): SealedSoFar => {
  const last = seqs.at(-1) ?? maxSeq;
  const open = gaps.flatMap((gap) => {
    // The database was put back from a dump: transactions of the time before are over.
    const ended = gap.bound <= endedBefore || gap.bound > laterId;
    const seen = whole && (!limited || gap.high <= last);
    return ended && seen ? [] : without(gap.low, gap.high, seqs, gap.bound);
  });
  // Who drew a number below `last` did so before that row was committed, and had an id by then.
  return last <= maxSeq
    ? { maxSeq, gaps: open }
    : { maxSeq: last, gaps: [...open, ...without(maxSeq + 1, last, seqs, laterId)] };
};
