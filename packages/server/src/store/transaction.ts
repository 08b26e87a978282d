// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError, type Pool, type PoolClient } from 'pg';

const UNIQUE_VIOLATION = '23505';
const DEADLOCK = '40P01';
const SERIALIZATION_FAILURE = '40001';

/** Whether a row could not be written because of a unique key: that one, or any. */
export const isViolationOf = (error: unknown, constraint?: string): boolean =>
  error instanceof DatabaseError &&
  error.code === UNIQUE_VIOLATION &&
  (constraint === undefined || error.constraint === constraint);

const ATTEMPTS = 5;

/** A deadlock or a serialization failure: the same again may succeed. */
export const mayRetry = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === DEADLOCK || error.code === SERIALIZATION_FAILURE);

const attempt = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let value: T;
  try {
    await client.query('begin');
    value = await work(client);
    // PostgreSQL answers the commit of a failed transaction with ROLLBACK, not with an error
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error('A statement of the transaction failed and nobody noticed.');
  } catch (error) {
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  }
  client.release();
  return value;
};

/**
 * Runs `work` in one transaction (READ COMMITTED) and commits; any error undoes it. After a deadlock or a serialization
 * failure it runs again, a few times at most: `work` must leave nothing behind outside the transaction.
 */
export const transaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt(pool, work);
    } catch (error) {
      if (attempts >= ATTEMPTS || !mayRetry(error)) throw error;
      await delay(Math.random() * 20 * attempts);
    }
  }
};
