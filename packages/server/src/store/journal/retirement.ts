// SPDX-License-Identifier: Apache-2.0
import type { Hex } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';
import { journalCrypto } from './crypto.ts';
import type { JournalSigner } from './signing-key.ts';

/** `YYYY-MM`, in UTC. */
export type Month = string;

/** From one place of the log to another, both included: the batch, and the index of the entry in it. */
export interface PlaceRange {
  readonly from: readonly [batch: number, index: number];
  readonly to: readonly [batch: number, index: number];
}

/** That the entries of a month were dropped on purpose, and which they were: nothing else may be missing. */
export interface Retirement {
  readonly logId: string;
  readonly month: Month;
  readonly entries: number;
  /** Ascending. */
  readonly places: readonly PlaceRange[];
  readonly retiredAt: Instant;
  /** Under which rule: id and version of a piece of the law. */
  readonly law: { readonly id: string; readonly version: string };
  readonly keyId: Hex;
}

/** A retirement as it is kept: the text that was signed. */
export interface SignedRetirement {
  readonly statement: string;
  readonly signature: Uint8Array;
}

/** A name for the purpose, so that the signature cannot be taken for one of a head. */
const messageOf = (statement: string): Uint8Array => Buffer.from(`dossier journal retirement v1\n${statement}`);

export const signRetirement = (retirement: Retirement, signer: JournalSigner): SignedRetirement => {
  const statement = JSON.stringify(retirement);
  return { statement, signature: signer.sign(messageOf(statement)) };
};

/** What was signed; undefined when it was not signed with this key. */
export const verifyRetirement = (
  { statement, signature }: SignedRetirement,
  publicKey: Uint8Array,
): Retirement | undefined =>
  journalCrypto.verifyEd25519(publicKey, messageOf(statement), signature)
    ? (JSON.parse(statement) as Retirement)
    : undefined;

/** Joins places, given in ascending order, to ranges. */
export const createRanges = (): {
  /** `lastOfBatch`: no entry stands behind it in its batch. */
  add(batch: number, index: number, lastOfBatch: boolean): void;
  readonly ranges: readonly PlaceRange[];
} => {
  const ranges: PlaceRange[] = [];
  /** Where the last range goes on. */
  let next: readonly [batch: number, index: number] = [-1, -1];
  return {
    ranges,
    add: (batch, index, lastOfBatch) => {
      const last = ranges.at(-1);
      if (last && next[0] === batch && next[1] === index)
        ranges[ranges.length - 1] = { from: last.from, to: [batch, index] };
      else ranges.push({ from: [batch, index], to: [batch, index] });
      next = lastOfBatch ? [batch + 1, 0] : [batch, index + 1];
    },
  };
};

const isAfter = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);

/** Which entries of a batch are retired. */
export const retiredIn = (ranges: readonly PlaceRange[], batch: number): ((index: number) => boolean) => {
  const near = ranges.filter(({ from, to }) => from[0] <= batch && batch <= to[0]);
  return (index) => near.some(({ from, to }) => !isAfter(from, [batch, index]) && !isAfter([batch, index], to));
};
