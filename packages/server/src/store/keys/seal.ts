// SPDX-License-Identifier: Apache-2.0
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/** What a sealed value is, and where it belongs. It opens nowhere else. */
export interface Binding {
  readonly recordId: string;
  readonly purpose: 'key' | 'metadata' | 'rendering' | 'content' | 'submission-set' | 'folder' | 'factor' | 'reading';
  /**
   * Metadata and rendering: logicalId, version and entryUUID; set or folder: entryUUID; content: logicalId; key: version of
   * the key that wraps it; reading: logicalId and the part of it.
   */
  readonly objectId: string;
  /** Position of a frame in its object, from 0. */
  readonly frame?: number;
  /** Whether the object ends with this frame; so a truncated object does not open. */
  readonly last?: boolean;
}

/** A sealed value that does not open: altered, truncated, moved, or sealed under another key. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
  constructor({ purpose, objectId, recordId, frame = 0 }: Binding) {
    super(`The sealed ${purpose} ${objectId} (frame ${frame}) of record ${recordId} does not open.`);
  }
}

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

const SEAL_OVERHEAD_BYTES = HEAD_BYTES + TAG_BYTES;

/** Text that is its own JSON between quotes. */
const PLAIN = /^[0-9a-z -]*$/;

const quoted = (text: string): string => {
  const lower = text.toLowerCase();
  return PLAIN.test(lower) ? `"${lower}"` : JSON.stringify(lower);
};

// JSON of an array is injective: no two bindings share their text.
const associatedData = ({ recordId, purpose, objectId, frame = 0, last = true }: Binding): Buffer =>
  Buffer.from(`["dossier",${FORMAT},"${purpose}",${quoted(recordId)},${quoted(objectId)},${frame},${last}]`);

/** AES-256-GCM with a random nonce: format (1 byte), nonce (12), ciphertext, tag (16). */
export const seal = (key: KeyObject, binding: Binding, plain: Uint8Array): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(binding));
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** The plain bytes; throws a SealBrokenError rather than give anything that is not what was sealed. */
export const open = (key: KeyObject, binding: Binding, sealed: Uint8Array): Buffer => {
  if (sealed.length < SEAL_OVERHEAD_BYTES || sealed[0] !== FORMAT) throw new SealBrokenError(binding);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, HEAD_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(binding));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    plain.fill(0);
    throw new SealBrokenError(binding);
  }
  return plain;
};
