// SPDX-License-Identifier: Apache-2.0
import { completeSubtrees, joinSubtrees, type LeafRange, nodeHash, type Subtree } from '@dossier/core/journal';
import { type Queryable, run } from '../statement.ts';
import { sha256 } from './crypto.ts';
import { insertNodes } from './statements/insert-nodes.ts';
import { readNodes } from './statements/read-nodes.ts';

export interface TreeNode extends Subtree {
  readonly hash: Uint8Array;
}

/** The leaf hashes of a batch, which are stored in one piece. */
export const leavesOf = (hashes: Buffer): readonly Buffer[] =>
  Array.from({ length: hashes.length / 32 }, (_, index) => hashes.subarray(index * 32, index * 32 + 32));

const nameOf = ({ level, index }: Subtree): string => `${level}/${index}`;

/** The stored ones of some complete subtrees of the log's tree. */
export const readSubtrees = async (
  on: Queryable,
  subtrees: readonly Subtree[],
): Promise<ReadonlyMap<string, Uint8Array>> => {
  if (subtrees.length === 0) return new Map();
  const { rows } = await run(on, readNodes, [subtrees.map(({ level }) => level), subtrees.map(({ index }) => index)]);
  return new Map(rows.map(({ level, node_index, hash }) => [`${level}/${node_index}`, hash]));
};

/** Hashes of ranges of batches, from O(log n) stored nodes. Throws when a node is not there. */
export const hashesOfRanges = async (on: Queryable, ranges: readonly LeafRange[]): Promise<readonly Uint8Array[]> => {
  const parts = ranges.map(completeSubtrees);
  const stored = await readSubtrees(on, parts.flat());
  return parts.map((subtrees) =>
    joinSubtrees(
      sha256,
      subtrees.map((subtree) => {
        const hash = stored.get(nameOf(subtree));
        if (!hash) throw new Error(`The node ${nameOf(subtree)} of the journal's log is missing.`);
        return hash;
      }),
    ),
  );
};

/** The peaks of a tree: its complete subtrees, the largest first. They are all that is needed to make it grow. */
export const readPeaks = async (on: Queryable, size: number): Promise<readonly TreeNode[]> => {
  const peaks = completeSubtrees({ start: 0, end: size });
  const hashes = await hashesOfRanges(
    on,
    peaks.map(({ level, index }) => ({ start: index * 2 ** level, end: (index + 1) * 2 ** level })),
  );
  return peaks.map((peak, position) => ({ ...peak, hash: hashes[position] ?? new Uint8Array() }));
};

/** The root of the tree of these peaks (RFC 9162 §2.1.1). */
export const rootOf = (peaks: readonly TreeNode[]): Uint8Array =>
  joinSubtrees(
    sha256,
    peaks.map(({ hash }) => hash),
  );

/** The tree with one more leaf: its peaks, the nodes that became complete, and its root. */
export const grow = (
  peaks: readonly TreeNode[],
  leafIndex: number,
  leaf: Uint8Array,
): { readonly peaks: readonly TreeNode[]; readonly completed: readonly TreeNode[]; readonly root: Uint8Array } => {
  const left = [...peaks];
  const completed: TreeNode[] = [];
  let node: TreeNode = { level: 0, index: leafIndex, hash: leaf };
  completed.push(node);
  for (let sibling = left.at(-1); sibling?.level === node.level; sibling = left.at(-1)) {
    left.pop();
    node = {
      level: node.level + 1,
      index: Math.floor(node.index / 2),
      hash: nodeHash(sha256, sibling.hash, node.hash),
    };
    completed.push(node);
  }
  const grown = [...left, node];
  return { peaks: grown, completed, root: rootOf(grown) };
};

export const writeNodes = async (client: Queryable, nodes: readonly TreeNode[]): Promise<void> => {
  await run(client, insertNodes, [
    nodes.map(({ level }) => level),
    nodes.map(({ index }) => index),
    nodes.map(({ hash }) => Buffer.from(hash)),
  ]);
};
