// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** Makes the partitions up to the month of $1; answers how many were missing. */
export const makeMonths = statement<{ made: number }>(
  'journal-make-months',
  `
SELECT journal_make_months(($1::timestamptz AT TIME ZONE 'UTC')::date) AS made
`,
);
