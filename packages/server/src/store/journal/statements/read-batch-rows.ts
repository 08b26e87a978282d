// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';
import { ENTRY_ROW, type EntryRow } from '../rows.ts';

/** The rows with these names, in no order, for verification; a row that is gone is not among them. */
export const readBatchRows = statement<EntryRow>(
  'journal-read-batch-rows',
  `
SELECT ${ENTRY_ROW}
FROM unnest($1::uuid[], $2::uuid[]) AS sealed (record_id, entry_id)
JOIN journal_entry entry USING (record_id, entry_id)
`,
);
