// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

export interface UnsealedRow {
  readonly record_id: string;
  readonly entry_id: string;
  readonly seq: string;
  readonly leaf_hash: Buffer;
  /** Every transaction with an id below this had ended. */
  readonly ended_before: string;
}

/**
 * The lowest $4 committed rows above seq $1 or in the gaps [$2, $3]. The inner LIMIT keeps the planner at one index scan
 * for each gap; without it, it may read the whole index in order.
 */
export const readUnsealed = statement<UnsealedRow>(
  'journal-read-unsealed',
  `
SELECT
  record_id::text AS record_id,
  entry_id::text AS entry_id,
  found.seq::text AS seq,
  leaf_hash,
  pg_snapshot_xmin(pg_current_snapshot())::text AS ended_before
FROM (
  (SELECT record_id, entry_id, seq, leaf_hash FROM journal_entry WHERE seq > $1::bigint ORDER BY seq LIMIT $4)
  UNION ALL
  (SELECT late.*
   FROM unnest($2::bigint[], $3::bigint[]) AS gap (low, high)
   CROSS JOIN LATERAL (
     SELECT record_id, entry_id, seq, leaf_hash FROM journal_entry WHERE seq BETWEEN low AND high ORDER BY seq LIMIT $4
   ) late
   ORDER BY late.seq LIMIT $4)
) found
ORDER BY found.seq
LIMIT $4
`,
);
