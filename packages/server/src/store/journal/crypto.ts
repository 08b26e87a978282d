// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import type { JournalCrypto } from '@dossier/core/journal';

export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The key object of 32 raw bytes (RFC 8410 §4). */
const publicKeyObject = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([ED25519_SPKI_PREFIX, raw]), format: 'der', type: 'spki' });

/** What the journal's proofs are checked with on the server. */
export const journalCrypto: JournalCrypto = {
  sha256,
  verifyEd25519: (publicKey, message, signature) => verify(null, message, publicKeyObject(publicKey), signature),
};

/** The 32 raw bytes of an Ed25519 public key; throws a TypeError for a key of another kind. */
export const rawPublicKey = (key: KeyObject): Uint8Array => {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('The journal is signed with Ed25519 keys only.');
  return key.export({ format: 'der', type: 'spki' }).subarray(ED25519_SPKI_PREFIX.length);
};

/** Reads a public key that was exported as PEM. */
export const publicKeyFromPem = (pem: string): Uint8Array => rawPublicKey(createPublicKey(pem));
