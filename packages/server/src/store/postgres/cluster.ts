// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { appendFile, chown, link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../../start-error.ts';
import type { Account } from './account.ts';
import { programIn } from './binaries.ts';
import { ownFolder, type Places } from './places.ts';
import { identify } from './process-identity.ts';
import { renderSettings } from './settings.ts';

export const USER = 'dossier';

const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const STOP_WAIT_SECONDS = 60;

/** A cluster with what is needed to run it. */
export interface Cluster {
  readonly places: Places;
  /** Folder with PostgreSQL's `bin`, `lib` and `share`. */
  readonly native: string;
  readonly account: Account | undefined;
}

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Runs one of PostgreSQL's programs as the account; answers its exit code and what it said. */
const run = (
  { places, native, account }: Cluster,
  program: 'initdb' | 'pg_ctl',
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> =>
  new Promise((done, fail) => {
    const child = spawn(programIn(native, program), args, {
      // Our own working folder may be closed to the account.
      cwd: places.cluster,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', fail);
    child.on('close', (code) => done({ code, output: output.trim() }));
  });

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The superuser's password of this home; made once, whole or not at all. */
export const passwordOf = async (path: string): Promise<string> => {
  const mine = `${path}.${randomUUID()}`;
  await writeFile(mine, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await link(mine, path).catch(() => undefined);
  await rm(mine, { force: true });
  return readFile(path, 'utf8');
};

/** Creates the cluster if there is none; answers whether it did. */
export const initialise = async (cluster: Cluster, password: string): Promise<boolean> => {
  const { places, account } = cluster;
  if (await exists(places.data)) return false;
  const unfinished = `${places.data}.unfinished`;
  const passwordFile = join(places.cluster, 'initial-password');
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (account) await chown(passwordFile, account.uid, account.gid);
    const { code, output } = await run(cluster, 'initdb', [
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and the same upper and lower case on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
    ]);
    if (code !== 0) throw new StartError(`The database cannot be created in ${places.data}: ${output}.`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await appendFile(join(unfinished, 'postgresql.conf'), "\ninclude 'dossier.conf'\n");
  // Only a finished cluster gets the name: a start that was cut off begins again.
  await rename(unfinished, places.data);
  return true;
};

/** Starts the postmaster, on this port or any free one; returns when it accepts connections. */
export const launch = async (cluster: Cluster, durable: boolean, wanted?: number): Promise<Postmaster> => {
  const { places, account } = cluster;
  if (places.socket) await ownFolder(places.socket, account);
  await clearPid(places);
  const log = await stat(places.log).catch(() => undefined);
  if (log !== undefined && log.size > LOG_LIMIT_BYTES) await rm(places.log);
  let output = '';
  // Between our look and PostgreSQL's bind somebody else may take the port: then another port.
  for (let attempt = 0; attempt < 3; attempt++) {
    const settings = join(places.data, 'dossier.conf');
    const port = wanted ?? (await freePort());
    const text = renderSettings({ port, socketFolder: places.socket, durable });
    await writeFile(settings, text, { mode: 0o600 });
    if (account) await chown(settings, account.uid, account.gid);
    const started = await run(cluster, 'pg_ctl', [
      'start',
      '-D',
      places.data,
      '-l',
      places.log,
      '-w',
      '-t',
      '120',
      '-s',
    ]);
    const postmaster = await readPostmaster(places.data);
    if (started.code === 0 && postmaster) return postmaster;
    output = started.output;
  }
  throw new StartError(
    `The database in ${places.data} does not start: ${output || 'no reason given'}. Its log is ${places.log}.`,
  );
};

/** Fast shutdown: open transactions are undone, everything committed is on disk. */
export const shutDown = async (cluster: Cluster): Promise<void> => {
  const { places } = cluster;
  if ((await findPostmaster(places)) === undefined) return;
  const args = ['stop', '-D', places.data, '-m', 'fast', '-w', '-t', String(STOP_WAIT_SECONDS), '-s'];
  const { code, output } = await run(cluster, 'pg_ctl', args);
  if (code !== 0 && (await findPostmaster(places)) !== undefined) {
    throw new Error(`PostgreSQL did not stop within ${STOP_WAIT_SECONDS} s: ${output}`);
  }
};

/** `postmaster.pid`: process, data folder, start, port, socket folder, … (PostgreSQL's pidfile.h). */
const readPostmaster = async (data: string): Promise<Postmaster | undefined> => {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
};

/** Is this process a postmaster of this folder? Where the system does not tell (no /proc), a living process counts. */
const isPostmasterOf = async (pid: number, data: string): Promise<boolean> => {
  if ((await identify(pid)) === undefined) return false;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return commandLine === undefined || commandLine.split('\0').includes(data);
};

const pidIn = async (path: string): Promise<number> =>
  Number((await readFile(path, 'utf8').catch(() => '')).split('\n')[0]);

/** A pid file that a crash left behind: were its number another process's now, PostgreSQL would refuse to start. */
const clearPid = async ({ data }: Places): Promise<void> => {
  const path = join(data, 'postmaster.pid');
  const pid = await pidIn(path);
  if (!(pid > 0) || !(await isPostmasterOf(pid, data))) await rm(path, { force: true });
};

/** The postmaster that runs on this cluster, if one does. */
export const findPostmaster = async ({ data }: Places): Promise<Postmaster | undefined> => {
  const path = join(data, 'postmaster.pid');
  if (!(await exists(path))) return undefined;
  // A postmaster that has just begun has not written all lines yet.
  for (let attempt = 0; attempt < 40; attempt++) {
    const pid = await pidIn(path);
    if (!(pid > 0) || !(await isPostmasterOf(pid, data))) return undefined;
    const postmaster = await readPostmaster(data);
    if (postmaster) return postmaster;
    await pause(50);
  }
  return undefined;
};
