// SPDX-License-Identifier: Apache-2.0
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { accountPages } from './accounts/index.ts';
import { fhirFace, refuseInFhir } from './faces/fhir/index.ts';
import { journalFace } from './faces/journal/index.ts';
import { createForms, serveAssets, stylesheet } from './pages/index.ts';
import { createAuthenticator } from './platform/authentication.ts';
import type { Config } from './platform/config.ts';
import { type Doors, openDoors } from './platform/doors.ts';
import { createHttp } from './platform/http.ts';
import { keyFiles } from './platform/installation.ts';
import { measureAdmission, measureRequests } from './platform/metrics/index.ts';
import { loadOrCreateSecret } from './platform/secret.ts';
import { configuredTrust, type TokenTrust } from './platform/tokens.ts';
import type { Rooms } from './rooms.ts';
import { StartError } from './start-error.ts';
import { pendingMigrations } from './store/postgres/index.ts';

export interface FrontOptions {
  /** A port that was claimed; default: that of the configuration. */
  readonly port?: number;
  readonly trust: TokenTrust;
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

/** Whose bearer tokens are taken. */
export const trustOf = async (config: Config): Promise<TokenTrust> => {
  if (config.environment !== 'demo') return configuredTrust(config);
  // Fictional people and their documents take memory: a server without them does not load them.
  const { demoTokenKeys } = await import('./demo/index.ts');
  return demoTokenKeys(config.home);
};

/** Public address of a server that listens on this port, such as `http://127.0.0.1:8080`, without a slash at the end. */
export const publicUrl = ({ baseUrl, host }: Config, port: number): string =>
  baseUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

const createApp = async (
  rooms: Rooms,
  baseUrl: () => string,
  { trust, metrics }: FrontOptions,
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
    authenticate: createAuthenticator({ ...trust, clock: ports.clock, law: ports.law }).authenticate,
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
  const accountKey = await loadOrCreateSecret(keyFiles(config.home).accounts);
  const forms = createForms(accountKey, baseUrl().startsWith('https:'));
  await app.register(async (pages) => {
    await pages.register(formbody);
    serveAssets(pages, [stylesheet]);
    accountPages({ accounts: rooms.accounts, forms, baseUrl }).register(pages);
  });
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
  const app = await createApp(rooms, () => url, options);
  try {
    const doors = await openDoors(app, rooms.config.host, port);
    return { port, close: () => closeHttp(app, doors) };
  } catch (error) {
    await closeHttp(app);
    throw error;
  }
};
