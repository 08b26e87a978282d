// SPDX-License-Identifier: Apache-2.0
import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes, randomInt } from 'node:crypto';
import { open, seal } from '../store/keys/index.ts';

/** What this room does with the installation's account key. */
export interface Secrets {
  /** Hash of something that could be guessed with the database alone: it takes the key too. */
  mac(purpose: string, text: string): Buffer;
  sealFactor(accountId: string, factorId: string, plain: Uint8Array): Buffer;
  openFactor(accountId: string, factorId: string, sealed: Uint8Array): Buffer;
}

const derived = (root: Uint8Array, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `dossier account ${purpose}`, 32)));

export const createSecrets = (root: Uint8Array): Secrets => {
  const macKey = derived(root, 'mac');
  const sealKey = derived(root, 'factor');
  const binding = (accountId: string, factorId: string) =>
    ({ recordId: accountId, purpose: 'factor', objectId: factorId }) as const;
  return {
    mac: (purpose, text) =>
      createHmac('sha256', macKey)
        .update(JSON.stringify([purpose, text]))
        .digest(),
    sealFactor: (accountId, factorId, plain) => seal(sealKey, binding(accountId, factorId), plain),
    openFactor: (accountId, factorId, sealed) => open(sealKey, binding(accountId, factorId), sealed),
  };
};

const TOKEN_BYTES = 32;

/** 256 random bits for a cookie; the database holds its hash. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Letters and digits that nobody confuses when reading them from paper (no 0 O 1 I L U). */
const READABLE = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Groups of four readable characters: about 4.9 bits each. */
export const readableSecret = (groups: number): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join(''),
  ).join('-');

/** As typed from paper: in any case, with or without dashes. */
export const asTyped = (secret: string): string => secret.toUpperCase().replace(/[^0-9A-Z]/g, '');

export const numericCode = (digits: number): string => String(randomInt(10 ** digits)).padStart(digits, '0');
