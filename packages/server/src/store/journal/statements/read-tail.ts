// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';
import { ENTRY_ROW, type EntryRow } from '../rows.ts';

/** Rows above seq $1 and up to $2, at most $3, for verification. */
export const readTail = statement<EntryRow>(
  'journal-read-tail',
  `
SELECT ${ENTRY_ROW}
FROM journal_entry entry
WHERE entry.seq > $1::bigint AND entry.seq <= $2::bigint
ORDER BY entry.seq
LIMIT $3
`,
);
