// SPDX-License-Identifier: Apache-2.0
import { type Queryable, run } from '../statement.ts';
import { type Retirement, verifyRetirement } from './retirement.ts';
import { type MonthRow, readMonths } from './statements/read-months.ts';
import type { VerifyProblem } from './verify-batch.ts';

/** A retired month, for the report. */
export type RetiredMonth = Pick<Retirement, 'month' | 'entries' | 'retiredAt'>;

interface CheckedMonths {
  /** Those that hold; only their entries may be missing. */
  readonly retirements: readonly Retirement[];
  readonly problems: readonly VerifyProblem[];
}

/** What a month lacks: its partition, or a statement that holds. */
const checkMonth = (
  { month, there, statement, signature }: MonthRow,
  { logId, publicKey }: { readonly logId: string; readonly publicKey: Uint8Array },
): { readonly retirement?: Retirement; readonly flaw?: string } => {
  if (statement === null || signature === null)
    return there ? {} : { flaw: `The entries of ${month} are gone, and nothing says that they were retired.` };
  const retirement = verifyRetirement({ statement, signature }, publicKey);
  if (retirement === undefined || retirement.month !== month || retirement.logId !== logId)
    return { flaw: `What says that ${month} was retired is not what was signed.` };
  return { retirement, ...(there && { flaw: `${month} was retired, but has a place for entries again.` }) };
};

/** The months of the journal: each is there, or signed away. */
export const checkMonths = async (
  on: Queryable,
  log: { readonly logId: string; readonly publicKey: Uint8Array },
): Promise<CheckedMonths> => {
  const checked = (await run(on, readMonths, [])).rows.map((row) => checkMonth(row, log));
  return {
    retirements: checked.flatMap(({ retirement }) => retirement ?? []),
    problems: checked.flatMap(({ flaw }) => (flaw === undefined ? [] : { subject: 'log', sentence: flaw })),
  };
};
