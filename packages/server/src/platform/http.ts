// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { definitionOf, type Failure, failure, sentenceOf } from '@dossier/core/errors';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { type ReadinessChecks, readiness } from './readiness.ts';

export interface HttpOptions {
  readonly log: Logger;
  readonly bodyLimitBytes: number;
  readonly checks: ReadinessChecks;
  /** How long the rest of a refused upload is read and thrown away, so that the client gets to read the refusal. */
  readonly lingerMs?: number;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** What went wrong in the server's own words, in those of the registry. */
export const failureOf = (error: unknown, bodyLimitBytes: number): Failure => {
  const { code = '', message = '', statusCode } = error as { code?: string; message?: string; statusCode?: number };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return failure('body-too-large', { limitBytes: bodyLimitBytes });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return failure('media-type-unsupported', { mediaType: 'sent', accepted: 'one that this address takes' });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return failure('body-malformed', { format: 'JSON', why: 'it is empty' });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return failure('body-malformed', { format: 'JSON', why: 'it cannot be parsed' });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return failure('body-malformed', { format: 'HTTP', why: 'its length is not the Content-Length' });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return failure('address-unknown');
    // The statement took too long, the database takes no more connections, or is going down.
    case '57014':
    case '53300':
    case '57P01':
    case '57P03':
      return failure('busy', {}, { detail: code });
  }
  if (message === 'timeout exceeded when trying to connect') return failure('busy', {}, { detail: 'pool' });
  if (error instanceof SyntaxError && statusCode === 400) {
    return failure('body-malformed', { format: 'JSON', why: 'it cannot be parsed' });
  }
  return failure('unexpected');
};

const answer = (reply: FastifyReply, refused: Failure): FastifyReply => {
  const { httpStatus } = definitionOf(refused.code);
  if (httpStatus === 503) reply.header('retry-after', '5');
  return reply
    .code(httpStatus)
    .type('application/problem+json')
    .send({ code: refused.code, text: sentenceOf(refused), request: reply.request.id });
};

/** Ends the connection of a client that goes on sending what was refused. */
const lingerAfter = (request: FastifyRequest, lingerMs: number): void => {
  const { raw } = request;
  if (raw.complete || raw.destroyed) return;
  raw.resume();
  const timer = setTimeout(() => raw.socket.destroySoon(), lingerMs).unref();
  raw.once('close', () => clearTimeout(timer));
};

const addHooks = (app: FastifyInstance, { lingerMs = 5_000 }: HttpOptions): void => {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    // Closing at once would reset the connection under a client that still sends, before it has read the answer.
    reply.removeHeader('connection');
  });
  app.addHook('onResponse', async (request, reply) => {
    lingerAfter(request, lingerMs);
    // The pattern, not the address: addresses hold identifiers.
    const route = request.routeOptions.url ?? 'none';
    const facts = { request: request.id, method: request.method, route, status: reply.statusCode };
    request.log.info({ ...facts, durationMs: Math.round(reply.elapsedTime) }, 'request');
  });
};

const addErrorHandlers = (app: FastifyInstance, { bodyLimitBytes }: HttpOptions): void => {
  app.setErrorHandler((error, request, reply) => {
    const refused = failureOf(error, bodyLimitBytes);
    const level = definitionOf(refused.code).log;
    request.log[level](
      { request: request.id, failure: refused.code, ...(level === 'error' && { err: error }) },
      'refused',
    );
    return answer(reply, refused);
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = '/'] = request.url.split('?');
    const taken = METHODS.filter((method) => app.hasRoute({ method, url: path }));
    if (taken.length === 0) return answer(reply, failure('address-unknown'));
    return answer(reply.header('allow', taken.join(', ')), failure('method-not-allowed', { method: request.method }));
  });
};

const addHealth = (app: FastifyInstance, { checks }: HttpOptions): void => {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const report = await readiness(checks);
    return reply.code(report.ready ? 200 : 503).send(report);
  });
};

/**
 * The HTTP server without any face: request ids, log, limits, errors, `/healthz` and `/readyz`.
 * Bodies over the limit are refused with 413 as soon as the limit is passed, whether or not they state a length.
 */
export const createHttp = (options: HttpOptions): FastifyInstance => {
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    // Its own lines would hold addresses.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes,
    genReqId: () => randomUUID(),
    // A request id of the client's would be the client's text in our log.
    requestIdHeader: false,
    trustProxy: false,
    requestTimeout: 120_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512 },
    frameworkErrors: (error, _request, reply) => void answer(reply, failureOf(error, options.bodyLimitBytes)),
  });
  addHooks(app, options);
  addErrorHandlers(app, options);
  addHealth(app, options);
  return app;
};
