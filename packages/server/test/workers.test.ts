// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoTokenTrust, issueToken } from '../src/demo/index.ts';
import { removeEmbedded, runningUrl } from '../src/store/postgres/index.ts';
import { freePort, type Running, runDossier, startDossier } from './process.ts';

const READY = 'Ctrl-C stops everything';
const DOMINIQUE = 'patient.identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989';

let folder: string;
let home: string;
let port: number;
let env: Record<string, string>;
let house: Running;
let token: string;

const start = async (): Promise<void> => {
  house = startDossier(['demo'], { env });
  await house.said(READY);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-workers-'));
  await chmod(folder, 0o711);
  home = join(folder, 'home');
  port = await freePort();
  env = { DOSSIER_HOME: home, DOSSIER_WORKERS: '2', DOSSIER_LOG_LEVEL: 'info', PORT: String(port) };
  env = { ...env, ...(await demoTokenTrust(home)) };
  await start();
  token = await issueToken(home, 'gp');
});
afterAll(async () => {
  await house.kill('SIGTERM');
  await removeEmbedded(home, { force: true });
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Over a connection of its own. */
const get = (address: string): Promise<Answer> =>
  new Promise((done, failed) => {
    const url = address.startsWith('http') ? address : `http://127.0.0.1:${port}${address}`;
    const agent = new Agent({ keepAlive: false });
    request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      response.on('error', failed);
    })
      .on('error', failed)
      .end();
  });

/** Numbers of the workers that were told to listen, in the order of the log. */
const workersOf = async (count: number): Promise<readonly number[]> => {
  let pids: number[] = [];
  await expect
    .poll(
      () => {
        pids = [...house.out().matchAll(/"worker":(\d+),"msg":"a worker listens"/g)].map(([, pid]) => Number(pid));
        return pids.length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThanOrEqual(count);
  return pids;
};

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a house with two workers', () => {
  test('is ready whichever worker is asked, and both are', async () => {
    // The system chooses the worker for each connection.
    const answers = await Promise.all(Array.from({ length: 40 }, () => get('/readyz')));
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect(new Set(await workersOf(2)).size).toBe(2);
    const asked = (): number => {
      const lines = house.out().matchAll(/"worker":(\d+),.*"route":"\/readyz"/g);
      return new Set([...lines].map(([, pid]) => pid)).size;
    };
    await expect.poll(asked).toBe(2);
  });

  test('a page that one worker promised is read at the other', async () => {
    const first = JSON.parse((await get(`/fhir/DocumentReference?${DOMINIQUE}&status=current&_count=5`)).text);
    const next = first.link.find(({ relation }: { relation: string }) => relation === 'next').url;
    const pages = await Promise.all(Array.from({ length: 6 }, () => get(next)));
    for (const { status, text } of pages) {
      expect(status).toBe(200);
      expect(JSON.parse(text).entry).toHaveLength(5);
    }
  });

  test('/metrics adds both up', async () => {
    const count = async (): Promise<number> => {
      const { text } = await get('/metrics');
      expect(text).toMatch(/^dossier_workers 2$/m);
      expect(text).toMatch(/^dossier_database_connections_max 40$/m);
      return Number(/_seconds_count\{route="\/healthz",method="GET",status="200"\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const before = await count();
    for (let i = 0; i < 7; i++) await get('/healthz');
    expect([await count(), await count()]).toEqual([before + 7, before + 7]);
  });

  test('a worker that is killed has a successor', async () => {
    const [first = 0] = await workersOf(2);
    process.kill(first, 'SIGKILL');
    const [, , third = 0] = await workersOf(3);
    expect(runs(first)).toBe(false);
    expect(runs(third)).toBe(true);
    const answers = await Promise.all(Array.from({ length: 6 }, () => get('/readyz')));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect((await get('/metrics')).text).toMatch(/^dossier_worker_ends_total 1$/m);
  });

  test('no worker outlives its killed leader, and the next start takes over', async () => {
    const workers = (await workersOf(3)).slice(-2);
    await house.kill('SIGKILL');
    await expect.poll(() => workers.some(runs), { timeout: 5_000 }).toBe(false);
    await start();
    expect((await get('/readyz')).status).toBe(200);
  });

  test('told to stop, it finishes the request that is on', async () => {
    const workers = await workersOf(2);
    const body = JSON.stringify({ resourceType: 'Parameters', filler: 'x'.repeat(1000) });
    const upload = request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/fhir/DocumentReference',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    });
    const answered = new Promise<number | undefined>((done, failed) => {
      upload.on('response', (response) => done(response.resume().statusCode)).on('error', failed);
    });
    upload.write(body.slice(0, 500));
    await pause(300);
    const ended = house.kill('SIGTERM');
    await pause(500);
    upload.end(body.slice(500));
    // It was read whole and judged: the server did not cut it.
    expect(await answered).toBe(422);
    expect(await ended).toMatchObject({ code: 0, err: '' });
    expect(workers.some(runs)).toBe(false);
    expect(await runningUrl(home)).toBeUndefined();
  });

  test('whose successors cannot begin, it ends with a sentence', async () => {
    await start();
    const [first = 0] = await workersOf(2);
    await chmod(join(home, 'keys', 'kek.json'), 0o644);
    process.kill(first, 'SIGKILL');
    const { code, err } = await house.ended;
    expect(err).toMatch(/^5 workers in a row ended as soon as they began\. The key file .* can be read or changed by/);
    expect(code).toBe(1);
    expect(await runningUrl(home)).toBeUndefined();
    await chmod(join(home, 'keys', 'kek.json'), 0o600);
  });

  test('it says so when its port is taken', async () => {
    await start();
    const second = await runDossier(['demo'], { env });
    expect(second).toMatchObject({ code: 1, err: `Port ${port} on 127.0.0.1 is in use; name another in PORT.\n` });
    expect((await get('/readyz')).status).toBe(200);
  });
});
