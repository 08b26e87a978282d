// SPDX-License-Identifier: Apache-2.0
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is made of a secret of 32 bytes: neither of the two tells anything of the other. */
export interface Derived {
  /** Under which it is found. */
  readonly id: Buffer;
  /** By which is sealed what it stands for. */
  readonly key: Buffer;
}

const part = (secret: Uint8Array, use: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', use, 32));

export const derived = (secret: Uint8Array): Derived => ({
  id: part(secret, 'dossier portal session id'),
  key: part(secret, 'dossier portal session key'),
});

/** A value as JSON, by AES-256-GCM: nonce, text, tag. */
export const sealed = (value: unknown, key: Uint8Array): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(JSON.stringify(value)), cipher.final(), cipher.getAuthTag()]);
};

/** What was sealed; undefined for anything that this key did not seal. */
export const opened = (bytes: Uint8Array, key: Uint8Array): unknown => {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(end));
  try {
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]).toString());
  } catch {
    return undefined;
  }
};
