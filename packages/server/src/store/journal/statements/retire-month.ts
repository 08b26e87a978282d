// SPDX-License-Identifier: Apache-2.0
import { NO_RECORD } from '@dossier/core/journal';
import { type Statement, statement } from '../../statement.ts';
import type { Month } from '../retirement.ts';
import { ENTRY_ROW, type EntryRow } from '../rows.ts';

/** The partition of a month: a name of ours, as `journal_partition_of` makes it. */
const partitionOf = (month: Month): string => `journal_entry_${month.replace('-', '_')}`;

/** Nothing comes into the month from here to the end of the transaction; it can be read meanwhile. */
export const lockMonth = (month: Month): Statement =>
  statement(`journal-lock-month-${month}`, `LOCK TABLE ${partitionOf(month)} IN SHARE MODE`);

/** Two who retire do it one after the other. */
export const lockRetirement = statement(
  'journal-lock-retirement',
  `
SELECT pg_advisory_xact_lock(hashtext('journal_retirement'))
`,
);

/**
 * Number of entries of a month, and of those that may not go yet: their record stands, or was closed after $1. Of a
 * record that is gone, the day of its closing is in the journal; in doubt it is the day when it was destroyed, or its last
 * entry. An entry that names no record has its own day.
 */
export const countHeldBack = (month: Month): Statement<{ entries: number; held: number; first_seq: string | null }> =>
  statement(
    `journal-count-held-back-${month}`,
    `
WITH touched AS (
  SELECT record_id, count(*) AS entries, max(at) AS newest, min(seq) AS first_seq
  FROM ${partitionOf(month)} GROUP BY record_id
)
SELECT
  COALESCE(sum(entries), 0)::bigint AS entries,
  COALESCE(sum(entries) FILTER (WHERE CASE
    WHEN record_id = '${NO_RECORD}' THEN newest > $1::timestamptz
    ELSE EXISTS (SELECT FROM record.record standing WHERE standing.record_id = touched.record_id)
      OR COALESCE(
        (SELECT max(at) FROM journal_entry closing
         WHERE closing.record_id = touched.record_id AND operation = 'record.close' AND outcome = 'success'),
        (SELECT destroyed_at FROM record.key_receipt receipt WHERE receipt.record_id = touched.record_id),
        (SELECT max(at) FROM journal_entry latest WHERE latest.record_id = touched.record_id)
      ) > $1::timestamptz
    END), 0)::bigint AS held,
  min(first_seq)::text AS first_seq
FROM touched
`,
  );

/** The rows of a month with these numbers. */
export const readMonthRows = (month: Month): Statement<EntryRow> =>
  statement(
    `journal-read-month-rows-${month}`,
    `
SELECT ${ENTRY_ROW}
FROM ${partitionOf(month)} entry
WHERE entry.seq = ANY ($1::bigint[])
`,
  );

/** The first batch that reaches seq $1, and the number of batches. */
export const readReach = statement<{ first: string | null; batches: string }>(
  'journal-read-reach',
  `
SELECT
  (SELECT batch_no::text FROM journal_batch WHERE max_seq >= $1::bigint ORDER BY max_seq, batch_no LIMIT 1) AS first,
  (SELECT COALESCE(max(batch_no) + 1, 0) FROM journal_batch)::text AS batches
`,
);

/** $1 first day of the month, $2 statement, $3 signature. */
export const insertRetirement = statement(
  'journal-insert-retirement',
  `
INSERT INTO journal_retirement (month, statement, signature) VALUES ($1::date, $2, $3)
`,
);

/** $1 first day of the month. */
export const dropMonth = statement(
  'journal-drop-month',
  `
SELECT journal_drop_month($1::date)
`,
);
