// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance } from 'fastify';

/**
 * A client that waits for leave to send its body (`Expect: 100-continue`, RFC 9110 §10.1.1) gets it when its headers
 * have let it in, and otherwise the refusal at once, before it has sent anything.
 */
export const answerExpectations = (app: FastifyInstance): void => {
  const waiting = new WeakSet<object>();
  app.server.on('checkContinue', (request, response) => {
    waiting.add(request);
    app.server.emit('request', request, response);
  });
  app.addHook('preParsing', async (request, reply) => {
    const tooLarge = Number(request.headers['content-length']) > request.routeOptions.bodyLimit;
    if (!tooLarge && waiting.delete(request.raw)) reply.raw.writeContinue();
  });
  app.addHook('onSend', async (request, reply) => {
    // What comes next on this connection could be the body as well as another request.
    if (waiting.has(request.raw)) reply.header('connection', 'close');
  });
};
