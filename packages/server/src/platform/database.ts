// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { StartError } from '../start-error.ts';
import { createPool, migrate, startEmbedded } from '../store/postgres/index.ts';
import type { Config } from './config.ts';

export interface Database {
  readonly pool: Pool;
  /** Names of the migrations applied now. */
  readonly applied: readonly string[];
  /** Closes the pool, and stops the embedded PostgreSQL if it is ours. */
  close(): Promise<void>;
}

const reach = async (pool: Pool): Promise<void> => {
  await pool.query('SELECT 1').catch((error: Error) => {
    throw new StartError(`The database of DATABASE_URL cannot be reached: ${error.message || error.name}.`);
  });
};

/** Reaches the database of this configuration, or starts the embedded one, and brings its schema up to date. */
export const openDatabase = async (
  { home, databaseUrl }: Pick<Config, 'home' | 'databaseUrl'>,
  onError: (error: Error) => void,
): Promise<Database> => {
  const embedded = databaseUrl === undefined ? await startEmbedded({ home }) : undefined;
  const pool = createPool(databaseUrl ?? embedded?.socketUrl ?? '', { onError });
  const close = async (): Promise<void> => {
    await pool.end();
    await embedded?.stop();
  };
  try {
    if (databaseUrl !== undefined) await reach(pool);
    return { pool, applied: (await migrate(pool)).applied, close };
  } catch (error) {
    await close();
    throw error;
  }
};
