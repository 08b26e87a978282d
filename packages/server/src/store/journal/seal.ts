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
import { requireHead } from './heads.ts';
import { grow, readPeaks, writeNodes } from './log-tree.ts';
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
}

/** The head before the next one. Refuses to continue a journal that was begun with another key. */
const lastHead = ({ head, signature }: LogRow, signer: JournalSigner): JournalHead | undefined => {
  if (head === null || signature === null) return undefined;
  const last = requireHead(head, signature).head;
  if (last.keyId !== signer.keyId)
    throw new StartError(
      `The journal of this database is signed with the key ${last.keyId}, and this process has the key ${signer.keyId}; put the first one back.`,
    );
  return last;
};

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
  log: LogRow,
  rows: readonly UnsealedRow[],
  { maxSeq, gaps }: SealedSoFar,
  { signer, clock }: SealOptions,
): Promise<void> => {
  const previous = lastHead(log, signer);
  const batchNo = log.batch_no === null ? 0 : Number(log.batch_no) + 1;
  const leaves = rows.map(({ leaf_hash }) => leaf_hash);
  const root = merkleRoot(sha256, leaves);
  const tree = grow(await readPeaks(client, batchNo), batchNo, batchLeafHash(sha256, rows.length, root));
  const head: JournalHead = {
    logId: log.log_id,
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
 * Seals one batch of what is committed and not sealed yet; answers how many entries. Two sealers cannot meet: the
 * second waits, or with `wait: false` finds the first at work and answers undefined.
 */
const sealOne = (options: SealOptions, wait: boolean): Promise<number | undefined> =>
  transaction(options.pool, async (client) => {
    if (wait) await run(client, lockSealer, [LOCK]);
    else if ((await run(client, tryLockSealer, [LOCK])).rows[0]?.locked !== true) return undefined;
    // A statement of its own after the lock: it sees what the sealer before has committed.
    const log = (await run(client, readLog, [])).rows[0];
    if (!log) throw new Error('The journal has no name: its migration was not applied whole.');
    lastHead(log, options.signer);
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
    await writeBatch(client, log, rows, after, options);
    return rows.length;
  });

/**
 * Seals all that is committed, batch by batch. What a transaction that is still open has written is sealed when it is
 * committed, in a later batch.
 *
 * @returns number of entries sealed by this call
 * @throws StartError when the journal was begun with another key
 */
export const sealAll = async (options: SealOptions, { wait }: { readonly wait: boolean }): Promise<number> => {
  let sealed = 0;
  for (;;) {
    const size = await sealOne(options, wait);
    sealed += size ?? 0;
    if (size === undefined || size < options.batchSize) return sealed;
  }
};
