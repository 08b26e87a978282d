// SPDX-License-Identifier: Apache-2.0
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';

/** How long the address of a next page stays good. */
export const pageLifetimeMs = 10 * 60 * 1000;

const ivBytes = 12;
const tagBytes = 16;
/** A token that travels in an address; also the bound of what inflating may yield. */
const maximumTokenLength = 12_000;
const maximumContentBytes = 64 * 1024;

/** What a page is tied to: the search it continues and who asked. */
export interface PageBinding {
  /** Name of the search: `DocumentReference`, `Patient/$everything`. */
  readonly search: string;
  readonly party: string;
  readonly now: Instant;
}

const additionalData = ({ search, party }: PageBinding): Buffer =>
  Buffer.from(JSON.stringify(['dossier fhir page', 1, search, party]));

/**
 * Seals where a search stands (AES-256-GCM, 32-byte key), so that the address of the next page tells nothing
 * and cannot be changed. Whose page it is and of which search is bound as additional data: another caller's
 * token does not open. What the page shows is decided again when it is asked for.
 */
export const sealPage = (key: Uint8Array, binding: PageBinding, content: unknown): string => {
  const expiresAtMs = Date.parse(binding.now) + pageLifetimeMs;
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(binding));
  const plain = deflateRawSync(JSON.stringify([expiresAtMs, content]));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
};

const decipher = (key: Uint8Array, binding: PageBinding, token: string): unknown => {
  const bytes = Buffer.from(token, 'base64url');
  // The last character of base64 can be written in more than one way; only ours is taken.
  if (bytes.toString('base64url') !== token) throw new Error('not canonical');
  const plain = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(additionalData(binding))
    .setAuthTag(bytes.subarray(-tagBytes));
  const deflated = Buffer.concat([plain.update(bytes.subarray(ivBytes, -tagBytes)), plain.final()]);
  return JSON.parse(inflateRawSync(deflated, { maxOutputLength: maximumContentBytes }).toString());
};

/**
 * Opens a token made by {@link sealPage} with the same key, search and party. Fails with `page-token-invalid`
 * for every other token, and for one past its lifetime.
 */
export const openPage = <T>(key: Uint8Array, binding: PageBinding, token: string): Result<T, Failure> => {
  const refused = (detail: string): Result<T, Failure> => fail(failure('page-token-invalid', {}, { detail }));
  if (token.length > maximumTokenLength || !/^[\w-]{38,}$/.test(token)) return refused('shape');
  try {
    const [expiresAtMs, content] = decipher(key, binding, token) as [number, T];
    return expiresAtMs > Date.parse(binding.now) ? ok(content) : refused('expired');
  } catch {
    // Whatever does not decipher was not sealed here for this caller.
    return refused('seal');
  }
};
