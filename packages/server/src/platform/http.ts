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
import { answerBroken, brokenRequest } from './broken-requests.ts';
import { answerExpectations } from './expectations.ts';
import { type ReadinessChecks, readiness } from './readiness.ts';

/** A request that was answered, in words that name nobody. */
export interface Answered {
  readonly method: string;
  /** Pattern of the route, such as `/fhir/Binary/:id`; `none` where there is none. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** How a face answers, under its prefix, what is refused before a route was found. */
export interface FaceRefusals {
  readonly prefix: string;
  readonly refuse: (request: FastifyRequest, reply: FastifyReply, refused: Failure) => FastifyReply;
}

export interface HttpOptions {
  readonly log: Logger;
  readonly bodyLimitBytes: number;
  readonly checks: ReadinessChecks;
  readonly faces?: readonly FaceRefusals[];
  /** How long the rest of a refused upload is read and thrown away, so that the client gets to read the refusal. */
  readonly lingerMs?: number;
  readonly onAnswered?: (answered: Answered) => void;
  /** Content of `/metrics`, in Prometheus' text format; absent: there is no such address. */
  readonly metrics?: () => Promise<string>;
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
      return failure('address-malformed', { why: 'its percent-encoding is not valid UTF-8' });
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return failure('address-unknown');
    // The statement took too long, the database takes no more connections, or is going down.
    case '57014':
    case '53300':
    case '57P01':
    case '57P03':
      return failure('busy', {}, { detail: code });
  }
  // Only as Node says it of a request: a database connection that is reset has the same code.
  if (code === 'ECONNRESET' && message === 'aborted') return failure('request-cut');
  if (message === 'timeout exceeded when trying to connect') return failure('busy', {}, { detail: 'pool' });
  if (error instanceof SyntaxError && statusCode === 400) {
    return failure('body-malformed', { format: 'JSON', why: 'it cannot be parsed' });
  }
  return failure('unexpected');
};

/** Sends a failure outside FHIR: its code and sentence as a problem, under the status that the registry gives it. */
export const refuse = (reply: FastifyReply, refused: Failure): FastifyReply => {
  const { httpStatus } = definitionOf(refused.code);
  if (httpStatus === 503) reply.header('retry-after', '5');
  return reply
    .code(httpStatus)
    .type('application/problem+json')
    .send({ code: refused.code, text: sentenceOf(refused), request: reply.request.id });
};

/** Headers of every answer. */
const dress = (reply: FastifyReply): void => {
  reply.header('x-request-id', reply.request.id).header('x-content-type-options', 'nosniff');
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
};

/** Refuses an address for which no route can be looked up; no hook runs here. */
const refuseAddress =
  ({ faces = [], bodyLimitBytes }: HttpOptions) =>
  (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    const refused = failureOf(error, bodyLimitBytes);
    dress(reply);
    const face = faces.find(({ prefix }) => request.url.startsWith(`${prefix}/`));
    if (face) face.refuse(request, reply, refused);
    else refuse(reply, refused);
  };

/** Ends the connection of a client that goes on sending what was refused. */
const lingerAfter = (request: FastifyRequest, lingerMs: number): void => {
  const { raw } = request;
  if (raw.complete || raw.destroyed) return;
  raw.resume();
  const timer = setTimeout(() => raw.socket.destroySoon(), lingerMs).unref();
  raw.once('close', () => clearTimeout(timer));
};

const addHooks = (app: FastifyInstance, { lingerMs = 5_000, onAnswered }: HttpOptions): void => {
  app.addHook('onSend', async (_request, reply) => {
    dress(reply);
    // Closing at once would reset the connection under a client that still sends, before it has read the answer.
    reply.removeHeader('connection');
  });
  app.addHook('onResponse', async (request, reply) => {
    lingerAfter(request, lingerMs);
    // The pattern, not the address: addresses hold identifiers.
    const route = request.routeOptions.url ?? 'none';
    const facts = { method: request.method, route, status: reply.statusCode };
    onAnswered?.({ ...facts, durationMs: reply.elapsedTime });
    request.log.info({ request: request.id, ...facts, durationMs: Math.round(reply.elapsedTime) }, 'request');
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
    return refuse(reply, refused);
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = '/'] = request.url.split('?');
    const taken = METHODS.filter((method) => app.hasRoute({ method, url: path }));
    if (taken.length === 0) return refuse(reply, failure('address-unknown'));
    return refuse(reply.header('allow', taken.join(', ')), failure('method-not-allowed', { method: request.method }));
  });
};

const addHealth = (app: FastifyInstance, { checks, metrics }: HttpOptions): void => {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const report = await readiness(checks);
    return reply.code(report.ready ? 200 : 503).send(report);
  });
  if (metrics === undefined) return;
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
  );
};

/** Operations of FHIR are named with `$`, which some clients encode although they need not (RFC 3986 §2.2). */
const plainAddress = (url: string): string => {
  const path = url.split('?', 1)[0] ?? '';
  return path.includes('%24') ? path.replaceAll('%24', '$') + url.slice(path.length) : url;
};

/**
 * The HTTP server without any face: request ids, log, limits, errors, `/healthz`, `/readyz`, `/metrics`.
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
    rewriteUrl: ({ url = '/' }) => plainAddress(url),
    frameworkErrors: refuseAddress(options),
    clientErrorHandler: ({ code }, socket) => {
      if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
      else answerBroken(socket, brokenRequest(code));
    },
  });
  addHooks(app, options);
  answerExpectations(app);
  addErrorHandlers(app, options);
  addHealth(app, options);
  return app;
};
