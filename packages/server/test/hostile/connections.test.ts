// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../src/faces/fhir/intake/test-messages.ts';
import { type HostileHouse, hostileHouse } from './hostile-house.ts';

let hostile: HostileHouse;
let authorization: string;
beforeAll(async () => {
  hostile = await hostileHouse();
  authorization = `Authorization: Bearer ${await hostile.bearer()}`;
});
afterAll(() => hostile.house.stop());

let serial = 0;
const message = (): string => {
  const valid = bundle();
  valid.entry[0].resource.identifier[0].value = `urn:oid:1.2.250.1.999.8.810.${++serial}`;
  valid.entry[1].resource.masterIdentifier.value = `urn:oid:1.2.250.1.999.7.810.${serial}`;
  return JSON.stringify(valid);
};

const head = (...lines: readonly string[]): string =>
  ['POST /fhir/ HTTP/1.1', 'Host: x', 'Content-Type: application/fhir+json', ...lines, authorization, '', ''].join(
    '\r\n',
  );

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

const answersOf = (received: string): readonly string[] =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status ?? '');

const cut = async (socket: Socket): Promise<void> => {
  socket.destroy();
  await once(socket, 'close');
};

describe('a connection that is cut in the middle of an upload', () => {
  it.each<[string, (body: string) => readonly string[]]>([
    ['after its headers', (body) => [head(`Content-Length: ${body.length}`)]],
    ['after half of its body', (body) => [head(`Content-Length: ${body.length}`), body.slice(0, body.length / 2)]],
    ['one byte before its end', (body) => [head(`Content-Length: ${body.length}`), body.slice(0, -1)]],
    ['between two chunks', (body) => [head('Transfer-Encoding: chunked'), chunk(body.slice(0, 900))]],
    ['in a chunk', (body) => [head('Transfer-Encoding: chunked'), chunk(body).slice(0, 900)]],
    [
      'before the last chunk, with all of the message there',
      (body) => [head('Transfer-Encoding: chunked'), chunk(body)],
    ],
  ])('%s leaves nothing', async (_, parts) => {
    const logged = hostile.house.log.length;
    await hostile.leavesNothing(async () => {
      const socket = await hostile.socket();
      for (const part of parts(message())) socket.write(part);
      await sleep(50);
      await cut(socket);
      await expect.poll(() => hostile.house.log.slice(logged).join('')).toMatch(/"failure":"request-cut"|"status":400/);
    });
  });

  it('and many at once do not use up the server', async () => {
    await hostile.leavesNothing(async () => {
      const body = message();
      const sockets = await Promise.all(Array.from({ length: 200 }, () => hostile.socket()));
      for (const socket of sockets) socket.write(head(`Content-Length: ${body.length}`) + body.slice(0, 1000));
      expect((await hostile.ask({ path: '/healthz' })).status).toBe(200);
      await Promise.all(sockets.map(cut));
    });
  });

  it('reset after the last byte is shared whole, or not at all', async () => {
    const body = message();
    const socket = await hostile.socket();
    socket.write(head(`Content-Length: ${body.length}`) + body);
    socket.resetAndDestroy();
    await sleep(200);
    const again = await hostile.ask({ body });
    expect(again.status, again.text).toBe(200);
    const statuses = again.json.entry.map(({ response }: { response: { status: string } }) => response.status);
    expect(new Set(statuses).size).toBe(1);
  });
});

describe('a slow upload', () => {
  it('is waited for, and nobody waits with it', async () => {
    const body = message();
    const socket = await hostile.socket();
    let received = '';
    socket.on('data', (data) => {
      received += data.toString();
    });
    socket.write(head(`Content-Length: ${body.length}`));
    const step = Math.ceil(body.length / 8);
    for (let at = 0; at < body.length; at += step) {
      socket.write(body.slice(at, at + step));
      await sleep(100);
      expect((await hostile.ask({ path: '/healthz' })).status).toBe(200);
    }
    await expect.poll(() => received).toContain('transaction-response');
    await cut(socket);
  });
});

describe('Expect: 100-continue', () => {
  const expecting = (...lines: readonly string[]): string =>
    [
      'POST /fhir/ HTTP/1.1',
      'Host: x',
      'Content-Type: application/fhir+json',
      'Expect: 100-continue',
      ...lines,
      '',
    ].join('\r\n');

  it('is answered when the headers let the body in', async () => {
    const body = message();
    const socket = await hostile.socket();
    let received = '';
    socket.on('data', (data) => {
      received += data.toString();
    });
    socket.write(`${expecting(`Content-Length: ${body.length}`)}${authorization}\r\n\r\n`);
    await expect.poll(() => received).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
    socket.write(body);
    await expect.poll(() => received).toContain('transaction-response');
    expect(answersOf(received)).toEqual(['100', '200']);
    await cut(socket);
  });

  it.each<[string, readonly string[], string, string]>([
    ['without a token', ['Content-Length: 20'], '401', 'token-missing'],
    [
      'for a type that is not taken',
      ['Content-Type: text/plain', 'Content-Length: 20'],
      '415',
      'media-type-unsupported',
    ],
    ['for a body over the limit', ['Content-Length: 99999999'], '413', 'body-too-large'],
  ])('is refused %s, before the body is sent', async (_, lines, status, code) => {
    const received = await hostile.leavesNothing(() =>
      hostile.raw(`${expecting(...lines)}${status === '401' ? 'X-Own: 1' : authorization}\r\n\r\n`),
    );
    expect(answersOf(received)).toEqual([status]);
    expect(received).toContain(code);
    expect(received.toLowerCase()).toContain('connection: close');
  });

  it('of something else is refused', async () => {
    const received = await hostile.leavesNothing(() =>
      hostile.raw(
        `${expecting('Connection: close', 'Content-Length: 0').replace('100-continue', 'the-unexpected')}\r\n`,
      ),
    );
    expect(answersOf(received)).toEqual(['417']);
  });
});

describe('what is no HTTP', () => {
  const get = (path: string, ...lines: readonly string[]): string =>
    [`GET ${path} HTTP/1.1`, 'Host: x', ...lines, '', ''].join('\r\n');
  it.each<[string, () => string | Buffer, string, string]>([
    ['a length that is no number', () => `${head('Content-Length: many')}{}`, '400', 'its Content-Length is not'],
    ['a negative length', () => `${head('Content-Length: -2')}{}`, '400', 'its Content-Length is not'],
    [
      'a length beyond all numbers',
      () => `${head(`Content-Length: ${'9'.repeat(30)}`)}{}`,
      '400',
      'its Content-Length is not',
    ],
    ['two lengths', () => `${head('Content-Length: 2', 'Content-Length: 3')}{}`, '400', 'it states its length twice'],
    [
      'a length and chunks',
      () => `${head('Content-Length: 2', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
      '400',
      'Transfer-Encoding',
    ],
    [
      'chunks and a length',
      () => `${head('Transfer-Encoding: chunked', 'Content-Length: 2')}0\r\n\r\n`,
      '400',
      'request-malformed',
    ],
    [
      'a Transfer-Encoding that is not chunked',
      () => `${head('Transfer-Encoding: gzip')}{}`,
      '400',
      'Transfer-Encoding',
    ],
    [
      'a chunk without a length',
      () => `${head('Transfer-Encoding: chunked')}many\r\n{}\r\n0\r\n\r\n`,
      '400',
      'the length of a chunk',
    ],
    ['a method nobody knows', () => get('/fhir/Patient').replace('GET', 'STEAL'), '400', 'its method is not known'],
    ['a method in small letters', () => get('/fhir/Patient').replace('GET', 'get'), '400', 'its method is not known'],
    ['a NUL in the address', () => get('/fhir/Binary/a\u0000b'), '400', 'percent-encoded'],
    [
      'bytes over 127 in the address',
      () => Buffer.from(get('/fhir/Binary/\u00ff'), 'latin1'),
      '400',
      'percent-encoded',
    ],
    ['a NUL in a header', () => get('/fhir/Patient', 'X-Own: a\u0000b'), '400', 'a header holds'],
    ['a header that goes on in the next line', () => get('/fhir/Patient', 'X-Own: a', ' b'), '400', 'a header holds'],
    ['a space before the colon', () => get('/fhir/Patient', 'X-Own : a'), '400', 'a header holds'],
    ['a header of 20 KB', () => get('/fhir/Patient', `X-Own: ${'a'.repeat(20_000)}`), '431', 'headers-too-large'],
    ['an address of 20 KB', () => get(`/fhir/Patient?_id=${'a'.repeat(20_000)}`), '431', 'headers-too-large'],
    [
      '3,000 headers',
      () => get('/fhir/Patient', ...Array.from({ length: 3000 }, (_, index) => `X-${index}: 1`)),
      '431',
      'headers-too-large',
    ],
    ['TLS', () => Buffer.from('160301020001000001fc0303', 'hex'), '400', 'request-malformed'],
    ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400', 'request-malformed'],
  ])('%s is refused in words, and the connection ended', async (_, bytes, status, says) => {
    const received = await hostile.leavesNothing(() => hostile.raw(bytes(), 3_000));
    expect(answersOf(received)).toEqual([status]);
    expect(received).toContain(says);
    const body = JSON.parse(received.slice(received.indexOf('\r\n\r\n') + 4));
    expect(body).toEqual({
      code: expect.stringMatching(/^(request-malformed|headers-too-large)$/),
      text: expect.any(String),
    });
    expect(received.toLowerCase()).toContain('connection: close');
  });

  it('no Host is refused', async () => {
    expect(answersOf(await hostile.raw('GET /fhir/metadata HTTP/1.1\r\n\r\n'))).toEqual(['400']);
  });

  it('what follows a body on the same connection is another request, and needs its own token', async () => {
    const body = message();
    const smuggled = 'GET /fhir/AuditEvent HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const received = await hostile.raw(head(`Content-Length: ${body.length}`) + body + smuggled, 2_000);
    expect(answersOf(received)).toEqual(['200', '401']);
  });
});

describe('a body of 200 MB', () => {
  it.each([
    ['that states its length', true],
    ['in chunks', false],
  ])('%s is refused while it comes, and is never held', async (_, stated) => {
    const sizeBytes = 200 * 2 ** 20;
    const part = Buffer.alloc(2 ** 20, 0x20);
    const framed = stated ? part : Buffer.from(chunk(part.toString()));
    await hostile.leavesNothing(async () => {
      const before = process.memoryUsage().rss;
      let most = before;
      let received = '';
      const socket = await hostile.socket();
      socket.on('data', (data) => {
        received += data.toString();
      });
      socket.write(head(stated ? `Content-Length: ${sizeBytes}` : 'Transfer-Encoding: chunked'));
      // On past the refusal, as a client does that reads only when it has sent everything.
      for (let sentBytes = 0; sentBytes < sizeBytes; sentBytes += part.length) {
        if (!socket.write(framed)) await once(socket, 'drain');
        most = Math.max(most, process.memoryUsage().rss);
        if (sentBytes > 100 * 2 ** 20) expect(answersOf(received)).toEqual(['413']);
      }
      expect(received).toContain('"code":"body-too-large"');
      expect(received).toContain('The body is larger than the 41943040 bytes accepted here.');
      await cut(socket);
      // At most what the limit lets in is held, and that as it comes.
      expect(most - before).toBeLessThan(120 * 2 ** 20);
    });
  });
});
