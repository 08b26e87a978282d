// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { journalCrypto, loadOrCreateSigningKey, publicKeyFromPem } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the signing key', () => {
  test('is made once, readable by its owner only, and signs', async () => {
    const path = join(folder, 'keys', 'journal.pem');
    const key = await loadOrCreateSigningKey(path);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    const again = await loadOrCreateSigningKey(path);
    expect(again.keyId).toBe(key.keyId);
    expect(again.publicKey).toEqual(key.publicKey);
    expect(publicKeyFromPem(key.publicKeyPem)).toEqual(key.publicKey);
    const message = new TextEncoder().encode('head');
    expect(journalCrypto.verifyEd25519(key.publicKey, message, again.sign(message))).toBe(true);
    expect(journalCrypto.verifyEd25519(key.publicKey, message, again.sign(new Uint8Array(4)))).toBe(false);
  });

  test('processes that start together get one key, and no draft stays behind', async () => {
    const path = join(folder, 'journal.pem');
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateSigningKey(path)));
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['journal.pem']);
  });

  test.skipIf(process.platform === 'win32')('is refused when others can read it', async () => {
    const path = join(folder, 'journal.pem');
    await loadOrCreateSigningKey(path);
    await chmod(path, 0o640);
    await expect(loadOrCreateSigningKey(path)).rejects.toThrow('make it 0600');
  });

  test('is refused when it is something else', async () => {
    const path = join(folder, 'journal.pem');
    await writeFile(path, 'hello', { mode: 0o600 });
    await expect(loadOrCreateSigningKey(path)).rejects.toThrow('not an Ed25519 private key in PEM');
    const { privateKey } = generateKeyPairSync('x25519');
    await writeFile(path, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    await expect(loadOrCreateSigningKey(path)).rejects.toThrow('not an Ed25519 private key in PEM');
  });
});
