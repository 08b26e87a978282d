// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { answerBroken, brokenRequest } from './broken-requests.ts';

describe('what is no request', () => {
  test.each([
    ['HPE_HEADER_OVERFLOW', 'headers-too-large', 431, 'Request Header Fields Too Large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 'request-slow', 408, 'Request Timeout'],
    ['HPE_INVALID_METHOD', 'request-malformed', 400, 'Bad Request'],
    ['HPE_SOMETHING_NEW', 'request-malformed', 400, 'Bad Request'],
  ])('%s is %s', async (found, code, status, reason) => {
    const server = createServer((socket) => answerBroken(socket, brokenRequest(found)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const client = connect(port, '127.0.0.1');
    let received = '';
    client.on('data', (data) => {
      received += data.toString();
    });
    await once(client, 'close');
    server.close();
    const [head = '', body = ''] = received.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} ${reason}\r\n`));
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toEqual({ code, text: expect.stringMatching(/^The .*\.$/) });
  });
});
