// SPDX-License-Identifier: Apache-2.0
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../platform/config.ts';
import { keyFiles } from '../platform/installation.ts';
import { StartError } from '../start-error.ts';
import { createLocalKeyring, verifyKeyring } from '../store/keys/index.ts';
import { createPool, packageFolder, pendingMigrations, runningUrl } from '../store/postgres/index.ts';
import { configOf } from './configuration.ts';
import type { Terminal } from './index.ts';

/** A finding that is in order is a sentence; one that is not is thrown as a StartError. */
type Check = () => Promise<string>;

const GIB = 1024 ** 3;
const WANTED_DISK_BYTES = GIB;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The path itself, or the closest folder above it that is there: where it would be made. */
const nearestExisting = async (path: string): Promise<string> =>
  (await exists(path)) || dirname(path) === path ? path : nearestExisting(dirname(path));

const checkNode: Check = async () => `Node ${process.versions.node} runs TypeScript.`;

const checkBinaries =
  ({ databaseUrl }: Config): Check =>
  async () =>
    databaseUrl === undefined
      ? `The embedded PostgreSQL is installed in ${packageFolder()}.`
      : 'The database is an external one (DATABASE_URL).';

const checkHome =
  ({ home }: Config): Check =>
  async () => {
    const place = await nearestExisting(home);
    await access(place, constants.W_OK).catch(() => {
      throw new StartError(`${place} cannot be written to; name another folder in DOSSIER_HOME.`);
    });
    const { bavail, bsize } = await statfs(place);
    const free = `${((bavail * bsize) / GIB).toFixed(1)} GiB`;
    if (bavail * bsize < WANTED_DISK_BYTES)
      throw new StartError(`Only ${free} are free in ${place}; a gibibyte is little enough.`);
    return `The home is ${home}, with ${free} free.`;
  };

const checkKeyFiles =
  ({ home }: Config): Check =>
  async () => {
    const { records, journal } = keyFiles(home);
    const files = [records, journal];
    const there = await Promise.all(files.map(exists));
    if (!there.includes(true)) return 'There are no keys yet; the first start makes them.';
    for (const [index, path] of files.entries()) {
      if (!there[index])
        throw new StartError(`The key file ${path} is missing while the other is there; restore it from your backup.`);
      if (((await stat(path)).mode & 0o077) !== 0)
        throw new StartError(`Others can read the key file ${path}; make it 0600.`);
    }
    return 'The key files are there, and only their owner can read them.';
  };

const checkDatabase = (config: Config): Check => {
  const inDatabase = async (url: string): Promise<string> => {
    const pool = createPool(url, { max: 2 });
    try {
      const { rows } = await pool.query<{ version: string; number: string }>(
        `SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number`,
      );
      const version = rows[0]?.version ?? 'unknown';
      if (Number(rows[0]?.number) < 150_000)
        throw new StartError(`The database is PostgreSQL ${version}; Dossier needs 15 or newer.`);
      const pending = await pendingMigrations(pool);
      if (pending.length > 0) throw new StartError(`The database lacks ${pending.join(', ')}; run dossier migrate.`);
      if (await exists(keyFiles(config.home).records)) {
        await verifyKeyring({ pool, keyring: await createLocalKeyring({ path: keyFiles(config.home).records }) });
      }
      return `PostgreSQL ${version} answers; its schema is up to date, and the keys open its records.`;
    } catch (error) {
      if (error instanceof StartError) throw error;
      throw new StartError(`The database does not answer: ${(error as Error).message}.`);
    } finally {
      await pool.end();
    }
  };
  return async () => {
    const url = config.databaseUrl ?? (await runningUrl(config.home));
    return url === undefined ? 'The embedded PostgreSQL is not running now; the server starts it.' : inDatabase(url);
  };
};

/** `dossier doctor`: one sentence for each check. Answers the exit code: 1 when something is not in order. */
export const runDoctor = async ({ env, out }: Terminal): Promise<number> => {
  const config = await configOf(env);
  const checks = [checkNode, checkBinaries(config), checkHome(config), checkKeyFiles(config), checkDatabase(config)];
  let exitCode = 0;
  out(`ok   The configuration is valid; the environment is ${config.environment}.\n`);
  for (const check of checks) {
    try {
      out(`ok   ${await check()}\n`);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      out(`BAD  ${error.message}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
};
