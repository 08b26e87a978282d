// SPDX-License-Identifier: Apache-2.0

export { journalActorOf } from './actor.ts';
export { sameBytes, toHex } from './bytes.ts';
export { decodeEntry, encodeEntry } from './canonical.ts';
export type { Problem } from './checks.ts';
export { batchLeafHash, encodeHead, entryLeafHash, headHash, headMessage, keyIdOf, NO_HEAD } from './head.ts';
export {
  inclusionPath,
  joinSubtrees,
  merkleRoot,
  nodeHash,
} from './merkle.ts';
export type * from './proofs.ts';
export { completeSubtrees, consistencyRanges, inclusionRanges, type LeafRange, type Subtree } from './tree-shape.ts';
export type * from './types.ts';
export { NO_RECORD } from './types.ts';
export { verifyConsistencyProof, verifyHead, verifyInclusionProof } from './verify-proof.ts';
