// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

export const readNodes = statement<{ level: number; node_index: string; hash: Buffer }>(
  'journal-read-nodes',
  `
SELECT level, node_index::text AS node_index, hash
FROM unnest($1::integer[], $2::bigint[]) AS wanted (level, node_index)
JOIN journal_node USING (level, node_index)
`,
);
