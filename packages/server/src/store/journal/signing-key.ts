// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Hex, keyIdOf } from '@dossier/core/journal';
import { StartError } from '../../start-error.ts';
import { rawPublicKey, sha256 } from './crypto.ts';

/** What seals the journal. */
export interface JournalSigner {
  /** SHA-256 of the public key. */
  readonly keyId: Hex;
  /** Ed25519, 32 raw bytes. */
  readonly publicKey: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}

export interface SigningKey extends JournalSigner {
  /** For those who check proofs. */
  readonly publicKeyPem: string;
}

const fromPem = (pem: string, path: string): SigningKey => {
  let privateKey: ReturnType<typeof createPrivateKey>;
  let publicKey: Uint8Array;
  try {
    privateKey = createPrivateKey(pem);
    publicKey = rawPublicKey(createPublicKey(privateKey));
  } catch (cause) {
    throw new StartError(`The journal's signing key ${path} is not an Ed25519 private key in PEM.`, { cause });
  }
  return {
    keyId: keyIdOf(sha256, publicKey),
    publicKey,
    publicKeyPem: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString(),
    sign: (bytes) => sign(null, bytes, privateKey),
  };
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/**
 * The key, when it is there; for those who only check.
 *
 * @throws StartError when the file is no such key, or others can read it
 */
export const loadSigningKey = async (path: string): Promise<SigningKey | undefined> => {
  try {
    const pem = await readFile(path, 'utf8');
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new StartError(`Others than its owner can read the journal's signing key ${path}; make it 0600.`);
    return fromPem(pem, path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/** Whole before it has its name, so that of two processes that start together both use one key. */
const create = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await file.close();
    await unlink(draft);
  }
};

/**
 * The key that signs the heads of the journal: an Ed25519 private key in PKCS #8 PEM, readable by its owner only.
 * Made at the first start. Keep a copy: a journal is continued with the key it was begun with.
 *
 * @throws StartError when the file is no such key, or others can read it
 */
export const loadOrCreateSigningKey = async (path: string): Promise<SigningKey> => {
  const existing = await loadSigningKey(path);
  if (existing) return existing;
  await create(path);
  const created = await loadSigningKey(path);
  if (!created) throw new StartError(`The journal's signing key ${path} was removed while it was made.`);
  return created;
};
