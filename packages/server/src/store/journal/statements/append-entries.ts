// SPDX-License-Identifier: Apache-2.0
import { columnNames, statement } from '../../statement.ts';
import { ENTRY_COLUMNS } from '../rows.ts';

const names = columnNames(ENTRY_COLUMNS);
/** `document_ids` comes as literals: an array has no members of different lengths. */
const arrayTypes = ENTRY_COLUMNS.map(([, type], index) => `$${index + 1}::${type === 'uuid[]' ? 'text' : type}[]`);

/** One statement, so one commit, for the entries of many requests. Parameters as `arraysOf` makes them. */
export const appendEntries = statement(
  'journal-append-entries',
  `
INSERT INTO journal_entry (${names})
SELECT ${ENTRY_COLUMNS.map(([name, type]) => (type === 'uuid[]' ? `${name}::${type}` : name)).join(', ')}
FROM unnest(${arrayTypes.join(', ')}) AS new (${names})
`,
);
