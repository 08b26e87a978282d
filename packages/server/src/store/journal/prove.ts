// SPDX-License-Identifier: Apache-2.0
import {
  type ConsistencyProof,
  consistencyRanges,
  type Hex,
  type InclusionProof,
  inclusionPath,
  inclusionRanges,
  type SignedHead,
  toHex,
} from '@dossier/core/journal';
import type { Pool } from 'pg';
import { type Queryable, run } from '../statement.ts';
import { sha256 } from './crypto.ts';
import { requireHead } from './heads.ts';
import { hashesOfRanges, leavesOf } from './log-tree.ts';
import { readHead as readHeadStatement } from './statements/read-head.ts';
import { readLatePlace } from './statements/read-late-place.ts';
import { readLog } from './statements/read-log.ts';
import { readPlace } from './statements/read-place.ts';

const headOf = (
  row: { readonly head: string | null; readonly signature: Buffer | null } | undefined,
): SignedHead | undefined => (row?.head && row.signature ? requireHead(row.head, row.signature) : undefined);

/** The newest signed head; undefined while nothing is sealed. */
export const readHead = async (pool: Pool): Promise<SignedHead | undefined> =>
  headOf((await run(pool, readLog, [])).rows[0]);

interface Place {
  readonly body: string;
  readonly batchIndex: number;
  readonly leaves: readonly Uint8Array[];
  readonly leafIndex: number;
}

const findPlace = async (pool: Pool, recordId: string, entryId: string): Promise<Place | undefined> => {
  const entry = (await run(pool, readPlace, [recordId, entryId])).rows[0];
  if (entry?.batch_no == null) return undefined;
  const { body, seq, batch_no, leaf_hashes, leaf_index } = entry;
  const batch =
    leaf_hashes && leaf_index !== null
      ? { batch_no, leaf_hashes, leaf_index }
      : (await run(pool, readLatePlace, [batch_no, entryId, seq])).rows[0];
  return (
    batch && {
      body,
      batchIndex: Number(batch.batch_no),
      leaves: leavesOf(batch.leaf_hashes),
      leafIndex: batch.leaf_index,
    }
  );
};

/**
 * The proof that an entry stands in the log of the newest head. Undefined when the record has no such entry, or
 * while it is not sealed.
 */
export const proveEntry = async (
  pool: Pool,
  recordId: string,
  entryId: string,
): Promise<InclusionProof | undefined> => {
  const place = await findPlace(pool, recordId, entryId);
  // Read after the place: the log of this head holds the batch.
  const head = place && (await readHead(pool));
  if (!place || !head) return undefined;
  const { body, batchIndex, leaves, leafIndex } = place;
  const logPath = await hashesOfRanges(pool, inclusionRanges(batchIndex, head.head.batches));
  return {
    entry: body,
    leafIndex,
    batchSize: leaves.length,
    batchPath: inclusionPath(sha256, leaves, leafIndex).map(toHex),
    batchIndex,
    logPath: logPath.map(toHex),
    head,
  };
};

/** The nodes which show that the log of `batches` begins with the log of `fromBatches`, a number from 1 to `batches`. */
export const consistencyPathOf = async (on: Queryable, fromBatches: number, batches: number): Promise<readonly Hex[]> =>
  (await hashesOfRanges(on, consistencyRanges(fromBatches, batches))).map(toHex);

/** The proof that the newest log begins with the log of `fromBatches` batches; undefined when there was none of that size. */
export const proveConsistency = async (pool: Pool, fromBatches: number): Promise<ConsistencyProof | undefined> => {
  if (!Number.isSafeInteger(fromBatches) || fromBatches < 1) return undefined;
  const from = headOf((await run(pool, readHeadStatement, [fromBatches - 1])).rows[0]);
  const to = await readHead(pool);
  if (!from || !to) return undefined;
  return { from, to, path: await consistencyPathOf(pool, fromBatches, to.head.batches) };
};
