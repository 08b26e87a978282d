// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that reads what it is sent and answers as many bytes as the path says: `/20480`. */
export interface BareHttp {
  readonly url: string;
}

const swallow = (request: IncomingMessage, done: () => void): void => {
  request.on('data', () => undefined);
  request.on('end', done);
};

export const startBareHttp = (): Promise<BareHttp> => {
  const bodies = new Map<string, Buffer>();
  const bodyFor = (path: string): Buffer => {
    const body = bodies.get(path) ?? Buffer.alloc(Number(path.slice(1)), 'x');
    bodies.set(path, body);
    return body;
  };
  const server = createServer((request, response) => {
    const answer = (): void => {
      const body = bodyFor(request.url ?? '/0');
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': body.length });
      response.end(body);
    };
    if (request.method === 'POST') swallow(request, answer);
    else answer();
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
  });
};
