// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

export const insertNodes = statement(
  'journal-insert-nodes',
  `
INSERT INTO journal_node (level, node_index, hash)
SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bytea[])
`,
);
