// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp } from '../http.ts';
import { createLog } from '../log.ts';
import type { Full, Places } from './places.ts';

const PLACES = 2;
const LIMIT = 64 * 1024;
const HEADERS_MS = 500;

let app: FastifyInstance;
let port: number;
let places: Places | undefined;
let refused: Full[];
/** Lets those who are at work go. */
let open: () => void;
/** What the face was asked, before any body was read. */
let authenticated: number;

beforeEach(async () => {
  refused = [];
  authenticated = 0;
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  open = resolve;
  const yes = async () => undefined;
  app = createHttp({
    log: createLog({ logLevel: 'error' }, { write: () => undefined }),
    bodyLimitBytes: LIMIT,
    headersMs: HEADERS_MS,
    checks: { database: yes, migrations: yes, keys: yes },
    metrics: async () => '',
    admission: { requests: PLACES, bodyBytes: 2 * LIMIT },
    onRefused: (full) => refused.push(full),
    onPlaces: (there) => {
      places = there;
    },
  });
  const onRequest = async () => {
    authenticated += 1;
  };
  app.route({
    method: ['GET', 'POST'],
    url: '/work',
    onRequest,
    handler: async () => {
      await opened;
      return { worked: true };
    },
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/handed-on',
    handler: (_request, reply) => {
      reply.hijack();
      reply.raw.end('answered by another program');
    },
  });
  app.post('/quick', { onRequest }, async () => ({ worked: true }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
});
afterEach(async () => {
  open();
  await app.close();
});

const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
const json = { 'content-type': 'application/json' };

const socketWith = async (text: string): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
};

const answerTo = (socket: Socket, pattern: RegExp): Promise<string> =>
  new Promise((done) => {
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
      if (pattern.test(received)) done(received);
    });
  });

const head = (...lines: readonly string[]): string =>
  ['POST /quick HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');

describe('with all places taken', () => {
  let clients: AbortController;
  beforeEach(async () => {
    clients = new AbortController();
    const { signal } = clients;
    for (let i = 0; i < PLACES; i++) void ask('/work', { signal }).catch(() => undefined);
    await expect.poll(() => authenticated).toBe(PLACES);
  });

  test('the next request is refused at once, and told when to come again', async () => {
    const response = await ask('/work');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'busy' });
    expect(refused).toEqual(['requests']);
    expect(authenticated).toBe(PLACES);
  });

  test('before its body has come', async () => {
    const socket = await socketWith(head('Content-Length: 60000'));
    expect(await answerTo(socket, /}$/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 5[\s\S]*"code":"busy"/);
    socket.destroy();
  });

  test('and without leave to send it, where leave was asked', async () => {
    const socket = await socketWith(head('Content-Length: 600', 'Expect: 100-continue'));
    expect(await answerTo(socket, /}$/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close/);
    socket.destroy();
  });

  test.each(['/healthz', '/readyz', '/metrics'])('%s answers', async (path) => {
    expect((await ask(path)).status).toBe(200);
  });

  test('there is a place again when one is done', async () => {
    open();
    await expect.poll(async () => (await ask('/work')).status).toBe(200);
    await expect.poll(() => places?.requests()).toBe(0);
  });

  test('who goes away leaves the place only when the work is done', async () => {
    clients.abort();
    await pause(100);
    expect((await ask('/work')).status).toBe(503);
    open();
    await expect.poll(() => places?.requests()).toBe(0);
    expect((await ask('/work')).status).toBe(200);
  });
});

test('what another program answers holds its place and its bytes no longer', async () => {
  for (let i = 0; i < 3 * PLACES; i++) {
    expect((await ask('/handed-on')).status).toBe(200);
    const sent = await ask('/handed-on', { method: 'POST', headers: json, body: '{}' });
    expect(await sent.text()).toBe('answered by another program');
  }
  await expect.poll(() => [places?.requests(), places?.bodyBytes()]).toEqual([0, 0]);
});

describe('bodies', () => {
  test('for which there is no room are refused before they are read', async () => {
    const slow = await Promise.all(
      [1, 2].map(() => socketWith(`${head(`Content-Length: ${LIMIT}`)}"${'x'.repeat(LIMIT - 100)}`)),
    );
    await expect.poll(() => places?.bodyBytes()).toBeGreaterThan(1.9 * LIMIT);
    await pause(2_100);
    const response = await ask('/quick', { method: 'POST', headers: json, body: JSON.stringify('y'.repeat(1000)) });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(refused).toEqual(['bytes']);
    for (const socket of slow) socket.destroy();
    await expect.poll(() => places?.bodyBytes()).toBe(0);
    expect((await ask('/quick', { method: 'POST', headers: json, body: '"y"' })).status).toBe(200);
  });

  test('that do not say how long they are, when there is no more room', async () => {
    const holding = await socketWith(`${head(`Content-Length: ${LIMIT}`)}"${'x'.repeat(LIMIT - 100)}`);
    await expect.poll(() => places?.bodyBytes()).toBeGreaterThan(0.9 * LIMIT);
    app.server.closeIdleConnections();
    const tight = await socketWith(`${head(`Content-Length: ${LIMIT}`)}"${'x'.repeat(LIMIT - 100)}`);
    await expect.poll(() => places?.bodyBytes()).toBeGreaterThan(1.9 * LIMIT);
    await pause(2_100);
    const chunk = 'z'.repeat(1000);
    const socket = await socketWith(`${head('Transfer-Encoding: chunked')}3e8\r\n${chunk}\r\n`);
    expect(await answerTo(socket, /}$/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*"code":"busy"/);
    expect(refused).toEqual(['bytes']);
    for (const one of [holding, tight, socket]) one.destroy();
    await expect.poll(() => places?.bodyBytes()).toBe(0);
  });

  test('that come with a GET are thrown away, and harm nobody', async () => {
    open();
    const socket = await socketWith(
      `GET /work HTTP/1.1\r\nHost: x\r\nContent-Length: ${3 * LIMIT}\r\n\r\n${'x'.repeat(3 * LIMIT)}`,
    );
    expect(await answerTo(socket, /}$/)).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
    await expect.poll(() => [places?.bodyBytes(), places?.requests()]).toEqual([0, 0]);
    expect((await ask('/healthz')).status).toBe(200);
  });

  test('of requests that wait behind another on their connection go with it', async () => {
    const text = `"${'x'.repeat(LIMIT / 2)}"`;
    const socket = await socketWith(
      `GET /work HTTP/1.1\r\nHost: x\r\n\r\n${head(`Content-Length: ${text.length}`)}${text}`,
    );
    await expect.poll(() => [authenticated, places?.bodyBytes()]).toEqual([2, text.length]);
    socket.resetAndDestroy();
    await expect.poll(() => places?.bodyBytes()).toBe(0);
    open();
    await expect.poll(() => places?.requests()).toBe(0);
  });

  test('too large for any server are refused as such', async () => {
    const body = JSON.stringify('x'.repeat(3 * LIMIT));
    expect((await ask('/quick', { method: 'POST', headers: json, body })).status).toBe(413);
    await expect.poll(() => places?.requests()).toBe(0);
  });
});

describe('slow senders', () => {
  test('of headers hold no place, and are cut off', async () => {
    const slow = await Promise.all(Array.from({ length: 50 }, () => socketWith('POST /quick HTTP/1.1\r\nHost: x\r\n')));
    const ended = slow.map((socket) => answerTo(socket, /request-slow/));
    expect((await ask('/quick', { method: 'POST', headers: json, body: '"x"' })).status).toBe(200);
    expect(places?.requests()).toBe(0);
    for (const answer of await Promise.all(ended)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('of bodies give their places up to others, and are answered all the same', async () => {
    const slow = await Promise.all(
      Array.from({ length: PLACES }, () => socketWith(`${head('Content-Length: 12')}"slow`)),
    );
    await expect.poll(() => places?.requests()).toBe(PLACES);
    expect((await ask('/quick', { method: 'POST', headers: json, body: '"x"' })).status).toBe(503);
    await pause(2_100);
    expect((await ask('/quick', { method: 'POST', headers: json, body: '"x"' })).status).toBe(200);
    const answers = slow.map((socket) => answerTo(socket, /}$/));
    for (const socket of slow) socket.write(' at it"');
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of slow) socket.destroy();
  });
});
