// SPDX-License-Identifier: Apache-2.0
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { StartError } from '../../start-error.ts';
import { usableBinaries } from './binaries.ts';
import {
  type Cluster,
  findPostmaster,
  initialise,
  launch,
  type Postmaster,
  passwordOf,
  shutDown,
  USER,
} from './cluster.ts';
import { withLock } from './lock.ts';
import { ownFolder, type Places, placesOf } from './places.ts';
import { identify, type ProcessIdentity, stillRuns } from './process-identity.ts';

const DATABASE = 'dossier';
const ANSWER_WAIT_MS = 60_000;

/** 57P01, 57P02: it cuts its connections; 57P03: it is starting up, recovering or shutting down. No code: cut by pg. */
const PASSING: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET']);

export interface EmbeddedPostgres {
  /** TCP on 127.0.0.1, with the password in it. */
  readonly url: string;
  /** The same over the unix socket, which is faster; equal to `url` where there are none (Windows). */
  readonly socketUrl: string;
  readonly port: number;
  readonly pid: number;
  /** The cluster ran already: left over from a server that was killed, or kept by another process. */
  readonly alreadyRunning: boolean;
  /** This process stops it when it ends, and not another one. */
  readonly ours: boolean;
  /** Whether the postmaster lives. */
  runs(): Promise<boolean>;
  /** Fast shutdown; does nothing when the cluster belongs to another process that is alive. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder of the installation's state (DOSSIER_HOME). */
  readonly home: string;
  readonly log?: (line: string) => void;
  /** False only for a cluster whose data nobody will miss (tests). */
  readonly durable?: boolean;
  /** Port that it had before, where others have its address; default: any free one. */
  readonly port?: number;
}

/** Content of `<home>/postgres.json`: the cluster that runs now. */
interface RunningState extends Postmaster {
  /** The Dossier process that stops the cluster when it ends. */
  readonly owner: ProcessIdentity;
}

const urlsOf = (
  places: Places,
  port: number,
  password: string,
): { readonly url: string; readonly socketUrl: string } => {
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  if (places.socket === undefined) return { url, socketUrl: url };
  const socket = encodeURIComponent(places.socket);
  return { url, socketUrl: `postgres://${USER}:${password}@localhost/${DATABASE}?host=${socket}&port=${port}` };
};

const readState = async (places: Places): Promise<RunningState | undefined> => {
  const text = await readFile(places.state, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RunningState);
};

const writeState = async (places: Places, state: RunningState): Promise<void> => {
  const unfinished = `${places.state}.unfinished`;
  await writeFile(unfinished, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, places.state);
};

/**
 * Waits until the cluster answers (after a crash it recovers first), and creates our database in it; false when it
 * ends meanwhile: it was found while it was shutting down.
 */
const ensureDatabase = async (places: Places, { pid, port }: Postmaster, password: string): Promise<boolean> => {
  const deadline = Date.now() + ANSWER_WAIT_MS;
  for (;;) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: USER, password, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
      return true;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if ((await findPostmaster(places))?.pid !== pid) return false;
      if (Date.now() > deadline || !(code === undefined || PASSING.has(code))) {
        throw new StartError(`The database in ${places.data} runs but does not let us in: ${message}.`);
      }
      await pause(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
};

const clusterOf = async (home: string): Promise<Cluster> => {
  await mkdir(home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const { places, account } = await placesOf(home);
  await ownFolder(places.cluster, account);
  const native = await usableBinaries(places.cluster, account);
  return { places, native, account };
};

/**
 * Starts PostgreSQL for this home, or finds it running. Makes the cluster on the first start. Run by root it runs
 * as an unprivileged account. Two processes that start one home at once do not collide: the first owns the cluster,
 * the second joins it.
 *
 * @throws StartError with a sentence for the operator
 */
export const startEmbedded = async ({
  home,
  log,
  durable = true,
  port,
}: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const self = (await identify(process.pid)) ?? { pid: process.pid };
  const cluster = await clusterOf(resolve(home));
  const { places } = cluster;
  return withLock(places.lock, async () => {
    const password = await passwordOf(places.password);
    if (await initialise(cluster, password)) log?.(`created a database in ${places.data}`);
    const running = await findPostmaster(places);
    const found = running && (await ensureDatabase(places, running, password)) ? running : undefined;
    const before = found && (await readState(places));
    const owned = before !== undefined && before.pid === found?.pid && (await stillRuns(before.owner));
    const postmaster = found ?? (await launch(cluster, durable, port));
    if (!found && !(await ensureDatabase(places, postmaster, password)))
      throw new StartError(`The database in ${places.data} ended as soon as it had started. Its log is ${places.log}.`);
    if (!owned) await writeState(places, { ...postmaster, owner: self });
    const identity = (await identify(postmaster.pid)) ?? { pid: postmaster.pid };
    return {
      ...urlsOf(places, postmaster.port, password),
      ...postmaster,
      alreadyRunning: found !== undefined,
      ours: !owned,
      runs: () => stillRuns(identity),
      stop: async () => {
        if (owned) return;
        await withLock(places.lock, async () => {
          await shutDown(cluster);
          await rm(places.state, { force: true });
        });
      },
    };
  });
};

/** Whether this home has a cluster, running or not. */
export const hasEmbedded = async (home: string): Promise<boolean> => {
  const { places } = await placesOf(home);
  return access(join(places.data, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
};

/** Addresses of the cluster that runs for this home; undefined when none runs. */
export const runningUrls = async (home: string): Promise<Pick<EmbeddedPostgres, 'url' | 'socketUrl'> | undefined> => {
  const { places } = await placesOf(home);
  const postmaster = await findPostmaster(places);
  const password = await readFile(places.password, 'utf8').catch(() => undefined);
  return postmaster && password !== undefined ? urlsOf(places, postmaster.port, password) : undefined;
};

/** URL of the cluster that runs for this home, over TCP; undefined when none runs. */
export const runningUrl = async (home: string): Promise<string | undefined> => (await runningUrls(home))?.url;

/**
 * Stops the cluster of this home and deletes it with all its data.
 *
 * @throws StartError when another living process owns the cluster, unless `force`
 */
export const removeEmbedded = async (home: string, { force = false } = {}): Promise<void> => {
  const { places, account } = await placesOf(home);
  const state = await readState(places);
  const found = await findPostmaster(places);
  if (found && state && !force && state.owner.pid !== process.pid && (await stillRuns(state.owner))) {
    throw new StartError(`A running Dossier (process ${state.owner.pid}) uses the database of ${home}; stop it first.`);
  }
  if (found) await shutDown({ places, account, native: await usableBinaries(places.cluster, account) });
  for (const path of [places.cluster, places.password, places.state, places.lock]) {
    await rm(path, { recursive: true, force: true });
  }
  if (places.socket) await rm(places.socket, { recursive: true, force: true });
};
