// SPDX-License-Identifier: Apache-2.0
import { columnNames, placeholders, statement } from '../../statement.ts';
import { entryColumns } from '../rows.ts';

/** For a caller's own transaction: the values of entryColumns. */
export const insertEntry = statement(
  'journal-insert-entry',
  `
INSERT INTO journal_entry (${columnNames(entryColumns)}) VALUES (${placeholders(entryColumns)})
`,
);
