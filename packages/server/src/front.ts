// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance } from 'fastify';
import type { SignInWay } from './authorization/index.ts';
import { type Authorization, openAuthorization } from './authorize.ts';
import { fhirFace, refuseInFhir } from './faces/fhir/index.ts';
import { journalFace } from './faces/journal/index.ts';
import { closers, closingUnless } from './platform/closers.ts';
import type { Config } from './platform/config.ts';
import { type Doors, openDoors } from './platform/doors.ts';
import { createHttp } from './platform/http.ts';
import { keyFiles } from './platform/installation.ts';
import { measureAdmission, measureRequests } from './platform/metrics/index.ts';
import { loadOrCreateSecret } from './platform/secret.ts';
import { configuredTrust } from './platform/tokens.ts';
import type { Rooms } from './rooms.ts';
import { StartError } from './start-error.ts';
import { pendingMigrations } from './store/postgres/index.ts';

export interface FrontOptions {
  /** A port that was claimed; default: that of the configuration. */
  readonly port?: number;
  /** Ways of signing in; default: those of the house. */
  readonly ways?: readonly SignInWay[];
  /** Content of `/metrics`, of all processes. */
  readonly metrics: () => Promise<string>;
}

/** What callers speak to. */
export interface Front {
  /** Where it listens. */
  readonly port: number;
  /** Takes nothing new; waits for the requests that are on. */
  close(): Promise<void>;
}

/** How long requests that are on may take when the server stops. */
export const CLOSE_MS = 10_000;
const CLOSE_IDLE_MS = 100;
/** The XML form of a message has more levels than the JSON form. */
const XML_DEEPER = 4;
/** A document with all its metadata has some hundred. */
const ELEMENTS_OF_ENTRY = 1_000;

const closeHttp = async (app: FastifyInstance, doors?: Doors): Promise<void> => {
  const shut = doors?.close();
  // A connection whose last request is answered is kept open for the next one, which cannot come any more.
  const idle = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_MS);
  const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
  await Promise.all([app.close(), shut]).finally(() => {
    clearInterval(idle);
    clearTimeout(timer);
  });
};

/** Public address of a server that listens on this port, such as `http://127.0.0.1:8080`, without a slash at the end. */
export const publicUrl = ({ baseUrl, host }: Config, port: number): string =>
  baseUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

const createApp = async (
  rooms: Rooms,
  baseUrl: () => string,
  authorization: Authorization,
  { metrics }: FrontOptions,
): Promise<FastifyInstance> => {
  const { config, log, pool, keyring, signer, journal, ports } = rooms;
  const app = createHttp({
    log,
    bodyLimitBytes: config.bodyLimitBytes,
    faces: [{ prefix: '/fhir', refuse: refuseInFhir }],
    checks: {
      database: () => pool.query('SELECT 1'),
      migrations: async () => {
        if ((await pendingMigrations(pool)).length > 0) throw new StartError('migrations are pending');
      },
      keys: () => keyring.currentVersion(),
    },
    onAnswered: measureRequests(rooms.metrics),
    admission: { requests: config.requestsLimit, bodyBytes: config.bodiesLimitBytes },
    ...measureAdmission(rooms.metrics),
    ...(config.metrics === 'on' && { metrics }),
  });
  await app.register(fhirFace, {
    prefix: '/fhir',
    ports,
    authenticate: authorization.authenticate,
    baseUrl: () => `${baseUrl()}/fhir`,
    limits: {
      bodyBytes: config.bodyLimitBytes,
      entries: config.entriesLimit,
      nestingJson: config.nestingLimit,
      nestingXml: config.nestingLimit * XML_DEEPER,
      elements: config.entriesLimit * ELEMENTS_OF_ENTRY,
    },
    pageTokenKey: await loadOrCreateSecret(keyFiles(config.home).pageTokens),
  });
  await app.register(journalFace, {
    prefix: '/journal',
    publicKeyPem: signer.publicKeyPem,
    head: journal.head,
    consistency: journal.consistency,
  });
  await authorization.register(app);
  return app;
};

/**
 * Answers over HTTP in this process.
 *
 * @throws StartError when the port cannot be listened on
 */
export const openFront = async (rooms: Rooms, options: FrontOptions): Promise<Front> => {
  const { port = rooms.config.port } = options;
  const url = publicUrl(rooms.config, port);
  const trust = await configuredTrust(rooms.config);
  const authorization = await openAuthorization(rooms, url, trust, options.ways);
  const { add, closeAll } = closers();
  add(authorization.stop);
  return closingUnless(async () => {
    const app = await createApp(rooms, () => url, authorization, options);
    const close = async (): Promise<void> => {
      await closeHttp(app, doors);
      await authorization.stop();
    };
    let doors: Doors | undefined;
    add(() => closeHttp(app, doors));
    doors = await openDoors(app, rooms.config.host, port);
    return { port, close };
  }, closeAll);
};
