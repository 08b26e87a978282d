// SPDX-License-Identifier: Apache-2.0
import { columnNames, placeholders, statement } from '../../statement.ts';
import { ENTRY_COLUMNS } from '../rows.ts';

/** For a caller's own transaction. Parameters as `valuesOf` makes them. */
export const insertEntry = statement(
  'journal-insert-entry',
  `
INSERT INTO journal_entry (${columnNames(ENTRY_COLUMNS)})
VALUES (${placeholders(ENTRY_COLUMNS)})
`,
);
