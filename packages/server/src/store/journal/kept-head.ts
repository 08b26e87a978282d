// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { type SignedHead, verifyConsistencyProof, verifyHead } from '@dossier/core/journal';
import { StartError } from '../../start-error.ts';
import { type Queryable, run } from '../statement.ts';
import { journalCrypto } from './crypto.ts';
import { requireLog, type StoredLog, storedLogOf } from './heads.ts';
import { consistencyPathOf } from './prove.ts';
import { readLog } from './statements/read-log.ts';

/** A head that somebody kept, to hold the log against. It may be damaged or forged: its form is checked when it is used. */
export interface KeptHead {
  /** What it is called in sentences, with its place: `the head kept in /srv/dossier/journal-head.json`. */
  readonly name: string;
  readonly signed: SignedHead;
}

/** Where the newest signed head is kept outside the database. Only who holds the sealer's lock writes. */
export interface HeadKeeper {
  readonly path: string;
  /** Undefined when none was kept yet. */
  read(): Promise<KeptHead | undefined>;
  /** Puts this head in the place of the former one, at once. */
  keep(head: SignedHead): Promise<void>;
}

/**
 * A head from a file: JSON of a SignedHead, as `dossier journal head` and `GET /journal/head` give it.
 *
 * @returns undefined when there is no such file
 * @throws StartError when it cannot be read or is something else
 */
export const readHeadFile = async (path: string): Promise<SignedHead | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartError(`The head of the journal in ${path} cannot be read: ${error.message}.`);
  });
  if (text === undefined) return undefined;
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null || !('head' in value))
    throw new StartError(`The file ${path} is not a signed head of the journal.`);
  return value as SignedHead;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** As the file holds it, and as the command line prints it. */
export const headFileText = (head: SignedHead): string => `${JSON.stringify(head, null, 2)}\n`;

/** Whole and on disk before it has its name: a reader, or a cut, finds the former head or this one. */
const replaceFile = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new StartError(`The head of the journal cannot be kept in ${path}: ${(error as Error).message}.`);
  }
};

/** Keeps the newest head in a file, mode 0600. */
export const headKeeper = (path: string): HeadKeeper => ({
  path,
  read: async () => {
    const signed = await readHeadFile(path);
    return signed && { name: `the head kept in ${path}`, signed };
  },
  keep: (head) => replaceFile(path, headFileText(head)),
});

const batchesOf = (count: number): string => (count === 1 ? '1 batch' : `${count} batches`);

/** Why a kept head is none of this key's, or the log ends before it; undefined when neither is so. */
export const whyNotReaching = (
  { name, signed }: KeptHead,
  { logId, batches, head: newest }: StoredLog,
  publicKey: Uint8Array,
): string | undefined => {
  const verified = verifyHead(signed, publicKey, journalCrypto);
  if (!verified.ok) return `The log cannot be held against ${name}: ${verified.error.sentence}`;
  const { head } = verified.value;
  const kept = `${batchesOf(head.batches)} until ${head.sealedAt}`;
  if (head.logId !== logId)
    return `The log of the database is ${logId || 'without a name'}, and ${name} is of the log ${head.logId}: what was sealed there, ${kept}, is missing.`;
  if (batches === 0) return `The log is empty, and ${name} covers ${kept}: all of it is missing.`;
  if (batches < head.batches)
    return `The log ends after ${batchesOf(batches)}, and ${name} covers ${kept}: the last ${batchesOf(head.batches - batches)} and all that was recorded since ${newest?.head.sealedAt ?? 'then'} are missing.`;
  return undefined;
};

/** For a log that reaches the head, but has another root at its size. */
export const rewrittenSince = ({ name, signed }: KeptHead): string =>
  `The first ${batchesOf(signed.head.batches)} of the log are not those of ${name}: the log was rewritten.`;

/**
 * Why the log of the database does not extend a kept head; undefined when it does. Trusts the stored nodes of the tree,
 * O(log n) of them; `verifyJournal` recomputes them all.
 */
const whyNotExtending = async (
  on: Queryable,
  kept: KeptHead,
  log: StoredLog,
  publicKey: Uint8Array,
): Promise<string | undefined> => {
  const why = whyNotReaching(kept, log, publicKey);
  if (why !== undefined || !log.head) return why;
  const path = await consistencyPathOf(on, kept.signed.head.batches, log.batches);
  const proof = { from: kept.signed, to: log.head, path };
  return verifyConsistencyProof(proof, publicKey, journalCrypto).ok ? undefined : rewrittenSince(kept);
};

/** Whether two heads are one, as the file holds them; a damaged one is compared as well. */
const isSame = (a: SignedHead, b: SignedHead): boolean => headFileText(a) === headFileText(b);

/**
 * Brings the kept head up to the newest one of the log, under the sealer's lock: an older head never takes the place of
 * a newer one, whatever the number of processes.
 *
 * @throws StartError when the log does not extend what was kept: it was cut or rewritten, or restored from a backup
 */
export const keepNewest = async (
  on: Queryable,
  keeper: HeadKeeper,
  log: StoredLog,
  publicKey: Uint8Array,
): Promise<void> => {
  const kept = await keeper.read();
  // Whoever read the log has verified its newest head.
  if (kept && log.head && isSame(kept.signed, log.head) && log.logId === log.head.head.logId) return;
  const why = kept && (await whyNotExtending(on, kept, log, publicKey));
  if (why !== undefined)
    throw new StartError(
      `${why} Nothing more is sealed. If the database was restored from a backup, put ${keeper.path} aside (docs/journal.md).`,
    );
  if (log.head) await keeper.keep(log.head);
};

/**
 * The newest head, for whoever keeps it; undefined while nothing is sealed.
 *
 * @throws StartError when the log does not extend the kept head
 */
export const readKeepableHead = async (
  on: Queryable,
  keeper: HeadKeeper,
  publicKey: Uint8Array,
): Promise<SignedHead | undefined> => {
  // Before the log, which may grow meanwhile.
  const kept = await keeper.read();
  const log = storedLogOf(requireLog((await run(on, readLog, [])).rows[0]), publicKey);
  const why = kept && (await whyNotExtending(on, kept, log, publicKey));
  if (why !== undefined) throw new StartError(why);
  return log.head;
};
