// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPool, removeEmbedded, runningUrl, startEmbedded } from './index.ts';

const DOOR = join(import.meta.dirname, 'index.ts');
const root = process.getuid?.() === 0;

let folder: string;
let home: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-embedded-'));
  await chmod(folder, 0o755);
  home = join(folder, 'home');
});
afterEach(async () => {
  await removeEmbedded(home, { force: true });
  await rm(folder, { recursive: true, force: true });
});

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const pool = createPool(url, { max: 1 });
  try {
    return (await pool.query(sql)).rows;
  } finally {
    await pool.end();
  }
};

/** Another process that starts the cluster, says so, and stays. */
const starter = (forHome: string, options: { uid?: number; gid?: number } = {}) => {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(DOOR)});
    const cluster = await startEmbedded({ home: ${JSON.stringify(forHome)}, durable: false });
    console.log(JSON.stringify(cluster));
    process.on('SIGTERM', () => cluster.stop().then(() => process.exit(0)));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...options,
  });
  const started = once(child.stdout, 'data').then(
    ([chunk]) => JSON.parse(String(chunk)) as { pid: number; url: string; alreadyRunning: boolean },
  );
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return { started, end };
};

test('starts from nothing, keeps what was written, starts again', async () => {
  const first = await startEmbedded({ home });
  expect(first.alreadyRunning).toBe(false);
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  expect(await runningUrl(home)).toBe(first.url);
  expect(await query(first.socketUrl, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await first.stop();
  expect(await runningUrl(home)).toBeUndefined();

  const second = await startEmbedded({ home });
  expect(second.alreadyRunning).toBe(false);
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await second.stop();
  await expect(stat(join(home, 'postgres.json'))).rejects.toThrow('ENOENT');
});

test('is durable, checks its pages, speaks UTF-8 and UTC, lets nobody in without the password', async () => {
  const cluster = await startEmbedded({ home });
  const [settings] = await query(
    cluster.url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
            current_setting('data_checksums') AS checksums, current_setting('server_encoding') AS encoding,
            current_setting('TimeZone') AS zone, current_setting('listen_addresses') AS listens, lower('ÉLÉA') AS lower`,
  );
  expect(settings).toEqual({
    fsync: 'on',
    commit: 'on',
    checksums: 'on',
    encoding: 'UTF8',
    zone: 'UTC',
    listens: '127.0.0.1',
    lower: 'éléa',
  });
  const wrong = new URL(cluster.url);
  wrong.password = 'guess';
  await expect(query(wrong.toString(), 'SELECT 1')).rejects.toThrow('password authentication failed');
  const password = join(home, 'postgres.password');
  expect((await stat(password)).mode & 0o777).toBe(0o600);
  expect((await stat(join(home, 'postgres.json'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(home, 'postgres.json'), 'utf8')).not.toContain(await readFile(password, 'utf8'));
  await cluster.stop();
});

test('a cluster that a killed server left running is taken over', async () => {
  const killed = starter(home);
  const before = await killed.started;
  await killed.end('SIGKILL');
  const after = await startEmbedded({ home });
  expect(after).toMatchObject({ alreadyRunning: true, pid: before.pid, url: before.url });
  await after.stop();
  expect(await runningUrl(home)).toBeUndefined();
});

test('a second process joins, and its stop does not stop the first', async () => {
  const owner = starter(home);
  const { url } = await owner.started;
  const joined = await startEmbedded({ home });
  expect(joined.alreadyRunning).toBe(true);
  await joined.stop();
  expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await expect(removeEmbedded(home)).rejects.toThrow(/A running Dossier \(process \d+\) uses the database/);
  await owner.end('SIGTERM');
  expect(await runningUrl(home)).toBeUndefined();
});

test('processes that start at once end up with one cluster', async () => {
  const starters = [starter(home), starter(home), starter(home)];
  const clusters = await Promise.all(starters.map(({ started }) => started));
  expect(new Set(clusters.map(({ pid }) => pid)).size).toBe(1);
  expect(clusters.filter(({ alreadyRunning }) => !alreadyRunning)).toHaveLength(1);
  await Promise.all(starters.map(({ end }) => end('SIGTERM')));
  expect(await runningUrl(home)).toBeUndefined();
});

test('recovers after the postmaster itself was killed', async () => {
  const crashed = await startEmbedded({ home });
  await query(crashed.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  process.kill(crashed.pid, 'SIGKILL');
  await pause(100);
  const recovered = await startEmbedded({ home });
  expect(recovered.pid).not.toBe(crashed.pid);
  expect(await query(recovered.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await recovered.stop();
});

test.skipIf(process.platform === 'win32')('a cluster found while it shuts down is started again', async () => {
  const dying = await startEmbedded({ home });
  const client = new pg.Client(dying.url);
  client.on('error', () => undefined);
  await client.connect();
  const [backend] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
  // The postmaster waits for a backend that does not end, and lets nobody in meanwhile.
  process.kill(backend?.pid ?? 0, 'SIGSTOP');
  process.kill(dying.pid, 'SIGQUIT');
  const starting = startEmbedded({ home });
  await pause(500);
  expect(await runningUrl(home)).toBe(dying.url);
  process.kill(backend?.pid ?? 0, 'SIGCONT');
  const after = await starting;
  expect(after).toMatchObject({ alreadyRunning: false });
  expect(after.pid).not.toBe(dying.pid);
  expect(await query(after.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await after.stop();
});

test.runIf(process.platform === 'linux')(
  'a stale pid file whose number now belongs to another process is no obstacle',
  async () => {
    const first = await startEmbedded({ home });
    const data = String(
      ((await query(first.url, 'SHOW data_directory')) as { data_directory: string }[])[0]?.data_directory,
    );
    await first.stop();
    await writeFile(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n1\n${first.port}\n\n\n\nready\n`);
    const second = await startEmbedded({ home });
    expect(second.alreadyRunning).toBe(false);
    await second.stop();
  },
);

test('a start that was cut off while the cluster was made begins again', async () => {
  const first = await startEmbedded({ home });
  const [{ data_directory: data }] = (await query(first.url, 'SHOW data_directory')) as [{ data_directory: string }];
  await first.stop();
  await rm(data, { recursive: true });
  await mkdir(`${data}.unfinished`);
  await writeFile(join(`${data}.unfinished`, 'PG_VERSION'), '18');
  const second = await startEmbedded({ home });
  expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await second.stop();
});

test('a home with a long path gets its socket elsewhere', async () => {
  home = join(folder, 'long-'.repeat(20), 'home');
  const cluster = await startEmbedded({ home });
  expect(await query(cluster.socketUrl, 'SELECT inet_server_addr() IS NULL AS socket')).toEqual([{ socket: true }]);
  await cluster.stop();
});

describe.runIf(root)('as root', () => {
  test('PostgreSQL runs as another account, which alone can read the data', async () => {
    const cluster = await startEmbedded({ home });
    const status = await readFile(`/proc/${cluster.pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t(?!0\t)/m);
    const data = await stat(join(home, 'postgres', 'data'));
    expect([data.mode & 0o777, data.uid]).not.toContain(0);
    expect(data.mode & 0o077).toBe(0);
    await cluster.stop();
  });

  test('a home that the account cannot enter keeps its data elsewhere', async () => {
    await chmod(folder, 0o700);
    const cluster = await startEmbedded({ home });
    const [{ data_directory: data }] = (await query(cluster.url, 'SHOW data_directory')) as [
      { data_directory: string },
    ];
    expect(data.startsWith(folder)).toBe(false);
    await cluster.stop();
    await removeEmbedded(home);
    await expect(stat(data)).rejects.toThrow('ENOENT');
  });

  test('a cluster that exists is never passed over when rights change', async () => {
    const first = await startEmbedded({ home });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    await chmod(home, 0o700);
    await expect(startEmbedded({ home })).rejects.toThrow(/can no longer enter .*; let it pass with: chmod o\+x /);
    await chmod(home, 0o711);
    const again = await startEmbedded({ home });
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await again.stop();
  });

  test('a cluster outside its home stays there when the home opens', async () => {
    await chmod(folder, 0o700);
    const first = await startEmbedded({ home });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    await chmod(folder, 0o755);
    const again = await startEmbedded({ home });
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await again.stop();
  });

  test('a user without privileges starts it too', async () => {
    const user = { uid: 65534, gid: 65534 };
    await chmod(folder, 0o777);
    const process = starter(home, user);
    const cluster = await process.started;
    expect(await query(cluster.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(await readFile(`/proc/${cluster.pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t/m);
    await query(cluster.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await process.end('SIGTERM');
    const asRoot = await startEmbedded({ home });
    expect(await query(asRoot.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await asRoot.stop();
  });
});
