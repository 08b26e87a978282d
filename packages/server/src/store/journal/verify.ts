// SPDX-License-Identifier: Apache-2.0
import { type SignedHead, toHex } from '@dossier/core/journal';
import type { Pool } from 'pg';
import { type Queryable, run } from '../statement.ts';
import { transaction } from '../transaction.ts';
import { signedHeadOf } from './heads.ts';
import { type KeptHead, rewrittenSince, whyNotReaching } from './kept-head.ts';
import { rootOf } from './log-tree.ts';
import { retiredIn } from './retirement.ts';
import { type EntryRow, flawsOf } from './rows.ts';
import { type BatchRow, readBatch } from './statements/read-batch.ts';
import { readTail } from './statements/read-tail.ts';
import { readTotals } from './statements/read-totals.ts';
import {
  checkBatch,
  checkBatchRows,
  EMPTY_LOG,
  entryProblem,
  type LogState,
  nameOf,
  readUnnamed,
  type Unnamed,
  type VerifyProblem,
} from './verify-batch.ts';
import { checkMonths, type RetiredMonth } from './verify-months.ts';

export interface VerifyProgress {
  readonly batches: number;
  readonly ofBatches: number;
  readonly entries: number;
}

export interface VerifyReport {
  /** Green: nothing was found. */
  readonly ok: boolean;
  /** Rows that were checked, sealed or not. */
  readonly entries: number;
  /**
   * Rows that no batch holds yet. Only their own text, hash and columns can be checked: that one was rewritten whole, or
   * removed, does not show.
   */
  readonly unsealed: number;
  readonly batches: number;
  /** Months whose entries were dropped by a signed act: only their leaf hashes, in the batches, are checked. */
  readonly retired: readonly RetiredMonth[];
  /** The newest head. */
  readonly head?: SignedHead;
  /** The first problems, at most `problemLimit`. */
  readonly problems: readonly VerifyProblem[];
  readonly problemCount: number;
}

export interface VerifyOptions {
  readonly pool: Pool;
  /** Ed25519, 32 raw bytes. */
  readonly publicKey: Uint8Array;
  /**
   * Heads kept outside the database, read before this call: the log must extend each of them. They show what nothing in
   * the database can: a log cut at its end, or one that a whole other one stands in for.
   */
  readonly kept?: readonly KeptHead[];
  readonly onProgress?: (progress: VerifyProgress) => void;
  readonly problemLimit?: number;
}

const PAGE = 1000;

/** The greatest number of the type bigint. */
const LAST_SEQ = 2n ** 63n - 1n;

/** Number of complete subtrees of a tree: n leaves, n/2 pairs, n/4 … */
const nodesOf = (batches: number): number => {
  let nodes = 0;
  for (let level = batches; level > 0; level = Math.floor(level / 2)) nodes += level;
  return nodes;
};

type Report = (problems: readonly VerifyProblem[]) => void;

/** Rows with numbers in (above, upTo], none of them sealed: each in itself. Answers how many. */
const checkUnsealed = async (client: Queryable, above: bigint, upTo: bigint, report: Report): Promise<number> => {
  let count = 0;
  for (let from: bigint | string = above; ; ) {
    const rows: readonly EntryRow[] = (await run(client, readTail, [from, upTo, PAGE])).rows;
    for (const row of rows) {
      const name = { recordId: row.record_id, entryId: row.entry_id };
      report(flawsOf(row).map((flaw) => entryProblem(name, flaw)));
    }
    count += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return count;
    from = last.seq;
  }
};

/** Rows that no batch names: in the gaps that the sealer will look at again, or never sealed. */
const checkUnnamed = async (
  client: Queryable,
  unnamed: Iterable<Unnamed>,
  last: BatchRow | undefined,
  report: Report,
): Promise<number> => {
  const gaps = (last?.gap_lows ?? []).map(
    (low, index) => [BigInt(low), BigInt(last?.gap_highs[index] ?? low)] as const,
  );
  let late = 0;
  for (const row of unnamed) {
    const seq = BigInt(row.seq);
    if (gaps.some(([low, high]) => low <= seq && seq <= high)) {
      late += await checkUnsealed(client, seq - 1n, seq, report);
    } else {
      report([entryProblem(row, 'its row stands among the sealed ones, but no batch names it')]);
    }
  }
  return late;
};

/** Whether the batches up to a kept head give another root than it states. Without all of them there is none. */
const isOtherThan = ({ signed }: KeptHead, { peaks, whole }: LogState, size: number): boolean =>
  whole && signed.head?.batches === size && signed.head.logRoot !== toHex(rootOf(peaks));

/**
 * Checks the whole journal in one snapshot: the leaf hash of every row from its text, every column against the text,
 * the root of every batch, the log's tree, every signature, the chain of heads, rows that are gone, rows that were put in,
 * and that the log extends what was kept of it elsewhere. Memory is that of one batch and of the late commits that are still to come.
 */
export const verifyJournal = ({
  pool,
  publicKey,
  kept = [],
  onProgress,
  problemLimit = 1000,
}: VerifyOptions): Promise<VerifyReport> =>
  transaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Before the snapshot: no month is made or dropped from here on.
    await client.query('LOCK TABLE journal_entry IN ACCESS SHARE MODE');
    const totals = (await run(client, readTotals, [])).rows[0];
    const logId = totals?.log_id ?? '';
    const batches = Number(totals?.batches ?? 0);
    const problems: VerifyProblem[] = [];
    let problemCount = 0;
    const report = (found: readonly VerifyProblem[]): void => {
      problemCount += found.length;
      problems.push(...found.slice(0, Math.max(0, problemLimit - problems.length)));
    };

    const months = await checkMonths(client, { logId, publicKey });
    report(months.problems);
    const places = months.retirements.flatMap((retirement) => retirement.places);

    let state = EMPTY_LOG;
    let last: BatchRow | undefined;
    let sealed = 0;
    const rewritten = new Set<KeptHead>();
    const unnamed = new Map<string, Unnamed>();
    for (let number = 0; number < batches; number++) {
      const batch = (await run(client, readBatch, [number])).rows[0];
      if (batch) {
        const isRetired = retiredIn(places, number);
        report(await checkBatchRows(client, batch, isRetired));
        for (const row of await readUnnamed(client, batch, state)) unnamed.set(nameOf(row.recordId, row.entryId), row);
        for (const [index, entryId] of batch.entry_ids.entries())
          unnamed.delete(nameOf(batch.record_ids[index] ?? '', entryId));
        const checked = await checkBatch(client, batch, state, { logId, publicKey });
        report(checked.problems);
        state = checked.state;
        for (const one of kept) if (isOtherThan(one, state, number + 1)) rewritten.add(one);
        sealed += [...batch.entry_ids.keys()].filter((index) => !isRetired(index)).length;
        last = batch;
      } else {
        report([{ subject: 'batch', batch: number, sentence: `Batch ${number}: its row is gone.` }]);
        state = { ...state, whole: false };
      }
      onProgress?.({ batches: number + 1, ofBatches: batches, entries: sealed });
    }
    if (Number(totals?.nodes ?? 0) !== nodesOf(batches))
      report([{ subject: 'log', sentence: `The log's tree does not have the number of nodes of ${batches} batches.` }]);
    const late = await checkUnnamed(client, unnamed.values(), last, report);
    const unsealed = late + (await checkUnsealed(client, state.maxSeq, LAST_SEQ, report));
    const head = last && signedHeadOf(last.head, last.signature);
    for (const one of kept) {
      const why = whyNotReaching(one, { logId, batches, head }, publicKey);
      const sentence = why ?? (rewritten.has(one) ? rewrittenSince(one) : undefined);
      if (sentence !== undefined) report([{ subject: 'log', sentence }]);
    }
    return {
      ok: problemCount === 0,
      entries: sealed + unsealed,
      unsealed,
      batches,
      retired: months.retirements.map(({ month, entries, retiredAt }) => ({ month, entries, retiredAt })),
      ...(head && { head }),
      problems,
      problemCount,
    };
  });
