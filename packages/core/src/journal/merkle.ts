// SPDX-License-Identifier: Apache-2.0
import { concat, sameBytes } from './bytes.ts';
import type { Hash } from './proofs.ts';
import { consistencyRanges, inclusionRanges, splitPoint } from './tree-shape.ts';

const LEAF = Uint8Array.of(0x00);
const NODE = 0x01;

/** MTH({d}) = SHA-256(0x00 || d) (RFC 9162 §2.1.1). */
export const leafHash = (sha256: Hash, data: Uint8Array): Uint8Array => sha256(concat(LEAF, data));

/** SHA-256(0x01 || left || right) (RFC 9162 §2.1.1). */
export const nodeHash = (sha256: Hash, left: Uint8Array, right: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = NODE;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return sha256(bytes);
};

/** The hash of neighbouring complete subtrees, the largest first, as the split of RFC 9162 §2.1.1 joins them. */
export const joinSubtrees = (sha256: Hash, hashes: readonly Uint8Array[]): Uint8Array =>
  hashes.length === 0 ? sha256(new Uint8Array()) : hashes.reduceRight((right, left) => nodeHash(sha256, left, right));

/** MTH of the leaves from `start` to `end`, of which there is one at least. */
const rootOfRange = (sha256: Hash, leaves: readonly Uint8Array[], start: number, end: number): Uint8Array => {
  if (end - start === 1) return leaves[start] as Uint8Array;
  const split = start + splitPoint(end - start);
  return nodeHash(sha256, rootOfRange(sha256, leaves, start, split), rootOfRange(sha256, leaves, split, end));
};

/** MTH of a list of leaf hashes (RFC 9162 §2.1.1); of none, the hash of nothing. */
export const merkleRoot = (sha256: Hash, leaves: readonly Uint8Array[]): Uint8Array =>
  leaves.length === 0 ? sha256(new Uint8Array()) : rootOfRange(sha256, leaves, 0, leaves.length);

/** Audit path of one leaf, from the leaf up (RFC 9162 §2.1.3.1). Throws a RangeError when there is no such leaf. */
export const inclusionPath = (sha256: Hash, leaves: readonly Uint8Array[], index: number): readonly Uint8Array[] =>
  inclusionRanges(index, leaves.length).map(({ start, end }) => merkleRoot(sha256, leaves.slice(start, end)));

/** Consistency proof from the tree of the first `from` leaves to that of all (RFC 9162 §2.1.4.1). */
export const consistencyPath = (sha256: Hash, leaves: readonly Uint8Array[], from: number): readonly Uint8Array[] =>
  consistencyRanges(from, leaves.length).map(({ start, end }) => merkleRoot(sha256, leaves.slice(start, end)));

export interface InclusionClaim {
  /** Hash of the leaf, not its data. */
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
}

const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** The root that a claim of inclusion leads to; undefined when path, index and size do not fit (RFC 9162 §2.1.3.2). */
export const rootOfInclusion = (sha256: Hash, claim: InclusionClaim): Uint8Array | undefined => {
  if (!isCount(claim.index) || !isCount(claim.size) || claim.index >= claim.size) return undefined;
  let fn = claim.index;
  let sn = claim.size - 1;
  let root = claim.leaf;
  for (const sibling of claim.path) {
    if (sn === 0) return undefined;
    if (isOdd(fn) || fn === sn) {
      root = nodeHash(sha256, sibling, root);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      root = nodeHash(sha256, root, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 ? root : undefined;
};

/** Whether the leaf stands at its place in the tree of that root (RFC 9162 §2.1.3.2). */
export const verifyInclusion = (sha256: Hash, claim: InclusionClaim & { readonly root: Uint8Array }): boolean => {
  const root = rootOfInclusion(sha256, claim);
  return root !== undefined && sameBytes(root, claim.root);
};

export interface ConsistencyClaim {
  readonly from: { readonly size: number; readonly root: Uint8Array };
  readonly to: { readonly size: number; readonly root: Uint8Array };
  readonly path: readonly Uint8Array[];
}

/** Whether the tree of `to` begins with the tree of `from` (RFC 9162 §2.1.4.2). Both trees have at least one leaf. */
export const verifyConsistency = (sha256: Hash, { from, to, path }: ConsistencyClaim): boolean => {
  if (!isCount(from.size) || !isCount(to.size) || from.size < 1 || from.size > to.size) return false;
  if (from.size === to.size) return path.length === 0 && sameBytes(from.root, to.root);
  if (path.length === 0) return false;

  let fn = from.size - 1;
  let sn = to.size - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  // fn is 0 here exactly when the size of the smaller tree is a power of two: its root is then the first node.
  const [first, ...rest] = fn === 0 ? [from.root, ...path] : path;
  if (first === undefined) return false;
  let fromRoot = first;
  let toRoot = first;
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fromRoot = nodeHash(sha256, sibling, fromRoot);
      toRoot = nodeHash(sha256, sibling, toRoot);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      toRoot = nodeHash(sha256, toRoot, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && sameBytes(fromRoot, from.root) && sameBytes(toRoot, to.root);
};
