// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';
import { ENTRY_ROW, type EntryRow } from '../rows.ts';

/** The rows with these numbers, in no order, for verification. */
export const readRowsBySeq = statement<EntryRow>(
  'journal-read-rows-by-seq',
  `
SELECT ${ENTRY_ROW}
FROM journal_entry entry
WHERE entry.seq = ANY ($1::bigint[])
`,
);
