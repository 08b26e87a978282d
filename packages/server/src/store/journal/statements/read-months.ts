// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

export interface MonthRow {
  /** `YYYY-MM` */
  readonly month: string;
  /** Whether its entries are where they belong. */
  readonly there: boolean;
  readonly statement: string | null;
  readonly signature: Buffer | null;
}

/** The months that have a partition or had one, the oldest first, with what says that they were retired. */
export const readMonths = statement<MonthRow>(
  'journal-read-months',
  `
SELECT
  to_char(months.month, 'YYYY-MM') AS month,
  EXISTS (
    SELECT FROM pg_inherits
    WHERE inhparent = 'journal_entry'::regclass AND inhrelid = to_regclass(journal_partition_of(months.month))
  ) AS there,
  retirement.statement,
  retirement.signature
FROM journal_month months
LEFT JOIN journal_retirement retirement USING (month)
ORDER BY months.month
`,
);
