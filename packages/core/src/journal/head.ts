// SPDX-License-Identifier: Apache-2.0
import { concat, toHex, utf8 } from './bytes.ts';
import { canonicalJson } from './canonical-json.ts';
import { leafHash } from './merkle.ts';
import type { Hash, Hex, JournalHead } from './proofs.ts';

/** What the first head has in the place of a head before it. */
export const NO_HEAD: Hex = '0'.repeat(64);

/** The canonical encoding of a head (RFC 8785). */
export const encodeHead = ({ logId, batches, logRoot, previousHeadHash, sealedAt, keyId }: JournalHead): string =>
  canonicalJson({ logId, batches, logRoot, previousHeadHash, sealedAt, keyId });

/** What is signed: a name for the purpose, so that the key's signature cannot mean anything else, then the head. */
export const headMessage = (head: JournalHead): Uint8Array => utf8(`dossier journal head v1\n${encodeHead(head)}`);

/** What the next head chains to. */
export const headHash = (sha256: Hash, head: JournalHead): Hex => toHex(sha256(utf8(encodeHead(head))));

/** The name of a signing key: SHA-256 of its 32 raw bytes. */
export const keyIdOf = (sha256: Hash, publicKey: Uint8Array): Hex => toHex(sha256(publicKey));

/** Hash of an entry as a leaf of its batch's tree. */
export const entryLeafHash = (sha256: Hash, encodedEntry: string): Uint8Array => leafHash(sha256, utf8(encodedEntry));

/**
 * Hash of a batch as a leaf of the log's tree. The leaf is the number of entries (8 bytes, big-endian), then the root
 * of the batch: the size is bound, so an entry has one place only.
 */
export const batchLeafHash = (sha256: Hash, size: number, root: Uint8Array): Uint8Array => {
  const sizeBytes = new Uint8Array(8);
  new DataView(sizeBytes.buffer).setBigUint64(0, BigInt(size));
  return leafHash(sha256, concat(sizeBytes, root));
};
