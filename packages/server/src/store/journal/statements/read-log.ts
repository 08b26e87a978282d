// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

export interface LogRow {
  readonly log_id: string;
  readonly batch_no: string | null;
  readonly head: string | null;
  readonly signature: Buffer | null;
  readonly max_seq: string | null;
  readonly gap_lows: readonly string[] | null;
  readonly gap_highs: readonly string[] | null;
  readonly gap_bounds: readonly string[] | null;
}

/** The log and its last batch, if there is one. */
export const readLog = statement<LogRow>(
  'journal-read-log',
  `
SELECT
  log.log_id::text AS log_id,
  last.batch_no::text AS batch_no,
  last.head,
  last.signature,
  last.max_seq::text AS max_seq,
  last.gap_lows::text[] AS gap_lows,
  last.gap_highs::text[] AS gap_highs,
  last.gap_bounds::text[] AS gap_bounds
FROM journal_log log
LEFT JOIN (SELECT * FROM journal_batch ORDER BY batch_no DESC LIMIT 1) last ON true
`,
);
