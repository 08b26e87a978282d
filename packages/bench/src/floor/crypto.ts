// SPDX-License-Identifier: Apache-2.0
import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { FloorCrypto } from '../workloads/index.ts';

/** Bytes of what is sealed, opened and hashed. */
export type CryptoSizes = Readonly<Record<FloorCrypto['of'], number>>;

const NONCE_BYTES = 12;

const workOf = (kind: FloorCrypto['do'], sizeBytes: number): (() => unknown) => {
  const plain = randomBytes(sizeBytes);
  const key = randomBytes(32);
  const nonce = randomBytes(NONCE_BYTES);
  if (kind === 'sha1' || kind === 'sha256') return () => hash(kind, plain, 'buffer');
  const seal = () => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = cipher.update(plain);
    cipher.final();
    return { sealed, tag: cipher.getAuthTag() };
  };
  if (kind === 'seal') return seal;
  const { sealed, tag } = seal();
  return () => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAuthTag(tag);
    const opened = decipher.update(sealed);
    decipher.final();
    return opened;
  };
};

/** How often a second all of this can be done, on one core times the cores of this machine. */
export const runCrypto = (work: readonly FloorCrypto[], sizes: CryptoSizes, seconds: number): number => {
  const parts = work.flatMap((one) => Array.from({ length: one.times }, () => workOf(one.do, sizes[one.of])));
  const beganAt = performance.now();
  const untilMs = beganAt + seconds * 1000;
  let times = 0;
  while (performance.now() < untilMs) {
    for (const part of parts) part();
    times += 1;
  }
  return (times / (performance.now() - beganAt)) * 1000 * availableParallelism();
};
