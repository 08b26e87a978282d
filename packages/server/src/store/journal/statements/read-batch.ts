// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

export interface BatchRow {
  readonly batch_no: string;
  readonly size: number;
  readonly record_ids: readonly string[];
  readonly entry_ids: readonly string[];
  readonly seqs: readonly string[];
  readonly leaf_hashes: Buffer;
  readonly root: Buffer;
  readonly first_seq: string;
  readonly max_seq: string;
  readonly gap_lows: readonly string[];
  readonly gap_highs: readonly string[];
  readonly head: string;
  readonly signature: Buffer;
}

/** One batch, for verification. */
export const readBatch = statement<BatchRow>(
  'journal-read-batch',
  `
SELECT
  batch_no::text, size, record_ids::text[], entry_ids::text[], seqs::text[], leaf_hashes, root,
  first_seq::text, max_seq::text, gap_lows::text[], gap_highs::text[], head, signature
FROM journal_batch
WHERE batch_no = $1
`,
);
