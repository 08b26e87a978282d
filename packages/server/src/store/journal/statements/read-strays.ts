// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/**
 * Rows after seq $1 and up to $2 which the batch that reaches there does not name ($3, $4). They came late, and a later
 * batch names them; or they were put in, or moved.
 */
export const readStrays = statement<{ record_id: string; entry_id: string; seq: string }>(
  'journal-read-strays',
  `
SELECT record_id::text, entry_id::text, seq::text
FROM journal_entry entry
WHERE seq > $1::bigint
  AND seq <= $2::bigint
  AND NOT EXISTS (
    SELECT FROM unnest($3::uuid[], $4::uuid[]) AS sealed (record_id, entry_id)
    WHERE sealed.record_id = entry.record_id AND sealed.entry_id = entry.entry_id
  )
`,
);
