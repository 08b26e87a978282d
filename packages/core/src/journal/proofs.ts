// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '../time/index.ts';

/** Lower-case hexadecimal, as every hash, key and signature stands in heads and proofs. */
export type Hex = string;

/**
 * What the house states of its journal when it seals a batch. Heads form a chain by `previousHeadHash`,
 * and their logs grow by a consistency proof.
 */
export interface JournalHead {
  /** UUID of the log, drawn when its tables were made. */
  readonly logId: string;
  /** Size of the log tree: number of sealed batches. */
  readonly batches: number;
  /** Root of the log tree, 32 bytes. */
  readonly logRoot: Hex;
  /** SHA-256 of the canonical encoding of the head before; zeros for the first head. */
  readonly previousHeadHash: Hex;
  readonly sealedAt: Instant;
  /** SHA-256 of the Ed25519 public key (32 raw bytes). */
  readonly keyId: Hex;
}

export interface SignedHead {
  readonly head: JournalHead;
  /** Ed25519 (RFC 8032) over `headMessage(head)`, 64 bytes. */
  readonly signature: Hex;
}

/**
 * All that is needed, with the public key, to know that an entry stands in the journal:
 * the entry is a leaf of its batch's tree, the batch a leaf of the log's tree, the log's root is signed.
 */
export interface InclusionProof {
  /** The entry in its canonical encoding, byte for byte. */
  readonly entry: string;
  /** Position of the entry in its batch, from 0. */
  readonly leafIndex: number;
  readonly batchSize: number;
  /** Audit path in the batch's tree, from the leaf up (RFC 9162 §2.1.3). */
  readonly batchPath: readonly Hex[];
  /** Position of the batch in the log, from 0; the log's size is `head.head.batches`. */
  readonly batchIndex: number;
  /** Audit path in the log's tree, from the batch up. */
  readonly logPath: readonly Hex[];
  readonly head: SignedHead;
}

/** Shows that the log of `to` holds all of the log of `from`, unchanged and in the same order (RFC 9162 §2.1.4). */
export interface ConsistencyProof {
  readonly from: SignedHead;
  readonly to: SignedHead;
  readonly path: readonly Hex[];
}

/** What a proof that does not hold fails at; `sentence` is for people. */
export interface ProofFailure {
  readonly part: 'form' | 'entry' | 'key' | 'signature' | 'log' | 'consistency';
  readonly sentence: string;
}

/** SHA-256. Passed in, so that server and browser use their own. */
export type Hash = (bytes: Uint8Array) => Uint8Array;

export interface JournalCrypto {
  readonly sha256: Hash;
  /** Ed25519 with the raw public key (32 bytes) and signature (64 bytes). */
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}
