// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';
import type { EntryRow } from '../rows.ts';

/** Rows above seq $1 and up to $2, at most $3, for verification. */
export const readTail = statement<EntryRow>(
  'journal-read-tail',
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
FROM journal_entry entry
WHERE entry.seq > $1::bigint AND entry.seq <= $2::bigint
ORDER BY entry.seq
LIMIT $3
`,
);
