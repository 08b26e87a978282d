// SPDX-License-Identifier: Apache-2.0
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { connect as connectPlain, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { makeDemoAuthority } from '../demo/index.ts';
import { claimPort, type Doors, openTlsDoors } from './doors.ts';
import { createHttp } from './http.ts';
import { createTls } from './tls.ts';

let home: string;
let other: string;
const at = (folder: string, name: string): string => join(folder, 'demo-ca', name);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-tls-'));
  other = await mkdtemp(join(tmpdir(), 'dossier-tls-'));
  await makeDemoAuthority(home, '127.0.0.1');
  await makeDemoAuthority(other, '127.0.0.1');
});
afterAll(async () => {
  for (const folder of [home, other]) await rm(folder, { recursive: true, force: true });
});

const running: { app: FastifyInstance; doors: Doors }[] = [];
afterEach(async () => {
  for (const { app, doors } of running.splice(0)) {
    const shut = doors.close();
    app.server.closeAllConnections();
    await Promise.all([shut, app.close()]);
  }
});

const noChecks = { database: async () => undefined, migrations: async () => undefined, keys: async () => undefined };

/** A server that speaks TLS and nothing else. */
const start = async (headersMs = 10_000) => {
  const app = createHttp({ log: pino({ level: 'silent' }), bodyLimitBytes: 1024, checks: noChecks, headersMs });
  app.post('/slow', async () => ({ done: true }));
  const reloaded = vi.fn<(error?: unknown) => void>();
  const source = { cert: at(home, 'server.pem'), key: at(home, 'server-key.pem'), clientCa: at(home, 'ca.pem') };
  const listener = await createTls(app.server, source, reloaded, 20);
  const port = await claimPort('127.0.0.1', 0);
  const doors = await openTlsDoors(app, listener, '127.0.0.1', port);
  running.push({ app, doors });
  return { app, doors, port, reloaded };
};

const get = (port: number, ca: string, agent: Agent | false = false): Promise<number | undefined> =>
  new Promise((done, failed) => {
    const sent = request({ host: '127.0.0.1', port, path: '/healthz', ca, agent }, (answer) => {
      answer.resume().on('end', () => done(answer.statusCode));
    });
    sent.on('error', failed).end();
  });

const said = (socket: Socket | TLSSocket): Promise<string> =>
  new Promise((done) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => done(text));
  });

test('it answers in TLS 1.3 and 1.2, and in nothing older', async () => {
  const { port } = await start();
  const ca = await readFile(at(home, 'ca.pem'), 'utf8');
  const spoken = (version: 'TLSv1.3' | 'TLSv1.2' | 'TLSv1.1'): Promise<string | null> =>
    new Promise((done) => {
      const ciphers = 'DEFAULT@SECLEVEL=0';
      const socket = connect({ host: '127.0.0.1', port, ca, minVersion: version, maxVersion: version, ciphers });
      socket.on('secureConnect', () => {
        done(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', () => done(null));
    });
  expect(await spoken('TLSv1.3')).toBe('TLSv1.3');
  expect(await spoken('TLSv1.2')).toBe('TLSv1.2');
  expect(await spoken('TLSv1.1')).toBeNull();
  expect(await get(port, ca)).toBe(200);
});

test('who speaks plain HTTP to it is cut off', async () => {
  const { port } = await start();
  const socket = connectPlain(port, '127.0.0.1');
  const heard = said(socket);
  socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(await heard).not.toContain('HTTP/1.1 200');
});

test('headers that do not come are waited for no longer than in plain HTTP', async () => {
  const { port } = await start(100);
  const socket = connect({ host: '127.0.0.1', port, ca: await readFile(at(home, 'ca.pem'), 'utf8') });
  const heard = said(socket);
  socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n');
  expect(await heard).toMatch(/^HTTP\/1\.1 408 /);
});

test('a body over the limit is refused as in plain HTTP', async () => {
  const { port } = await start();
  const ca = await readFile(at(home, 'ca.pem'), 'utf8');
  const status = await new Promise((done, failed) => {
    const headers = { 'content-type': 'application/json', 'content-length': 4096 };
    const sent = request({ host: '127.0.0.1', port, path: '/slow', method: 'POST', ca, headers, agent: false });
    sent.on('response', (answer) => answer.resume().on('end', () => done(answer.statusCode)));
    sent.on('error', failed);
    sent.end(Buffer.alloc(4096, 0x20));
  });
  expect(status).toBe(413);
});

test('a handshake that never comes does not keep it from closing', async () => {
  const { app, doors, port } = await start();
  const socket = connectPlain(port, '127.0.0.1');
  const heard = said(socket);
  await new Promise((done) => socket.once('connect', done));
  socket.write(Buffer.from([22, 3, 1]));
  // Taken in, or it could not be ended.
  expect(await get(port, await readFile(at(home, 'ca.pem'), 'utf8'))).toBe(200);
  running.splice(0);
  await Promise.all([doors.close(), app.close()]);
  expect(await heard).toBe('');
});

test('a certificate that changes is served to new connections, and those that are there go on', async () => {
  const { port, reloaded } = await start();
  const kept = await mkdtemp(join(tmpdir(), 'dossier-tls-'));
  const ours = await readFile(at(home, 'ca.pem'), 'utf8');
  const theirs = await readFile(at(other, 'ca.pem'), 'utf8');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (const name of ['server.pem', 'server-key.pem']) await copyFile(at(home, name), join(kept, name));
    expect(await get(port, ours, agent)).toBe(200);
    // Between the two files they do not belong together: the old ones stay.
    await copyFile(at(other, 'server.pem'), at(home, 'server.pem'));
    await vi.waitFor(() => expect(reloaded).toHaveBeenCalledWith(expect.any(Error)));
    expect(await get(port, ours)).toBe(200);
    await copyFile(at(other, 'server-key.pem'), at(home, 'server-key.pem'));
    await vi.waitFor(() => expect(reloaded).toHaveBeenCalledWith());
    expect(await get(port, theirs)).toBe(200);
    await expect(get(port, ours)).rejects.toThrow();
    expect(await get(port, ours, agent)).toBe(200);
  } finally {
    agent.destroy();
    for (const name of ['server.pem', 'server-key.pem']) await copyFile(join(kept, name), at(home, name));
    await rm(kept, { recursive: true, force: true });
  }
});

test('files that cannot be read or do not belong together stop the start with a sentence', async () => {
  const app = createHttp({ log: pino({ level: 'silent' }), bodyLimitBytes: 1024, checks: noChecks });
  const withKey = (key: string) => createTls(app.server, { cert: at(home, 'server.pem'), key }, () => undefined);
  await expect(withKey(at(other, 'server-key.pem'))).rejects.toThrow(/^TLS cannot be spoken with /);
  await expect(withKey(at(home, 'nothing.pem'))).rejects.toThrow(/^TLS cannot be spoken with /);
  await app.close();
});
