// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import { StartError } from '../start-error.ts';

/** The first of an algorithm signs; the others are published until what they signed has expired. */
export interface SigningKeys {
  readonly privateKeys: readonly JWK[];
  readonly publicKeys: JSONWebKeySet;
}

interface Kept {
  readonly key: JWK;
  /** When another key took its place, in milliseconds since 1970. */
  readonly retiredAt?: number;
}

/** A little longer than the longest life of a token. */
const PUBLISHED_MS = 2 * 24 * 3_600_000;

/** ES256 for tokens; RS256 for the ID tokens of applications that ask for it (SMART App Launch 2.2 §3.0.5.4). */
const create = (): Promise<readonly JWK[]> =>
  Promise.all(
    ['ES256', 'RS256'].map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: randomUUID() };
    }),
  );

const read = async (path: string): Promise<readonly Kept[] | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartError(`The keys ${path} cannot be read: ${error.message}.`);
  });
  return text === undefined ? undefined : (JSON.parse(text) as { readonly keys: readonly Kept[] }).keys;
};

const draftOf = async (path: string, keys: readonly Kept[]): Promise<string> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify({ keys })}\n`, { mode: 0o600, flag: 'wx' });
  return draft;
};

/** RFC 7518 §6.2.2, §6.3.2. */
const PRIVATE_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

const publicPart = (key: JWK): JWK =>
  Object.fromEntries(Object.entries(key).filter(([member]) => !PRIVATE_MEMBERS.includes(member))) as JWK;

/** The keys that sign tokens; the first are made at the first start, and of two starters both get the same. */
const loadOrCreateSigningKeys = async (path: string, nowMs: number): Promise<SigningKeys> => {
  if ((await read(path)) === undefined) {
    const draft = await draftOf(
      path,
      (await create()).map((key) => ({ key })),
    );
    await link(draft, path).catch(() => undefined);
    await rm(draft, { force: true });
  }
  const kept = (await read(path)) ?? [];
  const keys = kept.filter(({ retiredAt }) => retiredAt === undefined || nowMs - retiredAt < PUBLISHED_MS);
  if (keys.length === 0) throw new StartError(`${path} is damaged; restore it from a backup.`);
  const privateKeys = keys.map(({ key }) => key);
  return { privateKeys, publicKeys: { keys: privateKeys.map(publicPart) } };
};

/** Keys as they are in the file, which another process may change. */
export interface LiveKeys {
  current(): SigningKeys;
  /** Finds the key of a token; one that is not known is looked for in the file, at most once a second. */
  readonly find: JWTVerifyGetKey;
  /** Reads the file again; true where the keys have changed. To be done every few seconds. */
  refresh(): Promise<boolean>;
}

const LOOK_MS = 1_000;

/** The keys of one process, kept up to those in the file. */
export const openSigningKeys = async (path: string, nowMs: () => number): Promise<LiveKeys> => {
  let keys = await loadOrCreateSigningKeys(path, nowMs());
  let findLocal = createLocalJWKSet(keys.publicKeys);
  let lookedAt = performance.now();
  const refresh = async (): Promise<boolean> => {
    lookedAt = performance.now();
    const next = await loadOrCreateSigningKeys(path, nowMs());
    if (JSON.stringify(next.publicKeys) === JSON.stringify(keys.publicKeys)) return false;
    keys = next;
    findLocal = createLocalJWKSet(next.publicKeys);
    return true;
  };
  return {
    current: () => keys,
    refresh,
    find: async (header, token) => {
      const isKnown = keys.publicKeys.keys.some(({ kid }) => kid === header.kid);
      // Another process may sign with a key that was made a moment ago.
      if (!isKnown && performance.now() - lookedAt >= LOOK_MS) await refresh();
      return findLocal(header, token);
    },
  };
};

/**
 * Puts new keys first; running processes take it up within seconds. The earlier ones stay published until what they
 * signed has expired.
 *
 * @param options.revoke the earlier keys are good no more at once, with every token that they signed
 */
export const rotateSigningKeys = async (
  path: string,
  nowMs: number,
  { revoke = false }: { readonly revoke?: boolean } = {},
): Promise<string> => {
  const kept = (await read(path)) ?? [];
  const fresh = await create();
  const retired = (revoke ? [] : kept)
    .map((one) => ({ ...one, retiredAt: one.retiredAt ?? nowMs }))
    .filter(({ retiredAt }) => nowMs - retiredAt < PUBLISHED_MS);
  await rename(await draftOf(path, [...fresh.map((key) => ({ key })), ...retired]), path);
  return fresh[0]?.kid ?? '';
};
