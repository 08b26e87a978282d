// SPDX-License-Identifier: Apache-2.0
import {
  batchLeafHash,
  encodeHead,
  headHash,
  headMessage,
  type JournalHead,
  merkleRoot,
  NO_HEAD,
  toHex,
} from '@dossier/core/journal';
import { addDelay, type Instant } from '@dossier/core/time';
import type { Pool, PoolClient } from 'pg';
import { StartError } from '../../start-error.ts';
import { run } from '../statement.ts';
import { transaction } from '../transaction.ts';
import { sha256 } from './crypto.ts';
import { advance, type SealedSoFar } from './gaps.ts';
import { requireLog, type StoredLog, storedLogOf } from './heads.ts';
import { type HeadKeeper, keepNewest } from './kept-head.ts';
import { grow, leavesOf, readPeaks, rootOf, writeNodes } from './log-tree.ts';
import type { JournalSigner } from './signing-key.ts';
import { drawTransactionId } from './statements/draw-transaction-id.ts';
import { insertBatch } from './statements/insert-batch.ts';
import { lockSealer } from './statements/lock-sealer.ts';
import { type LogRow, readLog } from './statements/read-log.ts';
import { readUnsealed, type UnsealedRow } from './statements/read-unsealed.ts';
import { tryLockSealer } from './statements/try-lock-sealer.ts';

/** Any number that nobody else locks in this database: the bytes of "journal". */
const LOCK = '29962754155700588';

export interface SealOptions {
  readonly pool: Pool;
  readonly signer: JournalSigner;
  readonly clock: { now(): Instant };
  readonly batchSize: number;
  /** Where the newest head is kept outside the database. */
  readonly heads?: HeadKeeper | undefined;
}

/** How a call of the sealer goes about it. */
export interface SealCall {
  /** Waits for a sealer that is at work; without it, leaves the work to that one. */
  readonly wait: boolean;
  /** Looks at all months; without it, at the newest only, where everything comes unless a clock is wrong. */
  readonly whole: boolean;
}

/** More than the longest month, and the longest transaction. */
const NEWEST = { days: -40 };

const sealedSoFar = ({ max_seq, gap_lows, gap_highs, gap_bounds }: LogRow): SealedSoFar => ({
  maxSeq: Number(max_seq ?? 0),
  gaps: (gap_lows ?? []).map((low, index) => ({
    low: Number(low),
    high: Number(gap_highs?.[index]),
    bound: Number(gap_bounds?.[index]),
  })),
});

/** What a batch is made of, in the order of its tree. The ids are array literals that only pass through. */
interface FoundEntries {
  readonly seqs: readonly number[];
  readonly recordIds: string;
  readonly entryIds: string;
  readonly leafHashes: Buffer;
}

const foundIn = ({ seqs, record_ids, entry_ids, leaf_hashes }: UnsealedRow): FoundEntries | undefined =>
  seqs !== null && record_ids !== null && entry_ids !== null && leaf_hashes !== null
    ? { seqs: seqs.split(',').map(Number), recordIds: record_ids, entryIds: entry_ids, leafHashes: leaf_hashes }
    : undefined;

/** The batch that follows the last one of the log: its tree, the grown log, the signed head. */
const writeBatch = async (
  client: PoolClient,
  log: StoredLog,
  found: FoundEntries,
  { maxSeq, gaps }: SealedSoFar,
  { signer, clock }: SealOptions,
): Promise<void> => {
  const previous = log.head?.head;
  const batchNo = log.batches;
  const root = merkleRoot(sha256, leavesOf(found.leafHashes));
  const peaks = await readPeaks(client, batchNo);
  if (previous && previous.logRoot !== toHex(rootOf(peaks)))
    throw new StartError("The tree of the journal's log is not the one that was signed; run dossier journal verify.");
  const tree = grow(peaks, batchNo, batchLeafHash(sha256, found.seqs.length, root));
  const head: JournalHead = {
    logId: log.logId,
    batches: batchNo + 1,
    logRoot: toHex(tree.root),
    previousHeadHash: previous ? headHash(sha256, previous) : NO_HEAD,
    sealedAt: clock.now(),
    keyId: signer.keyId,
  };
  await run(client, insertBatch, [
    batchNo,
    found.seqs.length,
    found.recordIds,
    found.entryIds,
    `{${found.seqs.join(',')}}`,
    found.leafHashes,
    root,
    found.seqs[0],
    maxSeq,
    `{${gaps.map(({ low }) => low).join(',')}}`,
    `{${gaps.map(({ high }) => high).join(',')}}`,
    `{${gaps.map(({ bound }) => bound).join(',')}}`,
    encodeHead(head),
    signer.sign(headMessage(head)),
  ]);
  await writeNodes(client, tree.completed);
};

/**
 * A turn of the sealer. Two sealers cannot meet: the second waits, or with `wait: false` finds the first at work and
 * answers undefined. What is committed is kept before anything is added to it, so a log that was cut is not continued.
 */
const turn = <T>(
  { pool, signer, heads }: SealOptions,
  wait: boolean,
  work: (client: PoolClient, log: LogRow, stored: StoredLog) => Promise<T>,
): Promise<T | undefined> =>
  transaction(pool, async (client) => {
    if (wait) await run(client, lockSealer, [LOCK]);
    else if ((await run(client, tryLockSealer, [LOCK])).rows[0]?.locked !== true) return undefined;
    // A statement of its own after the lock: it sees what the sealer before has committed.
    const log = requireLog((await run(client, readLog, [])).rows[0]);
    const stored = storedLogOf(log, signer.publicKey);
    if (heads) await keepNewest(client, heads, stored, signer.publicKey);
    return work(client, log, stored);
  });

/** Seals one batch of what is committed and not sealed yet; answers how many entries. */
const sealOne = (options: SealOptions, { wait, whole }: SealCall): Promise<number | undefined> =>
  turn(options, wait, async (client, log, stored) => {
    const since = whole ? '-infinity' : addDelay(options.clock.now(), NEWEST);
    const values = [log.max_seq ?? 0, log.gap_lows ?? [], log.gap_highs ?? [], options.batchSize, since];
    const [row] = (await run(client, readUnsealed, values)).rows;
    const found = row && foundIn(row);
    if (!found) return 0;
    const laterId = Number((await run(client, drawTransactionId, [])).rows[0]?.id);
    const after = advance(sealedSoFar(log), {
      seqs: found.seqs,
      limited: found.seqs.length === options.batchSize,
      whole,
      endedBefore: Number(row.ended_before),
      laterId,
    });
    await writeBatch(client, stored, found, after, options);
    return found.seqs.length;
  });

/**
 * Seals all that is committed, batch by batch, and keeps the newest head. What a transaction that is still open has
 * written is sealed when it is committed, in a later batch.
 *
 * @returns number of entries sealed by this call
 * @throws StartError when the journal was begun with another key, or does not extend the kept head
 */
export const sealAll = async (options: SealOptions, call: SealCall): Promise<number> => {
  let sealed = 0;
  for (;;) {
    const size = await sealOne(options, call);
    // Another process is at it, and keeps what this one has committed.
    if (size === undefined) return sealed;
    sealed += size;
    if (size === options.batchSize) continue;
    // A head is kept after its commit, under the lock: an empty turn for the last one.
    if (size > 0 && options.heads) await turn(options, call.wait, async () => undefined);
    return sealed;
  }
};
