// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

export const insertBatch = statement(
  'journal-insert-batch',
  `
INSERT INTO journal_batch
  (batch_no, size, record_ids, entry_ids, seqs, leaf_hashes, root, first_seq, max_seq,
   gap_lows, gap_highs, gap_bounds, head, signature)
VALUES
  ($1, $2, $3::uuid[], $4::uuid[], $5::bigint[], $6, $7, $8, $9,
   $10::bigint[], $11::bigint[], $12::text[]::xid8[], $13, $14)
`,
);
