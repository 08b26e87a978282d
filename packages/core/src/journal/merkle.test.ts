// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from './bytes.ts';
import {
  consistencyPath,
  inclusionPath,
  joinSubtrees,
  leafHash,
  merkleRoot,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import { completeSubtrees } from './tree-shape.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const leavesOf = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, index) => leafHash(sha256, new TextEncoder().encode(`leaf ${index}`)));

/** One bit of one byte turned round. */
const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  const index = Math.floor(bit / 8) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (bit % 8));
  return copy;
};

/** Size and index inside. */
const place = fc.integer({ min: 1, max: 130 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
const bit = fc.nat(255);

describe('Merkle trees (RFC 6962, RFC 9162 §2.1)', () => {
  test('give the roots of the Certificate Transparency reference tree', () => {
    const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const leaves = data.map((hex) => leafHash(sha256, fromHex(hex, hex.length / 2) ?? new Uint8Array()));
    expect(leaves.map((_, index) => toHex(merkleRoot(sha256, leaves.slice(0, index + 1))))).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
    expect(toHex(merkleRoot(sha256, []))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('give the paths of the example of RFC 9162 §2.1.5', () => {
    const leaves = leavesOf(7);
    const mth = (start: number, end: number) => merkleRoot(sha256, leaves.slice(start, end));
    expect(inclusionPath(sha256, leaves, 0)).toEqual([mth(1, 2), mth(2, 4), mth(4, 7)]);
    expect(inclusionPath(sha256, leaves, 3)).toEqual([mth(2, 3), mth(0, 2), mth(4, 7)]);
    expect(inclusionPath(sha256, leaves, 4)).toEqual([mth(5, 6), mth(6, 7), mth(0, 4)]);
    expect(inclusionPath(sha256, leaves, 6)).toEqual([mth(4, 6), mth(0, 4)]);
    expect(consistencyPath(sha256, leaves, 3)).toEqual([mth(2, 3), mth(3, 4), mth(0, 2), mth(4, 7)]);
    expect(consistencyPath(sha256, leaves, 4)).toEqual([mth(4, 7)]);
    expect(consistencyPath(sha256, leaves, 6)).toEqual([mth(4, 6), mth(6, 7), mth(0, 4)]);
  });

  test('a leaf and a node of the same bytes have different hashes', () => {
    const [left = new Uint8Array(), right = new Uint8Array()] = leavesOf(2);
    expect(leafHash(sha256, new Uint8Array([...left, ...right]))).not.toEqual(nodeHash(sha256, left, right));
  });

  test('a root comes out of complete subtrees too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (size) => {
        const leaves = leavesOf(size);
        const parts = completeSubtrees({ start: 0, end: size }).map(({ level, index }) =>
          merkleRoot(sha256, leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
        );
        expect(joinSubtrees(sha256, parts)).toEqual(merkleRoot(sha256, leaves));
        expect(parts.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size + 1)));
      }),
      { numRuns: 50 },
    );
  });
});

describe('inclusion', () => {
  test('every leaf of every tree is proven', () => {
    for (let size = 1; size <= 33; size++) {
      const leaves = leavesOf(size);
      const root = merkleRoot(sha256, leaves);
      for (const [index, leaf] of leaves.entries()) {
        const path = inclusionPath(sha256, leaves, index);
        expect(verifyInclusion(sha256, { leaf, index, size, path, root })).toBe(true);
      }
    }
  });

  test('a changed leaf, root, path or place fails', () => {
    fc.assert(
      fc.property(place, bit, fc.nat(), ([size, index], changed, pick) => {
        const leaves = leavesOf(size);
        const leaf = leaves[index] ?? new Uint8Array();
        const path = inclusionPath(sha256, leaves, index);
        const claim = { leaf, index, size, path, root: merkleRoot(sha256, leaves) };
        expect(verifyInclusion(sha256, claim)).toBe(true);
        expect(verifyInclusion(sha256, { ...claim, leaf: flipped(leaf, changed) })).toBe(false);
        expect(verifyInclusion(sha256, { ...claim, root: flipped(claim.root, changed) })).toBe(false);
        expect(verifyInclusion(sha256, { ...claim, path: [...path, leaf] })).toBe(false);
        for (const other of [index + 1, index - 1, index + 0.5, size])
          expect(verifyInclusion(sha256, { ...claim, index: other })).toBe(false);
        if (path.length === 0) return;
        const at = pick % path.length;
        const bent = path.map((hash, position) => (position === at ? flipped(hash, changed) : hash));
        expect(verifyInclusion(sha256, { ...claim, path: bent })).toBe(false);
        expect(verifyInclusion(sha256, { ...claim, path: path.toSpliced(at, 1) })).toBe(false);
      }),
    );
  });

  test('there is no proof of a leaf that is not there', () => {
    expect(() => inclusionPath(sha256, leavesOf(3), 3)).toThrow(RangeError);
    expect(
      verifyInclusion(sha256, {
        leaf: new Uint8Array(32),
        index: 0,
        size: 0,
        path: [],
        root: sha256(new Uint8Array()),
      }),
    ).toBe(false);
  });
});

describe('consistency', () => {
  test('every tree begins with every smaller one', () => {
    for (let size = 1; size <= 33; size++) {
      const leaves = leavesOf(size);
      const to = { size, root: merkleRoot(sha256, leaves) };
      for (let from = 1; from <= size; from++) {
        const path = consistencyPath(sha256, leaves, from);
        const claim = { from: { size: from, root: merkleRoot(sha256, leaves.slice(0, from)) }, to, path };
        expect(verifyConsistency(sha256, claim)).toBe(true);
      }
    }
  });

  test('a changed root, path or size fails; so does a rewritten leaf', () => {
    fc.assert(
      fc.property(place, bit, fc.nat(), ([size, index], changed, pick) => {
        const leaves = leavesOf(size);
        const fromSize = index + 1;
        const path = consistencyPath(sha256, leaves, fromSize);
        const from = { size: fromSize, root: merkleRoot(sha256, leaves.slice(0, fromSize)) };
        const to = { size, root: merkleRoot(sha256, leaves) };
        expect(verifyConsistency(sha256, { from, to, path })).toBe(true);
        expect(verifyConsistency(sha256, { from: { ...from, root: flipped(from.root, changed) }, to, path })).toBe(
          false,
        );
        expect(verifyConsistency(sha256, { from, to: { ...to, root: flipped(to.root, changed) }, path })).toBe(false);
        expect(verifyConsistency(sha256, { from: to, to: from, path })).toBe(from.size === to.size);
        expect(verifyConsistency(sha256, { from, to, path: [...path, from.root] })).toBe(false);

        const rewritten = leaves.with(pick % fromSize, sha256(new Uint8Array()));
        expect(
          verifyConsistency(sha256, {
            from,
            to: { size, root: merkleRoot(sha256, rewritten) },
            path: consistencyPath(sha256, rewritten, fromSize),
          }),
        ).toBe(false);

        if (path.length === 0) return;
        const at = pick % path.length;
        const bent = path.map((hash, position) => (position === at ? flipped(hash, changed) : hash));
        expect(verifyConsistency(sha256, { from, to, path: bent })).toBe(false);
        expect(verifyConsistency(sha256, { from, to, path: path.toSpliced(at, 1) })).toBe(false);
      }),
    );
  });

  test('there is no proof from a larger tree, nor from none', () => {
    expect(() => consistencyPath(sha256, leavesOf(3), 4)).toThrow(RangeError);
    expect(() => consistencyPath(sha256, leavesOf(3), 0)).toThrow(RangeError);
  });
});
