// SPDX-License-Identifier: Apache-2.0
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { normalized } from './password-rules.ts';
import type { HashCost } from './rules.ts';

const derive = promisify(argon2);

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Hashes at a time in one process: each takes the memory of its cost and a thread of the pool. */
const AT_ONCE = 2;

export interface Passwords {
  /** PHC string of argon2id (RFC 9106). */
  hash(password: string): Promise<string>;
  /** With no hash to compare with it takes as long, and answers no. */
  verify(hash: string | null, password: string): Promise<{ readonly right: boolean; readonly outdated: boolean }>;
}

interface Parsed {
  readonly cost: HashCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const parse = (text: string): Parsed | undefined => {
  const [, m, t, p, salt = '', hash = ''] = PHC.exec(text) ?? [];
  if (m === undefined) return undefined;
  const cost = { memoryKib: Number(m), passes: Number(t), parallelism: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
};

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** Lets only so many go on at a time; the others wait their turn. */
const gate = (places: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
};

/** Passwords by argon2id, a few at a time. */
export const createPasswords = (cost: HashCost): Passwords => {
  const inTurn = gate(AT_ONCE);
  const run = (password: string, salt: Buffer, { memoryKib, passes, parallelism }: HashCost): Promise<Buffer> =>
    inTurn(() =>
      derive('argon2id', {
        message: normalized(password),
        nonce: salt,
        memory: memoryKib,
        passes,
        parallelism,
        tagLength: HASH_BYTES,
      }),
    );
  const text = (salt: Buffer, hash: Buffer): string =>
    `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
  return {
    hash: async (password) => {
      const salt = randomBytes(SALT_BYTES);
      return text(salt, await run(password, salt, cost));
    },
    verify: async (known, password) => {
      const parsed = known === null ? undefined : parse(known);
      const {
        salt,
        hash,
        cost: its,
      } = parsed ?? { salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES), cost };
      const derived = await run(password, salt, its);
      const equal = derived.length === hash.length && timingSafeEqual(derived, hash);
      const outdated =
        its.memoryKib !== cost.memoryKib || its.passes !== cost.passes || its.parallelism !== cost.parallelism;
      return { right: equal && parsed !== undefined, outdated };
    },
  };
};
