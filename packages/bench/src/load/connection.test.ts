// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, openConnection } from './connection.ts';

const ANSWER_MS = 300;

let server: Server;
let connection: Connection;
let sockets = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/answered') response.end('here');
  });
  server.on('connection', () => {
    sockets += 1;
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  connection = openConnection(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, ANSWER_MS);
});

afterAll(() => {
  connection.close();
  server.closeAllConnections();
  server.close();
});

test('one connection is kept for request after request', async () => {
  for (let times = 0; times < 2; times++) {
    const { status, body } = await connection.ask({ method: 'GET', path: '/answered' });
    expect([status, body.toString()]).toEqual([200, 'here']);
  }
  expect(sockets).toBe(1);
});

test('a request that is never answered is given up, and with it the connection', async () => {
  await expect(connection.ask({ method: 'GET', path: '/lost' })).rejects.toThrow('no answer within 0.3 s');
  expect((await connection.ask({ method: 'GET', path: '/answered' })).status).toBe(200);
  expect(sockets).toBe(2);
});
