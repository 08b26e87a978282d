// SPDX-License-Identifier: Apache-2.0

/**
 * The shape of RFC 6962 trees, without any hash: which ranges of leaves a path is made of, and which complete
 * subtrees make a range. A caller that keeps the complete subtrees proves in O(log n).
 */

/** Leaves [start, end). */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** A complete subtree: `2^level` leaves, the `index`-th of its level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** The largest power of two smaller than `size` (size > 1): where RFC 9162 §2.1.1 splits a tree. */
export const splitPoint = (size: number): number => {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
};

/** Ranges whose hashes form the audit path of a leaf, from the leaf up (RFC 9162 §2.1.3.1). */
export const inclusionRanges = (index: number, size: number): readonly LeafRange[] => {
  if (!(index >= 0 && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const path: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
};

/** Ranges whose hashes form the consistency proof from the tree of `from` leaves to that of `size` (RFC 9162 §2.1.4.1). */
export const consistencyRanges = (from: number, size: number): readonly LeafRange[] => {
  if (!(from >= 1 && from <= size)) throw new RangeError(`no tree of ${from} leaves in a tree of ${size}`);
  const path: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end > from) {
    const middle = start + splitPoint(end - start);
    if (from <= middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  // The verifier knows the root of the smaller tree; what is a part of it has to be told.
  if (start > 0) path.push({ start, end });
  return path.reverse();
};

/** The complete subtrees that make up a range which a path or a root names, from left to right. */
export const completeSubtrees = ({ start, end }: LeafRange): readonly Subtree[] => {
  const subtrees: Subtree[] = [];
  let position = start;
  while (position < end) {
    let level = 0;
    let size = 1;
    while (position % (size * 2) === 0 && position + size * 2 <= end) {
      level++;
      size *= 2;
    }
    subtrees.push({ level, index: position / size });
    position += size;
  }
  return subtrees;
};
