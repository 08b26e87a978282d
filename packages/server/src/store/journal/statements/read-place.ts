// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** An entry with the first batch that reaches its seq, which holds it unless it was committed late. */
export const readPlace = statement<{
  body: string;
  seq: string;
  batch_no: string | null;
  leaf_hashes: Buffer | null;
  leaf_index: number | null;
}>(
  'journal-read-place',
  `
SELECT
  entry.body,
  entry.seq::text AS seq,
  batch.batch_no::text AS batch_no,
  batch.leaf_hashes,
  array_position(batch.entry_ids, entry.entry_id) - 1 AS leaf_index
FROM journal_entry entry
LEFT JOIN LATERAL (
  SELECT batch_no, leaf_hashes, entry_ids
  FROM journal_batch
  WHERE max_seq >= entry.seq
  ORDER BY max_seq, batch_no
  LIMIT 1
) batch ON true
WHERE entry.record_id = $1 AND entry.entry_id = $2
`,
);
