// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** What verification will meet. */
export const readTotals = statement<{ log_id: string | null; batches: string; nodes: string }>(
  'journal-read-totals',
  `
SELECT
  (SELECT log_id::text FROM journal_log) AS log_id,
  (SELECT COALESCE(max(batch_no) + 1, 0) FROM journal_batch)::text AS batches,
  (SELECT count(*) FROM journal_node)::text AS nodes
`,
);
