// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** A source of numbers that gives the same ones for the same seed, in every run and on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** `value` moved by at most `share` of itself. */
  around(value: number, share: number): number;
}

/** Mulberry32, started from a hash of the seed. */
export const seeded = (seed: string): Random => {
  let state = createHash('sha256').update(`dossier-demo:${seed}`).digest().readUInt32BE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (from) => from[Math.floor(next() * from.length)] ?? from[0],
    around: (value, share) => value * (1 + (next() * 2 - 1) * share),
  };
};
