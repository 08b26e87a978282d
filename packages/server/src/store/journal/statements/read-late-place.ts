// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/**
 * The batch after $1 that took up the late commit of entry $2 with seq $3; it begins at or below that number, and is
 * one of the next: OFFSET 0 makes the planner walk there instead of looking at all.
 */
export const readLatePlace = statement<{ batch_no: string; leaf_hashes: Buffer; leaf_index: number }>(
  'journal-read-late-place',
  `
SELECT batch_no::text, leaf_hashes, array_position(entry_ids, $2::uuid) - 1 AS leaf_index
FROM (SELECT * FROM journal_batch WHERE batch_no > $1::bigint ORDER BY batch_no OFFSET 0) later
WHERE first_seq <= $3::bigint AND $2::uuid = ANY (entry_ids)
LIMIT 1
`,
);
