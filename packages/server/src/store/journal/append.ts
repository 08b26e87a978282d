// SPDX-License-Identifier: Apache-2.0
import type { JournalEntry } from '@dossier/core/journal';
import { fail, ok, type Result } from '@dossier/core/result';
import { DatabaseError, type Pool } from 'pg';
import { gather } from '../gather.ts';
import { run } from '../statement.ts';
import { arraysOf, type EntryValues, valuesOf } from './rows.ts';
import { appendEntries } from './statements/append-entries.ts';

export interface Appender {
  /** Durable when it resolves; not in the journal, or not known to be, when it rejects. */
  append(entry: JournalEntry): Promise<void>;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}

/** SQLSTATE classes 22 and 23, data and constraints: the fault of one row, not of the database. */
const isFaultOfARow = (error: unknown): boolean => error instanceof DatabaseError && /^2[23]/.test(error.code ?? '');

type Outcome = Result<void, unknown>;

const insert = async (pool: Pool, rows: readonly EntryValues[]): Promise<Outcome> => {
  try {
    await run(pool, appendEntries, arraysOf(rows));
    return ok(undefined);
  } catch (error) {
    return fail(error);
  }
};

const write = async (pool: Pool, rows: readonly EntryValues[]): Promise<readonly Outcome[]> => {
  const together = await insert(pool, rows);
  if (together.ok || rows.length === 1 || !isFaultOfARow(together.error)) return rows.map(() => together);
  // One bad row must not cost the others their trace.
  const outcomes: Outcome[] = [];
  for (const row of rows) outcomes.push(await insert(pool, [row]));
  return outcomes;
};

/** Entries of concurrent requests share a commit; `groupSize` bounds one statement. */
export const createAppender = (pool: Pool, groupSize: number): Appender => {
  const { add, drain } = gather((rows: readonly EntryValues[]) => write(pool, rows), groupSize);
  return {
    append: async (entry) => {
      const outcome = await add(valuesOf(entry));
      if (!outcome.ok) throw outcome.error;
    },
    drain,
  };
};
