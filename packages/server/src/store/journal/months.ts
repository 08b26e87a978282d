// SPDX-License-Identifier: Apache-2.0
import { addDelay, type Instant } from '@dossier/core/time';
import { DatabaseError, type Pool } from 'pg';
import { run } from '../statement.ts';
import { transaction } from '../transaction.ts';
import { makeMonths as makeMonthsStatement } from './statements/make-months.ts';

const LOCK_NOT_AVAILABLE = '55P03';

export const isLockTimeout = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE;

/** Without a leader for so long nothing is lost: entries wait in the place after the last month. */
const AHEAD = { months: 3 };

/** Making a month stops everyone for a moment; who waits for a long reader does not make all others wait too. */
const LOCK_TIMEOUT = '200ms';

/**
 * Makes the partitions of this month and of the coming ones.
 *
 * @returns how many were missing; undefined when somebody reads the journal for long, and it is for another time
 */
export const makeMonths = (pool: Pool, now: Instant): Promise<number | undefined> =>
  transaction(pool, async (client) => {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    return (await run(client, makeMonthsStatement, [addDelay(now, AHEAD)])).rows[0]?.made ?? 0;
  }).catch((error: unknown) => {
    if (isLockTimeout(error)) return undefined;
    throw error;
  });
