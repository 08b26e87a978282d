// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { StartError } from '../start-error.ts';
import {
  createPool,
  type EmbeddedPostgres,
  hasEmbedded,
  migrate,
  pendingMigrations,
  runningUrls,
  startEmbedded,
} from '../store/postgres/index.ts';
import { closingUnless } from './closers.ts';
import type { Config } from './config.ts';
import { type Keeper, keepRunning } from './keep-database.ts';

export interface Database {
  readonly pool: Pool;
  /** Names of the migrations applied now. */
  readonly applied: readonly string[];
  /** Rejects with a StartError when the embedded PostgreSQL has ended and cannot be started again. */
  readonly broken: Promise<never>;
  /** Closes the pool, and stops the embedded PostgreSQL if it is ours. */
  close(): Promise<void>;
}

/** Told of what happens to it meanwhile. */
export interface DatabaseEvents {
  /** A connection broke. */
  readonly onError: (error: Error) => void;
  /** The embedded PostgreSQL ended under us, and is being started again. */
  readonly onEnded?: () => void;
  readonly onStarted?: () => void;
}

type Place = Pick<Config, 'home' | 'databaseUrl'>;

const reach = async (pool: Pool): Promise<void> => {
  await pool.query('SELECT 1').catch((error: Error) => {
    throw new StartError(`The database of DATABASE_URL cannot be reached: ${error.message || error.name}.`);
  });
};

/** Most connections of a process that has the database to itself. */
const CONNECTIONS = 20;
/** The leading process starts it again when it has ended. */
const RUNS_AGAIN_MS = 30_000;
const LOOK_MS = 100;

const never = new Promise<never>(() => undefined);

/** Reaches the embedded database that another process keeps running, as soon as it answers. */
const joinEmbedded = async (home: string, connect: (url: string) => Pool): Promise<Pool> => {
  const deadline = performance.now() + RUNS_AGAIN_MS;
  for (;;) {
    const url = (await runningUrls(home))?.socketUrl;
    if (url !== undefined) {
      const pool = connect(url);
      const answers = await pool.query('SELECT 1').then(
        () => true,
        () => false,
      );
      if (answers) return pool;
      await pool.end();
    }
    if (performance.now() > deadline) throw new StartError(`The embedded database of ${home} does not run.`);
    await pause(LOOK_MS);
  }
};

/** Reaches the database that another process has started and brought up to date. */
export const joinDatabase = async (
  { home, databaseUrl }: Place,
  { onError }: DatabaseEvents,
  connections = CONNECTIONS,
): Promise<Database> => {
  const connect = (url: string): Pool => createPool(url, { onError, max: connections });
  const pool = databaseUrl === undefined ? await joinEmbedded(home, connect) : connect(databaseUrl);
  return { pool, applied: [], broken: never, close: () => pool.end() };
};

/**
 * Reaches the database of this configuration, or starts the embedded one and keeps it running, and brings its schema up
 * to date.
 */
export const openDatabase = (config: Place, events: DatabaseEvents, connections = CONNECTIONS): Promise<Database> =>
  open(config, { events, connections }, async (pool) => (await migrate(pool)).applied);

/**
 * Reaches the database of this configuration, or starts the embedded one, as it is: nothing is made in it.
 *
 * @throws StartError when there is none, or its schema is not that of this version
 */
export const inspectDatabase = async (config: Place, events: DatabaseEvents): Promise<Database> => {
  if (config.databaseUrl === undefined && !(await hasEmbedded(config.home)))
    throw new StartError(`There is no database in ${config.home}.`);
  return open(config, { events, connections: CONNECTIONS }, async (pool) => {
    const pending = await pendingMigrations(pool);
    if (pending.length > 0) throw new StartError(`The database lacks ${pending.join(', ')}; run dossier migrate.`);
    return [];
  });
};

/** Keeps the cluster running if it is ours; another process keeps its own. */
const keep = (embedded: EmbeddedPostgres, home: string, { onEnded, onStarted }: DatabaseEvents): Keeper | undefined => {
  if (!embedded.ours) return undefined;
  const { port } = embedded;
  // At the same port: everybody connects to the address that it had.
  return keepRunning(embedded, { start: () => startEmbedded({ home, port }), onEnded, onStarted });
};

const open = async (
  { home, databaseUrl }: Place,
  { events, connections }: { readonly events: DatabaseEvents; readonly connections: number },
  prepare: (pool: Pool) => Promise<Database['applied']>,
): Promise<Database> => {
  const embedded = databaseUrl === undefined ? await startEmbedded({ home }) : undefined;
  const keeper = embedded && keep(embedded, home, events);
  const url = databaseUrl ?? embedded?.socketUrl ?? '';
  const pool = createPool(url, { onError: events.onError, max: connections });
  const close = async (): Promise<void> => {
    await keeper?.stop();
    await pool.end();
    await embedded?.stop();
  };
  return closingUnless(async () => {
    if (databaseUrl !== undefined) await reach(pool);
    return { pool, applied: await prepare(pool), broken: keeper?.broken ?? never, close };
  }, close);
};
