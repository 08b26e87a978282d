// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';
import type { EntryRow } from '../rows.ts';

/** The rows that a batch names, in no order, for verification; a row that is gone is not among them. */
export const readBatchRows = statement<EntryRow>(
  'journal-read-batch-rows',
  `
SELECT
  entry.record_id::text,
  entry.entry_id::text,
  entry.seq::text,
  to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  entry.actor_key,
  entry.actor_kind,
  entry.operation,
  entry.outcome,
  entry.secret,
  entry.document_ids::text[] AS document_ids,
  entry.body,
  entry.leaf_hash
FROM unnest($1::uuid[], $2::uuid[]) AS sealed (record_id, entry_id)
JOIN journal_entry entry USING (record_id, entry_id)
`,
);
