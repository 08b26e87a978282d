// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** How many committed rows there are above seq $1 or in the gaps [$2, $3]. */
export const countUnsealed = statement<{ readonly unsealed: number }>(
  'journal-count-unsealed',
  `
SELECT
  (SELECT count(*) FROM journal_entry WHERE seq > $1::bigint)
  + (SELECT count(*)
     FROM unnest($2::bigint[], $3::bigint[]) AS gap (low, high)
     JOIN journal_entry ON seq BETWEEN low AND high) AS unsealed
`,
);
