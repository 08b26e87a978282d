// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Crockford's alphabet: no letter that is mistaken for another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HANDLE_LETTERS = 8;
const SECRET_LETTERS = 12;
const MISTAKEN: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', U: 'V' };

const letters = (count: number): string =>
  [...randomBytes(count)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');

const hashOfSecret = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();

/** A new code of an invitation: a handle of 40 bits to find it by, and a secret of 60 bits of which only the hash is kept. */
export const newCode = (): { readonly code: string; readonly handle: string; readonly secretHash: Uint8Array } => {
  const handle = letters(HANDLE_LETTERS);
  const secret = letters(SECRET_LETTERS);
  const code = `${handle}${secret}`.replace(/(.{4})(?=.)/g, '$1-');
  return { code, handle, secretHash: hashOfSecret(secret) };
};

/** A code as somebody types it; undefined when it cannot be one. */
export const readCode = (typed: string): { readonly handle: string; readonly secret: string } | undefined => {
  if (typed.length > 100) return undefined;
  const text = [...typed.toUpperCase().replace(/[\s-]/g, '')].map((letter) => MISTAKEN[letter] ?? letter).join('');
  const isCode =
    text.length === HANDLE_LETTERS + SECRET_LETTERS && [...text].every((letter) => ALPHABET.includes(letter));
  return isCode ? { handle: text.slice(0, HANDLE_LETTERS), secret: text.slice(HANDLE_LETTERS) } : undefined;
};

export const isSecret = (secret: string, hash: Uint8Array): boolean => {
  const given = hashOfSecret(secret);
  return given.length === hash.length && timingSafeEqual(given, hash);
};
