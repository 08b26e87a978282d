// SPDX-License-Identifier: Apache-2.0
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JournalEntry } from '@dossier/core/journal';
import { DatabaseError, type Pool } from 'pg';
import { run } from '../statement.ts';
import { arraysOf, type EntryValues, valuesOf } from './rows.ts';
import { appendEntries } from './statements/append-entries.ts';

interface Waiting {
  readonly values: EntryValues;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export interface Appender {
  /** Durable when it resolves; not in the journal, or not known to be, when it rejects. */
  append(entry: JournalEntry): Promise<void>;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}

/** SQLSTATE classes 22 and 23, data and constraints: the fault of one row, not of the database. */
const isFaultOfARow = (error: unknown): boolean => error instanceof DatabaseError && /^2[23]/.test(error.code ?? '');

/**
 * Group commit: what arrives while a commit is under way goes together into the next one, so the number of commits
 * does not grow with the number of requests. `groupSize` bounds one statement.
 */
export const createAppender = (pool: Pool, groupSize: number): Appender => {
  const waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;

  const insert = (group: readonly Waiting[]): Promise<unknown> =>
    run(pool, appendEntries, arraysOf(group.map(({ values }) => values)));

  const write = async (group: readonly Waiting[]): Promise<void> => {
    try {
      await insert(group);
      for (const { done } of group) done();
    } catch (error) {
      // One bad row must not cost the others their trace.
      if (group.length > 1 && isFaultOfARow(error)) for (const one of group) await write([one]);
      else for (const { failed } of group) failed(error);
    }
  };

  const flush = async (): Promise<void> => {
    // The requests of this turn of the event loop come along.
    await nextTurn();
    while (waiting.length > 0) await write(waiting.splice(0, groupSize));
    flushing = undefined;
  };

  return {
    append: async (entry) => {
      const values = valuesOf(entry);
      await new Promise<void>((done, failed) => {
        waiting.push({ values, done, failed });
        flushing ??= flush();
      });
    },
    drain: async () => {
      while (flushing) await flushing;
    },
  };
};
