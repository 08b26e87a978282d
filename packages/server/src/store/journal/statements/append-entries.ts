// SPDX-License-Identifier: Apache-2.0
import { columnNames, statement } from '../../statement.ts';
import { ENTRY_COLUMNS } from '../rows.ts';

const plain = ENTRY_COLUMNS.filter(([name]) => name !== 'document_ids');
const [documents, from, to] = [plain.length + 1, plain.length + 2, plain.length + 3].map((number) => `$${number}`);
const unnested = plain.map(([name, type], index) => `unnest($${index + 1}::${type}[]) AS ${name}`).join(', ');

/**
 * One statement, so one commit, for the entries of many requests. Parameters as `arraysOf` makes them. The arrays are
 * unnested side by side in the list of a SELECT, which keeps none of them aside as a FROM would.
 */
export const appendEntries = statement(
  'journal-append-entries',
  `
INSERT INTO journal_entry (${columnNames(plain)}, document_ids)
SELECT ${columnNames(plain)}, (${documents}::uuid[])[first:last]
FROM (SELECT ${unnested}, unnest(${from}::integer[]) AS first, unnest(${to}::integer[]) AS last) AS new
`,
);
