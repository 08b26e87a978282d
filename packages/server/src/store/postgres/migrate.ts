// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import type { Pool, PoolClient } from 'pg';
import { StartError } from '../../start-error.ts';

const FOLDER = join(import.meta.dirname, '..', 'migrations');

/** Any number that nobody else locks in this database: the bytes of "dossier". */
const LOCK = '28271265168057714';

const silent = new Logger(() => () => undefined);

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

const readMigrations = async (folder: string): Promise<readonly Migration[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations: Migration[] = [];
  for (const file of names) {
    const [, digits, name] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? [];
    if (digits === undefined || name === undefined) {
      throw new StartError(`The migration ${file} is not named NNNN-name.sql.`);
    }
    const number = Number(digits);
    if (migrations.at(-1)?.number === number) throw new StartError(`There are two migrations with number ${digits}.`);
    // A checkout may turn line ends round; that is no change.
    const sql = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
    migrations.push({ number, name, sha256: createHash('sha256').update(sql).digest('hex'), sql });
  }
  return migrations;
};

const labelOf = ({ number, name }: { readonly number: number; readonly name: string }): string =>
  `${String(number).padStart(4, '0')}-${name}`;

/** Stops the start when what was applied is not the beginning of what we have. */
const check = (applied: readonly Omit<Migration, 'sql'>[], known: readonly Migration[]): void => {
  for (const past of applied) {
    const ours = known.find(({ number }) => number === past.number);
    if (ours === undefined) {
      throw new StartError(
        `The database has the migration ${labelOf(past)}, which this version of Dossier does not know; start the version that made it, or a newer one.`,
      );
    }
    if (ours.sha256 !== past.sha256) {
      throw new StartError(
        `The migration ${labelOf(ours)} was changed after it was applied to this database; migrations are append-only, so put it back and add a new one.`,
      );
    }
  }
  const last = applied.at(-1);
  const late =
    last && known.find(({ number }) => number < last.number && !applied.some((past) => past.number === number));
  if (late) {
    throw new StartError(
      `The migration ${labelOf(late)} comes before ${labelOf(last)}, which is applied already; give it the next number.`,
    );
  }
};

const apply = async (client: PoolClient, migration: Migration): Promise<void> => {
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query('INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES ($1, $2, $3, now())', [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The migration ${labelOf(migration)} failed and was undone: ${reason}.`, { cause: error });
  }
};

const readApplied = async (client: PoolClient): Promise<readonly Omit<Migration, 'sql'>[]> =>
  (await client.query<Omit<Migration, 'sql'>>('SELECT number, name, sha256 FROM schema_migration ORDER BY number'))
    .rows;

const migrateQueue = async (pool: Pool): Promise<void> => {
  try {
    await runMigrations({ pgPool: pool, logger: silent });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The schema of the job queue could not be made: ${reason}.`, { cause: error });
  }
};

/**
 * Brings the schema to the newest version. Locks first, so that of two processes one migrates and the other finds
 * it done; each migration is a transaction of its own.
 *
 * @returns names of the migrations that this call applied
 * @throws StartError when an applied migration was changed, is unknown here, or a new one fails
 */
export const migrate = async (pool: Pool, folder = FOLDER): Promise<{ readonly applied: readonly string[] }> => {
  // The queue of jobs has a schema of its own, and locks for itself; ours refers to it.
  await migrateQueue(pool);
  const migrations = await readMigrations(folder);
  const client = await pool.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migration (
         number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL)`,
    );
    const past = await readApplied(client);
    check(past, migrations);
    const missing = migrations.filter(({ number }) => !past.some((one) => one.number === number));
    for (const migration of missing) await apply(client, migration);
    return { applied: missing.map(labelOf) };
  } finally {
    // Ends the session, and with it the lock and the setting.
    client.release(true);
  }
};

/** Names of the migrations that this database still lacks; for `/readyz` and `dossier doctor`. */
export const pendingMigrations = async (pool: Pool, folder = FOLDER): Promise<readonly string[]> => {
  const migrations = await readMigrations(folder);
  const { rows } = await pool.query<{ there: boolean }>(`SELECT to_regclass('schema_migration') IS NOT NULL AS there`);
  if (rows[0]?.there !== true) return migrations.map(labelOf);
  const applied = await pool.query<{ number: number }>('SELECT number FROM schema_migration');
  return migrations.filter(({ number }) => !applied.rows.some((row) => row.number === number)).map(labelOf);
};
