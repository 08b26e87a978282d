// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { BlockList, connect, isIPv6 } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp, failureOf } from './http.ts';
import { createLog } from './log.ts';

let app: FastifyInstance;
let port: number;
let lines: string[];
let ready: { database: boolean; migrations: boolean; keys: boolean };

const LIMIT = 64 * 1024;
const LINGER_MS = 400;

const check = (name: 'database' | 'migrations' | 'keys') => async () => {
  if (!ready[name]) throw new Error(`no ${name}`);
};

beforeEach(async () => {
  lines = [];
  ready = { database: true, migrations: true, keys: true };
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  app = createHttp({
    log: createLog({ logLevel: 'debug' }, sink),
    bodyLimitBytes: LIMIT,
    lingerMs: LINGER_MS,
    faces: [
      {
        prefix: '/face',
        refuse: (_request, reply, { code }) => reply.code(404).type('text/plain').send(`the face says ${code}`),
      },
    ],
    checks: { database: check('database'), migrations: check('migrations'), keys: check('keys') },
  });
  app.post('/echo/:id', async (request) => ({ received: JSON.stringify(request.body).length }));
  app.get('/breaks', async () => {
    throw Object.assign(new Error('duplicate key: Key (ins)=(279035121518989) exists'), { code: '23505' });
  });
  app.get('/slow', () => pause(1_000, { done: true }));
  app.get('/busy', async () => {
    throw new Error('timeout exceeded when trying to connect');
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
});
afterEach(() => app.close());

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

describe('where a request comes from', () => {
  const asked = async (trusted: readonly string[], forwarded?: string): Promise<string> => {
    const trustedProxies = new BlockList();
    for (const address of trusted) trustedProxies.addAddress(address, isIPv6(address) ? 'ipv6' : 'ipv4');
    const behind = createHttp({
      log: createLog({ logLevel: 'error' }),
      bodyLimitBytes: LIMIT,
      checks: { database: check('database'), migrations: check('migrations'), keys: check('keys') },
      ...(trusted.length > 0 && { trustedProxies }),
    });
    behind.get('/ip', async ({ ip }) => ip);
    try {
      const url = await behind.listen({ port: 0, host: '127.0.0.1' });
      return await (await fetch(`${url}/ip`, { headers: forwarded ? { 'x-forwarded-for': forwarded } : {} })).text();
    } finally {
      await behind.close();
    }
  };

  test('is said by a proxy that is trusted, and by nobody else', async () => {
    expect(await asked([], '192.0.2.1')).toBe('127.0.0.1');
    expect(await asked(['198.51.100.1'], '192.0.2.1')).toBe('127.0.0.1');
    expect(await asked(['127.0.0.1'], '192.0.2.1')).toBe('192.0.2.1');
    expect(await asked(['127.0.0.1'])).toBe('127.0.0.1');
  });

  test('is the last address that is not a proxy: what a caller put before it counts for nothing', async () => {
    expect(await asked(['127.0.0.1', '198.51.100.1'], '203.0.113.9, 192.0.2.1, 198.51.100.1')).toBe('192.0.2.1');
    expect(await asked(['127.0.0.1', '2001:db8::7'], '203.0.113.9, 2001:db8::1, 2001:db8::7')).toBe('2001:db8::1');
  });
});

describe('health', () => {
  test('alive', async () => {
    const response = await get('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { status: 'alive' }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('ready when database, migrations and keys are', async () => {
    const response = await get('/readyz');
    expect([response.status, await response.json()]).toEqual([
      200,
      { ready: true, database: true, migrations: true, keys: true },
    ]);
  });

  test.each(['database', 'migrations', 'keys'] as const)('not ready without %s', async (part) => {
    ready[part] = false;
    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      ready: false,
      database: true,
      migrations: true,
      keys: true,
      [part]: false,
    });
  });
});

describe('refusals', () => {
  test('an unknown address', async () => {
    const response = await get('/nothing?name=DUPONT');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'address-unknown', text: 'There is nothing at this address.' });
  });

  test('an unknown address, before the body has come', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n',
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 404 [\s\S]*"code":"address-unknown"/);
    socket.destroy();
  });

  test('an unknown address under a face, in its words', async () => {
    const response = await get('/face/nothing', { method: 'POST', body: 'x' });
    expect([response.status, await response.text()]).toEqual([404, 'the face says address-unknown']);
  });

  test('a badly encoded address', async () => {
    const response = await get('/%zz');
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'address-malformed' }),
    ]);
  });

  test('a method that the address does not take', async () => {
    const response = await get('/healthz', { method: 'DELETE' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect(await response.json()).toMatchObject({
      code: 'method-not-allowed',
      text: 'This address does not take DELETE.',
    });
  });

  test('JSON that is none, a type that nobody takes', async () => {
    const headers = { 'content-type': 'application/json' };
    const malformed = await get('/echo/1', { method: 'POST', headers, body: '{"a":' });
    expect([malformed.status, await malformed.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'body-malformed' }),
    ]);
    const odd = await get('/echo/1', { method: 'POST', headers: { 'content-type': 'text/odd' }, body: 'x' });
    expect([odd.status, await odd.json()]).toEqual([415, expect.objectContaining({ code: 'media-type-unsupported' })]);
  });

  test('a database without a free connection', async () => {
    const response = await get('/busy');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'busy' });
  });

  test('what breaks tells nothing, neither the caller nor the log', async () => {
    const response = await get('/breaks');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'unexpected' });
    expect(text).not.toMatch(/duplicate|at .*http\.test/);
    await expect.poll(() => lines.join('')).toMatch(/"code":"23505".*http\.test\.ts/);
    expect(lines.join('')).not.toContain('279035121518989');
  });
});

describe('of the errors that reach the edge', () => {
  const coded = (code: string, syscall?: string): Error => Object.assign(new Error('x'), { code, syscall });

  test.each([
    ...['08006', '53300', '53200', '57014', '57P01', '57P05', '58030', '25P03', '26000'],
    ...['ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'EAGAIN'],
  ])('%s says that the database is away', (code) => {
    expect(failureOf(coded(code), LIMIT)).toMatchObject({ code: 'busy', detail: code });
  });

  test.each([
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Query read timeout',
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Cannot use a pool after calling end on the pool',
    'Cannot use a lane after it was ended',
  ])('so does "%s"', (message) => {
    expect(failureOf(new Error(message), LIMIT)).toMatchObject({ code: 'busy', detail: message });
  });

  test.each([coded('23505'), coded('57000'), coded('42P01'), coded('ENOENT', 'open'), new Error('a timeout expired')])(
    "%o is nobody's fault but ours",
    (error) => {
      expect(failureOf(error, LIMIT)).toMatchObject({ code: 'unexpected' });
    },
  );

  test('a leading process that is too busy to tell of all is busy', () => {
    expect(failureOf(coded('DOSSIER_LEADER_BUSY'), LIMIT)).toMatchObject({ code: 'busy', detail: 'leader' });
  });

  test('a request that was cut is not a database that is away', () => {
    const cut = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    expect(failureOf(cut, LIMIT)).toMatchObject({ code: 'request-cut' });
  });
});

describe('bodies over the limit', () => {
  test('with a stated length', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await get('/echo/1', { method: 'POST', headers, body: JSON.stringify('x'.repeat(LIMIT)) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      code: 'body-too-large',
      text: 'The body is larger than the 65536 bytes accepted here.',
    });
  });

  test('without one, while it is still coming', async () => {
    const upload = httpRequest({
      port,
      host: '127.0.0.1',
      path: '/echo/1',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    });
    upload.on('error', () => undefined);
    const responded = once(upload, 'response');
    upload.write('"');
    let sentBytes = 0;
    while (sentBytes < 4 * LIMIT) {
      const chunk = 'x'.repeat(16 * 1024);
      sentBytes += chunk.length;
      if (!upload.write(chunk)) await new Promise((done) => setImmediate(done));
    }
    // The upload never ends: the answer has to come before that.
    const [response] = await responded;
    expect(response.statusCode).toBe(413);
    let body = '';
    for await (const chunk of response) body += chunk;
    expect(JSON.parse(body)).toMatchObject({ code: 'body-too-large' });
    upload.destroy();
  });

  test('a client that sends everything before it reads gets the answer', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await get('/echo/1', { method: 'POST', headers, body: Buffer.alloc(50 * 1024 * 1024, 32) });
    expect(response.status).toBe(413);
  });

  test('a client that goes on sending is cut off', { timeout: 15_000 }, async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n',
    );
    const closed = once(socket, 'close');
    const sending = setInterval(() => socket.write('x'.repeat(1024)), 20);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    await closed;
    clearInterval(sending);
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('what is no request', () => {
  const answersTo = async (text: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.write(text);
    await once(socket, 'close');
    return received;
  };

  test('behind a request that is answered ends the connection, and is not taken for its answer', async () => {
    expect(await answersTo('GET /slow HTTP/1.1\r\nHost: x\r\n\r\nno request\r\n\r\n')).toBe('');
  });

  test('in the body of a request is answered', async () => {
    const head =
      'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(await answersTo(`${head}many\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

test('the log has the pattern of the route, not the address, and no header', async () => {
  await get('/echo/279035121518989?family=DUPONT', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret-token' },
    body: '{"name":"DUPONT"}',
  });
  await expect.poll(() => lines.join('')).toContain('"route":"/echo/:id"');
  expect(lines.join('')).not.toMatch(/279035121518989|DUPONT|secret-token/);
  const entry = JSON.parse(lines.find((line) => line.includes('/echo/:id')) ?? '{}');
  expect(entry).toMatchObject({ level: 'info', method: 'POST', status: 200, request: expect.any(String) });
});
