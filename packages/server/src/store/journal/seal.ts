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
import type { Instant } from '@dossier/core/time';
import type { Pool, PoolClient } from 'pg';
import { StartError } from '../../start-error.ts';
import { run } from '../statement.ts';
import { transaction } from '../transaction.ts';
import { sha256 } from './crypto.ts';
import { advance, type SealedSoFar } from './gaps.ts';
import { requireLog, type StoredLog, storedLogOf } from './heads.ts';
import { type HeadKeeper, keepNewest } from './kept-head.ts';
import { grow, readPeaks, rootOf, writeNodes } from './log-tree.ts';
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

const sealedSoFar = ({ max_seq, gap_lows, gap_highs, gap_bounds }: LogRow): SealedSoFar => ({
  maxSeq: Number(max_seq ?? 0),
  gaps: (gap_lows ?? []).map((low, index) => ({
    low: Number(low),
    high: Number(gap_highs?.[index]),
    bound: Number(gap_bounds?.[index]),
  })),
});

/** The batch that follows the last one of the log: its tree, the grown log, the signed head. */
const writeBatch = async (
  client: PoolClient,
  log: StoredLog,
  rows: readonly UnsealedRow[],
  { maxSeq, gaps }: SealedSoFar,
  { signer, clock }: SealOptions,
): Promise<void> => {
  const previous = log.head?.head;
  const batchNo = log.batches;
  const leaves = rows.map(({ leaf_hash }) => leaf_hash);
  const root = merkleRoot(sha256, leaves);
  const peaks = await readPeaks(client, batchNo);
  if (previous && previous.logRoot !== toHex(rootOf(peaks)))
    throw new StartError("The tree of the journal's log is not the one that was signed; run dossier journal verify.");
  const tree = grow(peaks, batchNo, batchLeafHash(sha256, rows.length, root));
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
    rows.length,
    rows.map(({ record_id }) => record_id),
    rows.map(({ entry_id }) => entry_id),
    rows.map(({ seq }) => seq),
    Buffer.concat(leaves),
    root,
    rows[0]?.seq,
    maxSeq,
    gaps.map(({ low }) => low),
    gaps.map(({ high }) => high),
    gaps.map(({ bound }) => bound),
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
const sealOne = (options: SealOptions, wait: boolean): Promise<number | undefined> =>
  turn(options, wait, async (client, log, stored) => {
    const { rows } = await run(client, readUnsealed, [
      log.max_seq ?? 0,
      log.gap_lows ?? [],
      log.gap_highs ?? [],
      options.batchSize,
    ]);
    if (rows.length === 0) return 0;
    const laterId = Number((await run(client, drawTransactionId, [])).rows[0]?.id);
    const after = advance(sealedSoFar(log), {
      seqs: rows.map(({ seq }) => Number(seq)),
      limited: rows.length === options.batchSize,
      endedBefore: Number(rows[0]?.ended_before),
      laterId,
    });
    await writeBatch(client, stored, rows, after, options);
    return rows.length;
  });

/**
 * Seals all that is committed, batch by batch, and keeps the newest head. What a transaction that is still open has
 * written is sealed when it is committed, in a later batch.
 *
 * @returns number of entries sealed by this call
 * @throws StartError when the journal was begun with another key, or does not extend the kept head
 */
export const sealAll = async (options: SealOptions, { wait }: { readonly wait: boolean }): Promise<number> => {
  let sealed = 0;
  for (;;) {
    const size = await sealOne(options, wait);
    // Another process is at it, and keeps what this one has committed.
    if (size === undefined) return sealed;
    sealed += size;
    if (size === options.batchSize) continue;
    // A head is kept after its commit, under the lock: an empty turn for the last one.
    if (size > 0 && options.heads) await turn(options, wait, async () => undefined);
    return sealed;
  }
};
