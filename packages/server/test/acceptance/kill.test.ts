// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueToken } from '../../src/demo/index.ts';
import { freePort, type Running, runDossier, startDossier } from '../process.ts';

const INS = 'urn:oid:1.2.250.1.213.1.4.10|277076322082910';
const SHARES = 1000;
const AT_ONCE = 100;

let home = '';
let port = 0;
let server: Running;

const base = () => `http://127.0.0.1:${port}/fhir`;

const environment = () => ({
  DOSSIER_HOME: home,
  PORT: String(port),
  DOSSIER_LOG_LEVEL: 'error',
  DOSSIER_WORKERS: '2',
});

const start = async (more: Readonly<Record<string, string>> = {}): Promise<void> => {
  server = startDossier(['demo'], { env: { ...environment(), ...more } });
  await server.said('Ctrl-C');
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-kill-'));
  port = await freePort();
  await start();
});
afterAll(async () => {
  await server.kill('SIGTERM');
  await rm(home, { recursive: true, force: true });
});

interface Attempt {
  readonly uniqueId: string;
  readonly content: Buffer;
  /** Id of the DocumentReference, when the share was acknowledged. */
  acknowledged?: string;
}

const attemptOf = (): Attempt => {
  const uniqueId = randomUUID();
  return { uniqueId: `urn:uuid:${uniqueId}`, content: Buffer.from(`${uniqueId} `.repeat(40)) };
};

const publish = async (attempt: Attempt, token: string): Promise<void> => {
  const response = await fetch(`${base()}/DocumentReference`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json', prefer: 'return=minimal' },
    body: JSON.stringify({
      resourceType: 'DocumentReference',
      contained: [
        {
          resourceType: 'Practitioner',
          id: 'author',
          identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' }],
        },
      ],
      masterIdentifier: { system: 'urn:ietf:rfc:3986', value: attempt.uniqueId },
      status: 'current',
      type: { coding: [{ system: 'http://loinc.org', code: '11488-4' }] },
      subject: { reference: `Patient?identifier=${INS}` },
      date: '2026-11-20T09:00:00+01:00',
      author: [{ reference: '#author' }],
      content: [
        {
          attachment: {
            contentType: 'application/pdf',
            title: 'Compte rendu',
            data: attempt.content.toString('base64'),
          },
        },
      ],
    }),
  });
  const location = response.headers.get('location');
  await response.arrayBuffer();
  if (response.status === 201 && location) attempt.acknowledged = location.slice(location.lastIndexOf('/') + 1);
};

const acknowledgedOf = (attempts: readonly Attempt[]): number =>
  attempts.filter(({ acknowledged }) => acknowledged !== undefined).length;

/** Does something with each, so many at once. */
const inTurns = async (attempts: readonly Attempt[], work: (attempt: Attempt) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let attempt = attempts[next++]; attempt !== undefined; attempt = attempts[next++]) await work(attempt);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

/** Shares everything; a cut connection is an attempt without acknowledgement. */
const shareAll = async (attempts: readonly Attempt[], token: string, onEach: (done: number) => void): Promise<void> => {
  let done = 0;
  await inTurns(attempts, async (attempt) => {
    await publish(attempt, token).catch(() => undefined);
    onEach(++done);
  });
};

const get = async (path: string, token: string) => {
  const response = await fetch(path.startsWith('http') ? path : `${base()}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};

/** Everything acknowledged is there, byte for byte; what is there is there whole; sharing the rest again completes it. */
const checkAll = async (attempts: readonly Attempt[]): Promise<void> => {
  const author = await issueToken(home, 'gp');
  const patient = await issueToken(home, 'adele');
  const totalOf = async ({ uniqueId }: Attempt) => {
    const identifier = encodeURIComponent(`urn:ietf:rfc:3986|${uniqueId}`);
    return JSON.parse((await get(`/DocumentReference?identifier=${identifier}`, patient)).bytes.toString());
  };
  await inTurns(attempts, async (attempt) => {
    const { uniqueId, content, acknowledged } = attempt;
    const { total, entry } = await totalOf(attempt);
    if (acknowledged !== undefined) expect(total, `${uniqueId} was acknowledged`).toBe(1);
    if (total === 0) return;
    const [{ resource }] = entry;
    if (acknowledged !== undefined) expect(resource.id).toBe(acknowledged);
    const { attachment } = resource.content[0];
    const retrieved = await get(attachment.url, patient);
    expect(retrieved.status).toBe(200);
    expect(retrieved.bytes.equals(content), `${uniqueId} is whole`).toBe(true);
    expect(attachment.hash).toBe(createHash('sha1').update(content).digest('base64'));
  });
  await inTurns(attempts, (attempt) => publish(attempt, author));
  await inTurns(attempts, async (attempt) => {
    expect((await totalOf(attempt)).total, `${attempt.uniqueId} is there once`).toBe(1);
  });
};

it('keeps every acknowledged share through kill -9 of the server, and has none of them half', async () => {
  const attempts = Array.from({ length: SHARES }, attemptOf);
  const token = await issueToken(home, 'gp');
  let killed: Promise<unknown> | undefined;
  await shareAll(attempts, token, (done) => {
    if (done === SHARES / 2) killed = server.kill('SIGKILL');
  });
  await killed;
  const acknowledged = acknowledgedOf(attempts);
  expect(acknowledged).toBeGreaterThan(0);
  expect(acknowledged).toBeLessThan(SHARES);
  await start();
  await checkAll(attempts);
  expect(await runDossier(['journal', 'verify'], { env: environment() })).toMatchObject({ code: 0 });
});

it('comes through kill -9 of the database too', async () => {
  const attempts = Array.from({ length: SHARES / 4 }, attemptOf);
  const token = await issueToken(home, 'gp');
  const { pid } = JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8')) as { pid: number };
  let killed: Promise<unknown> | undefined;
  await shareAll(attempts, token, (done) => {
    if (done !== attempts.length / 2) return;
    process.kill(pid, 'SIGKILL');
    killed = server.kill('SIGKILL');
  });
  await killed;
  await start();
  await checkAll(attempts);
  expect(await runDossier(['journal', 'verify'], { env: environment() })).toMatchObject({ code: 0 });
});

it('keeps them through kill -9 of a worker, while the other workers go on', async () => {
  await server.kill('SIGTERM');
  await start({ DOSSIER_LOG_LEVEL: 'info' });
  const [, worker] = /"worker":(\d+),"msg":"a worker listens"/.exec(server.out()) ?? [];
  const attempts = Array.from({ length: SHARES / 4 }, attemptOf);
  const token = await issueToken(home, 'gp');
  let before = 0;
  await shareAll(attempts, token, (done) => {
    if (done !== attempts.length / 2) return;
    before = acknowledgedOf(attempts);
    process.kill(Number(worker), 'SIGKILL');
  });
  expect(acknowledgedOf(attempts)).toBeGreaterThan(before);
  expect(server.out()).toContain('"signal":"SIGKILL","msg":"a worker ended"');
  await checkAll(attempts);
  expect(await runDossier(['journal', 'verify'], { env: environment() })).toMatchObject({ code: 0 });
});
