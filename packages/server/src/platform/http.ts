// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type BlockList, isIP, Socket } from 'node:net';
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
import { type AdmissionLimits, admitRequests, type Full, type Places } from './admission/index.ts';
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

/** How a face answers, under its prefix, what is refused before its routes are asked. */
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
  /** How long the headers of a request may take to come. */
  readonly headersMs?: number;
  readonly onAnswered?: (answered: Answered) => void;
  /** How much is taken in at a time; absent: everything. */
  readonly admission?: AdmissionLimits;
  readonly onRefused?: (full: Full) => void;
  /** Told of what is taken in, to be measured. */
  readonly onPlaces?: (places: Places) => void;
  /** Proxies whose `X-Forwarded-For` says where a request comes from; absent: it comes from whom the connection is to. */
  readonly trustedProxies?: BlockList;
  /** Content of `/metrics`, in Prometheus' text format; absent: there is no such address. */
  readonly metrics?: () => Promise<string>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers whatever else is on. */
    always?: true;
  }
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * SQLSTATEs (PostgreSQL, appendix A). 08: the connection failed; 53: no connections, memory or disk left; 57014: the
 * statement took too long; 57P0x: it cuts its connections, ends or starts; 58: its system failed; 25P03: a transaction
 * was idle for too long; 26000: a statement prepared on a connection that is another one now.
 */
const AWAY_STATES = /^(?:08...|53...|57014|57P0.|58...|25P03|26000)$/;

/** Of the system: nobody listens, the way there or the connection broke, or the name is not known now. */
const AWAY_SYSTEM: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EAGAIN'],
]);

/** pg's words for a connection that did not come in time, was closed or broke under a statement. */
const AWAY_WORDS = new RegExp(
  [
    '^timeout exceeded when trying to connect$',
    '^timeout expired$',
    '^Query read timeout$',
    '^Connection terminated',
    '^Client has encountered a connection error',
    '^Client was closed',
    '^Cannot use a (?:pool|lane) after',
  ].join('|'),
);

/** Why the database cannot answer now; undefined when it was something else. */
const databaseAway = (code: string, message: string, syscall: unknown): string | undefined => {
  // A file that is not there is no database that is away.
  if (code === 'ENOENT' && syscall !== 'connect') return undefined;
  if (AWAY_STATES.test(code) || AWAY_SYSTEM.has(code)) return code;
  return AWAY_WORDS.test(message) ? message : undefined;
};

/** What went wrong in the server's own words, in those of the registry. */
export const failureOf = (error: unknown, bodyLimitBytes: number): Failure => {
  const { code = '', message = '', syscall, statusCode } = error as NodeJS.ErrnoException & { statusCode?: number };
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
    case 'DOSSIER_NO_ROOM':
      return failure('busy', {}, { detail: 'bytes' });
    case 'DOSSIER_LEADER_BUSY':
      return failure('busy', {}, { detail: 'leader' });
  }
  // Only as Node says it of a request: a database connection that is reset has the same code.
  if (code === 'ECONNRESET' && message === 'aborted') return failure('request-cut');
  const away = databaseAway(code, message, syscall);
  if (away !== undefined) return failure('busy', {}, { detail: away });
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

/** Refuses as the face of this address does. */
const refuseByFace =
  ({ faces = [] }: HttpOptions): FaceRefusals['refuse'] =>
  (request, reply, refused) => {
    const [path = ''] = request.url.split('?', 1);
    const face = faces.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
    return face ? face.refuse(request, reply, refused) : refuse(reply, refused);
  };

/** Refuses an address for which no route can be looked up; no hook runs here. */
const refuseAddress =
  (options: HttpOptions) =>
  (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    dress(reply);
    refuseByFace(options)(request, reply, failureOf(error, options.bodyLimitBytes));
  };

/** Ends the connection of a client that goes on sending what was refused. */
const lingerAfter = (request: FastifyRequest, lingerMs: number): void => {
  const { raw } = request;
  if (raw.complete || raw.destroyed) return;
  raw.resume();
  // A request from inside this process has no connection that could be cut.
  const timer = setTimeout(() => raw.socket instanceof Socket && raw.socket.destroySoon(), lingerMs).unref();
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
};

/** Answers before the body is read what is sent to no address, in the words of the face whose prefix it has. */
const refuseUnknown = (app: FastifyInstance, options: HttpOptions): void => {
  const refuseInFace = refuseByFace(options);
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return undefined;
    const [path = '/'] = request.url.split('?');
    const taken = METHODS.filter((method) => app.hasRoute({ method, url: path }));
    if (taken.length === 0) return refuseInFace(request, reply, failure('address-unknown'));
    const refused = failure('method-not-allowed', { method: request.method });
    return refuseInFace(request, reply.header('allow', taken.join(', ')), refused);
  });
};

const addAdmission = (app: FastifyInstance, options: HttpOptions): void => {
  const { admission, onRefused, onPlaces } = options;
  if (admission === undefined) return;
  const refuseInFace = refuseByFace(options);
  const refuseBusy = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    refuseInFace(request, reply, failure('busy'));
  const places = admitRequests(app, { limits: admission, refuse: refuseBusy, onRefused });
  onPlaces?.(places);
};

const addHealth = (app: FastifyInstance, { checks, metrics }: HttpOptions): void => {
  const config = { always: true } as const;
  app.get('/healthz', { config }, async () => ({ status: 'alive' }));
  app.get('/readyz', { config }, async (_request, reply) => {
    const report = await readiness(checks);
    return reply.code(report.ready ? 200 : 503).send(report);
  });
  if (metrics === undefined) return;
  app.get('/metrics', { config }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
  );
};

const HEADERS_MS = 10_000;

/** How long a client may take. A connection waits for its next request longer than a proxy before us keeps it. */
const TIMEOUTS = {
  requestTimeout: 120_000,
  /** Without a byte in either direction while a request is on; a statement has 30 s. */
  connectionTimeout: 60_000,
  keepAliveTimeout: 72_000,
} as const;

/**
 * Whether an answer to an earlier request is on its way or due on this connection: another one would be written into
 * it, or be taken for it. Node keeps the answer whose turn it is at the socket.
 */
const isAnswering = (socket: object): boolean => {
  const { _httpMessage: answer } = socket as { readonly _httpMessage?: ServerResponse | null };
  return answer != null && (answer.headersSent || answer.req.complete);
};

const isIn =
  (addresses: BlockList) =>
  (address: string): boolean =>
    isIP(address) !== 0 && addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

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
  const { headersMs = HEADERS_MS, trustedProxies } = options;
  const app = fastify({
    http: { headersTimeout: headersMs, connectionsCheckingInterval: headersMs / 5 },
    loggerInstance: options.log as FastifyBaseLogger,
    // Each line names its request; a logger for each would be made for nothing.
    childLoggerFactory: (logger) => logger,
    // Its own lines would hold addresses.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes,
    genReqId: () => randomUUID(),
    // A request id of the client's would be the client's text in our log.
    requestIdHeader: false,
    trustProxy: trustedProxies !== undefined && isIn(trustedProxies),
    ...TIMEOUTS,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512 },
    rewriteUrl: ({ url = '/' }) => plainAddress(url),
    frameworkErrors: refuseAddress(options),
    clientErrorHandler: ({ code }, socket) => {
      if (code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) socket.destroy();
      else answerBroken(socket, brokenRequest(code));
    },
  });
  addHooks(app, options);
  answerExpectations(app);
  addAdmission(app, options);
  refuseUnknown(app, options);
  addErrorHandlers(app, options);
  addHealth(app, options);
  return app;
};
