// SPDX-License-Identifier: Apache-2.0
import {
  batchLeafHash,
  encodeHead,
  headHash,
  type JournalHead,
  merkleRoot,
  NO_HEAD,
  sameBytes,
  toHex,
  verifyHead,
} from '@dossier/core/journal';
import { type Queryable, run } from '../statement.ts';
import { journalCrypto, sha256 } from './crypto.ts';
import { signedHeadOf } from './heads.ts';
import { grow, readSubtrees, type TreeNode } from './log-tree.ts';
import { type EntryRow, flawsOf } from './rows.ts';
import type { BatchRow } from './statements/read-batch.ts';
import { readBatchRows } from './statements/read-batch-rows.ts';
import { readRowsBySeq } from './statements/read-rows-by-seq.ts';
import { readStrays } from './statements/read-strays.ts';

/** Something that is not as it was when it was sealed. */
export interface VerifyProblem {
  readonly subject: 'entry' | 'batch' | 'log';
  readonly recordId?: string;
  readonly entryId?: string;
  readonly batch?: number;
  /** A sentence without values of the entry: nothing in it names a person. */
  readonly sentence: string;
}

/** A row that stands below the greatest sealed number, and that no batch has named so far. */
export interface Unnamed {
  readonly recordId: string;
  readonly entryId: string;
  readonly seq: string;
  readonly batch: number;
}

/** What the batches before have led to. */
export interface LogState {
  readonly peaks: readonly TreeNode[];
  readonly head: JournalHead | undefined;
  readonly maxSeq: bigint;
  /** False from a missing batch on: roots and the chain can no longer be followed. */
  readonly whole: boolean;
}

/** Below every number of the type bigint. */
const NO_SEQ = -(2n ** 63n);

export const EMPTY_LOG: LogState = { peaks: [], head: undefined, maxSeq: NO_SEQ, whole: true };

export const nameOf = (recordId: string, entryId: string): string => `${recordId}/${entryId}`;

export const entryProblem = (
  { recordId, entryId, batch }: { readonly recordId: string; readonly entryId: string; readonly batch?: number },
  flaw: string,
): VerifyProblem => ({
  subject: 'entry',
  recordId,
  entryId,
  ...(batch !== undefined && { batch }),
  sentence: `Entry ${entryId} of record ${recordId}: ${flaw}.`,
});

const leafOf = (batch: BatchRow, index: number): Buffer => batch.leaf_hashes.subarray(index * 32, index * 32 + 32);

const namesOf = (batch: BatchRow, indexes: readonly number[]): readonly [readonly string[], readonly string[]] => [
  indexes.map((index) => batch.record_ids[index] ?? ''),
  indexes.map((index) => batch.entry_ids[index] ?? ''),
];

/** The rows that a batch names, by their numbers, and by their names where another row or none has the number. */
const rowsOf = async (client: Queryable, batch: BatchRow): Promise<ReadonlyMap<string, EntryRow>> => {
  const rows = (await run(client, readRowsBySeq, [batch.seqs])).rows;
  const byName = new Map(rows.map((row) => [nameOf(row.record_id, row.entry_id), row]));
  const missing = [...batch.entry_ids.keys()].filter(
    (index) => !byName.has(nameOf(batch.record_ids[index] ?? '', batch.entry_ids[index] ?? '')),
  );
  if (missing.length === 0) return byName;
  for (const row of (await run(client, readBatchRows, namesOf(batch, missing))).rows)
    byName.set(nameOf(row.record_id, row.entry_id), row);
  return byName;
};

/** The rows that the batch names: there, unchanged in themselves, and what was sealed; or retired, and gone. */
export const checkBatchRows = async (
  client: Queryable,
  batch: BatchRow,
  isRetired: (index: number) => boolean,
): Promise<readonly VerifyProblem[]> => {
  const byName = await rowsOf(client, batch);
  return batch.entry_ids.flatMap((entryId, index) => {
    const recordId = batch.record_ids[index] ?? '';
    const row = byName.get(nameOf(recordId, entryId));
    if (!row && isRetired(index)) return [];
    const flaws = row ? [...flawsOf(row)] : ['its row is gone'];
    if (row && isRetired(index)) flaws.push('its row is there, though it was retired');
    if (row && !sameBytes(row.leaf_hash, leafOf(batch, index))) flaws.push('its leaf hash is not the sealed one');
    if (row && row.seq !== batch.seqs[index]) flaws.push('its column seq is not the sealed one');
    return flaws.map((flaw) => entryProblem({ recordId, entryId, batch: Number(batch.batch_no) }, flaw));
  });
};

/** Rows up to the batch's greatest number that it does not name: late ones, or such as were never sealed. */
export const readUnnamed = async (
  client: Queryable,
  batch: BatchRow,
  { maxSeq }: LogState,
): Promise<readonly Unnamed[]> => {
  const values = [maxSeq, batch.max_seq, batch.record_ids, batch.entry_ids];
  const { rows } = await run(client, readStrays, values);
  return rows.map(({ record_id, entry_id, seq }) => ({
    recordId: record_id,
    entryId: entry_id,
    seq,
    batch: Number(batch.batch_no),
  }));
};

/** The batch against its own columns: sizes, order, root. */
const flawsOfBatch = (batch: BatchRow, { maxSeq }: LogState): readonly string[] => {
  const lists = [batch.record_ids, batch.entry_ids, batch.seqs];
  if (
    batch.size < 1 ||
    batch.leaf_hashes.length !== batch.size * 32 ||
    lists.some(({ length }) => length !== batch.size)
  )
    return ['its lists do not have its size'];
  const flaws: string[] = [];
  const leaves = Array.from({ length: batch.size }, (_, index) => leafOf(batch, index));
  if (!sameBytes(merkleRoot(sha256, leaves), batch.root)) flaws.push('its root is not that of its leaves');
  const seqs = batch.seqs.map(BigInt);
  const [first = NO_SEQ, last = NO_SEQ] = [seqs[0], seqs.at(-1)];
  if (seqs.some((seq, index) => seq <= (seqs[index - 1] ?? NO_SEQ)))
    flaws.push('its entries are not in the order of their numbers');
  if (BigInt(batch.first_seq) !== first) flaws.push('its first_seq is not that of its first entry');
  if (BigInt(batch.max_seq) !== (last > maxSeq ? last : maxSeq))
    flaws.push('its max_seq is not the greatest number up to it');
  return flaws;
};

/** The signed head of the batch: canonical, signed, of this log and root, chained to the head before. */
const flawsOfHead = (
  batch: BatchRow,
  state: LogState,
  logRoot: Uint8Array,
  { logId, publicKey }: { readonly logId: string; readonly publicKey: Uint8Array },
): { readonly head: JournalHead | undefined; readonly flaws: readonly string[] } => {
  const signed = signedHeadOf(batch.head, batch.signature);
  const verified = signed && verifyHead(signed, publicKey, journalCrypto);
  if (!verified) return { head: undefined, flaws: ['its head is not JSON'] };
  const flaws: string[] = [];
  if (!verified.ok) flaws.push(`its head does not hold (${verified.error.sentence})`);
  if (!verified.ok && verified.error.part === 'form') return { head: undefined, flaws };
  const { head } = signed;
  if (encodeHead(head) !== batch.head) flaws.push('its head is not in canonical form');
  if (head.logId !== logId) flaws.push('its head belongs to another log');
  if (head.batches !== Number(batch.batch_no) + 1) flaws.push('its head states another number of batches');
  if (state.whole && head.logRoot !== toHex(logRoot)) flaws.push('its head states another root of the log');
  const expected = state.head ? headHash(sha256, state.head) : NO_HEAD;
  if (state.whole && head.previousHeadHash !== expected) flaws.push('its head is not chained to the head before');
  return { head, flaws };
};

const flawsOfNodes = async (client: Queryable, completed: readonly TreeNode[]): Promise<readonly string[]> => {
  const stored = await readSubtrees(client, completed);
  return completed.flatMap(({ level, index, hash }) => {
    const found = stored.get(`${level}/${index}`);
    if (!found) return [`the node ${level}/${index} of the log's tree is gone`];
    return sameBytes(found, hash) ? [] : [`the node ${level}/${index} of the log's tree is not what its batches give`];
  });
};

/** One batch and its head, after all batches before it. */
export const checkBatch = async (
  client: Queryable,
  batch: BatchRow,
  state: LogState,
  log: { readonly logId: string; readonly publicKey: Uint8Array },
): Promise<{ readonly state: LogState; readonly problems: readonly VerifyProblem[] }> => {
  const number = Number(batch.batch_no);
  const tree = grow(state.peaks, number, batchLeafHash(sha256, Math.max(batch.size, 0), batch.root));
  const { head, flaws } = flawsOfHead(batch, state, tree.root, log);
  const nodes = state.whole ? await flawsOfNodes(client, tree.completed) : [];
  const problems = [...flawsOfBatch(batch, state), ...flaws, ...nodes].map((flaw) => ({
    subject: 'batch' as const,
    batch: number,
    sentence: `Batch ${number}: ${flaw}.`,
  }));
  return {
    state: {
      peaks: tree.peaks,
      head: head ?? state.head,
      maxSeq: BigInt(batch.max_seq),
      whole: state.whole,
    },
    problems,
  };
};
