// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { StartError } from '../start-error.ts';
import {
  createPool,
  hasEmbedded,
  migrate,
  pendingMigrations,
  runningUrls,
  startEmbedded,
} from '../store/postgres/index.ts';
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

/** Most connections of a process that has the database to itself. */
const CONNECTIONS = 20;

/** Reaches the database that another process has started and brought up to date. */
export const joinDatabase = async (
  { home, databaseUrl }: Pick<Config, 'home' | 'databaseUrl'>,
  onError: (error: Error) => void,
  connections = CONNECTIONS,
): Promise<Database> => {
  const url = databaseUrl ?? (await runningUrls(home))?.socketUrl;
  if (url === undefined) throw new StartError(`The embedded database of ${home} does not run.`);
  const pool = createPool(url, { onError, max: connections });
  return { pool, applied: [], close: () => pool.end() };
};

/** Reaches the database of this configuration, or starts the embedded one, and brings its schema up to date. */
export const openDatabase = (
  config: Pick<Config, 'home' | 'databaseUrl'>,
  onError: (error: Error) => void,
  connections = CONNECTIONS,
): Promise<Database> => open(config, { onError, connections }, async (pool) => (await migrate(pool)).applied);

/**
 * Reaches the database of this configuration, or starts the embedded one, as it is: nothing is made in it.
 *
 * @throws StartError when there is none, or its schema is not that of this version
 */
export const inspectDatabase = async (
  config: Pick<Config, 'home' | 'databaseUrl'>,
  onError: (error: Error) => void,
): Promise<Database> => {
  if (config.databaseUrl === undefined && !(await hasEmbedded(config.home)))
    throw new StartError(`There is no database in ${config.home}.`);
  return open(config, { onError, connections: CONNECTIONS }, async (pool) => {
    const pending = await pendingMigrations(pool);
    if (pending.length > 0) throw new StartError(`The database lacks ${pending.join(', ')}; run dossier migrate.`);
    return [];
  });
};

const open = async (
  { home, databaseUrl }: Pick<Config, 'home' | 'databaseUrl'>,
  { onError, connections }: { readonly onError: (error: Error) => void; readonly connections: number },
  prepare: (pool: Pool) => Promise<Database['applied']>,
): Promise<Database> => {
  const embedded = databaseUrl === undefined ? await startEmbedded({ home }) : undefined;
  const pool = createPool(databaseUrl ?? embedded?.socketUrl ?? '', { onError, max: connections });
  const close = async (): Promise<void> => {
    await pool.end();
    await embedded?.stop();
  };
  try {
    if (databaseUrl !== undefined) await reach(pool);
    return { pool, applied: await prepare(pool), close };
  } catch (error) {
    await close();
    throw error;
  }
};
