// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

export interface UnsealedRow {
  /** Ascending, with commas between. */
  readonly seqs: string | null;
  /** 32 bytes for each entry. */
  readonly leaf_hashes: Buffer | null;
  /** Array literals: they go back as they came. */
  readonly record_ids: string | null;
  readonly entry_ids: string | null;
  /** Every transaction with an id below this had ended. */
  readonly ended_before: string;
}

/**
 * The lowest $4 committed rows above seq $1 or in the gaps [$2, $3], of the months from $5 on, as the columns of a batch. The inner LIMIT keeps
 * the planner at one index scan for each gap; without it, it may read the whole index in order. A leaf hash that has not
 * 32 bytes is no hash: what stands in its place moves no other.
 */
export const readUnsealed = statement<UnsealedRow>(
  'journal-read-unsealed',
  `
SELECT
  string_agg(seq::text, ',' ORDER BY seq) AS seqs,
  string_agg(CASE octet_length(leaf_hash) WHEN 32 THEN leaf_hash ELSE sha256(leaf_hash) END, '' ORDER BY seq)
    AS leaf_hashes,
  array_agg(record_id ORDER BY seq)::text AS record_ids,
  array_agg(entry_id ORDER BY seq)::text AS entry_ids,
  pg_snapshot_xmin(pg_current_snapshot())::text AS ended_before
FROM (
  SELECT * FROM (
    (SELECT record_id, entry_id, seq, leaf_hash FROM journal_entry 
     WHERE seq > $1::bigint AND at >= $5::timestamptz ORDER BY seq LIMIT $4)
    UNION ALL
    (SELECT late.*
     FROM unnest($2::bigint[], $3::bigint[]) AS gap (low, high)
     CROSS JOIN LATERAL (
       SELECT record_id, entry_id, seq, leaf_hash FROM journal_entry
       WHERE seq BETWEEN low AND high AND at >= $5::timestamptz ORDER BY seq LIMIT $4
     ) late
     ORDER BY late.seq LIMIT $4)
  ) candidates
  ORDER BY seq
  LIMIT $4
) found
`,
);
