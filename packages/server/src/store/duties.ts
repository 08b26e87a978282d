// SPDX-License-Identifier: Apache-2.0
import { addDelay, type Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import type { Duty } from '../record/ports.ts';
import type { StoreContext } from './context.ts';
import { run } from './statement.ts';
import { countDuties, type DutyRow, finishDuty, moveDuty, putOffDuty, takeDuty } from './statements/duties.ts';
import { transaction } from './transaction.ts';
import { optional, timestampFor } from './values.ts';

const dutyOf = (row: DutyRow): Duty => ({
  kind: row.kind,
  recordId: row.record_id,
  ...optional('logicalId', row.logical_id),
  dueAt: row.due_at,
});

/** One hour after the first failure, then two, four, … a day at most. */
const retryAt = (now: Instant, attempts: number): Instant => addDelay(now, { hours: Math.min(24, 2 ** attempts) });

/**
 * Performs due duties one by one, each under a lock of its own row, which other workers skip; the earliest first.
 * A duty whose performance throws stays on the list, put off; the others are performed, then the first error is thrown.
 * Answers the number performed. A worker that dies leaves its duty on the list: performing must bear repetition.
 */
export const takeDuties = async (
  { pool, clock }: StoreContext,
  dueBefore: Instant,
  limit: number,
  perform: (duty: Duty) => Promise<{ readonly dueAgainAt: Instant } | undefined>,
): Promise<number> => {
  const tried: string[] = [];
  const errors: unknown[] = [];
  while (tried.length < limit) {
    const taken = await transaction(pool, async (client) => {
      const [row] = (await run(client, takeDuty, [timestampFor(dueBefore), tried])).rows;
      if (!row) return undefined;
      tried.push(row.duty_id);
      try {
        const again = await perform(dutyOf(row));
        const duty = [row.record_id, row.duty_id];
        if (again) await run(client, moveDuty, [...duty, timestampFor(again.dueAgainAt)]);
        else await run(client, finishDuty, duty);
      } catch (error) {
        errors.push(error);
        await run(client, putOffDuty, [row.record_id, row.duty_id, timestampFor(retryAt(clock.now(), row.attempts))]);
      }
      return row;
    });
    if (!taken) break;
  }
  if (errors.length > 0) throw errors[0];
  return tried.length;
};

/** Duties whose date has come, and those among them that failed and wait for another try. */
export const countDueDuties = async (
  pool: Pool,
  at: Instant,
): Promise<{ readonly due: number; readonly putOff: number }> => {
  const row = (await run(pool, countDuties, [timestampFor(at)])).rows[0];
  return { due: row?.due ?? 0, putOff: row?.put_off ?? 0 };
};
