// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance } from 'fastify';
import { demoTokenKeys } from './demo/index.ts';
import { fhirFace } from './faces/fhir/index.ts';
import { createAuthenticator } from './platform/authentication.ts';
import { closers } from './platform/closers.ts';
import type { Config } from './platform/config.ts';
import { createHttp } from './platform/http.ts';
import { keyFiles, openInstallation } from './platform/installation.ts';
import { loadOrCreateSecret } from './platform/secret.ts';
import { configuredTrust, type TokenTrust } from './platform/tokens.ts';
import { performDuties } from './record/index.ts';
import { openRooms, type Rooms, type RoomsOptions } from './rooms.ts';
import { StartError } from './start-error.ts';
import { pendingMigrations } from './store/postgres/index.ts';
import { startLoop } from './work/index.ts';

export interface HouseOptions extends RoomsOptions {
  readonly sealIntervalMs?: number;
  readonly dutyIntervalMs?: number;
  /** Runs before the first request is taken, for example to load the demo's population. */
  readonly prepare?: (rooms: Rooms) => Promise<void>;
}

/** A house that answers over HTTP and does what is due. */
export interface House extends Rooms {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
}

const SEAL_INTERVAL_MS = 500;
const DUTY_INTERVAL_MS = 10_000;
const DUTIES_AT_ONCE = 50;
/** How long requests that are on may take when the server stops. */
const CLOSE_MS = 10_000;
/** The XML form of a message has more levels than the JSON form. */
const XML_DEEPER = 4;

/** Answers the port, which is any free one when 0 was asked for. */
const listen = async (app: FastifyInstance, host: string, port: number): Promise<number> => {
  try {
    await app.listen({ host, port });
    const address = app.server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new StartError(`Port ${port} on ${host} is in use; name another in PORT.`);
    throw new StartError(`Port ${port} on ${host} cannot be listened on: ${message}.`);
  }
};

const closeHttp = async (app: FastifyInstance): Promise<void> => {
  const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
  await app.close().finally(() => clearTimeout(timer));
};

const trustOf = (config: Config): Promise<TokenTrust> =>
  config.environment === 'demo' ? demoTokenKeys(config.home) : configuredTrust(config);

const publicUrl = ({ baseUrl, host }: Config, port: number): string =>
  baseUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

const createApp = async (rooms: Rooms, baseUrl: () => string, trust: TokenTrust): Promise<FastifyInstance> => {
  const { config, log, pool, keyring, ports } = rooms;
  const app = createHttp({
    log,
    bodyLimitBytes: config.bodyLimitBytes,
    checks: {
      database: () => pool.query('SELECT 1'),
      migrations: async () => {
        if ((await pendingMigrations(pool)).length > 0) throw new StartError('migrations are pending');
      },
      keys: () => keyring.currentVersion(),
    },
  });
  await app.register(fhirFace, {
    prefix: '/fhir',
    ports,
    authenticate: createAuthenticator({ ...trust, clock: ports.clock }).authenticate,
    baseUrl: () => `${baseUrl()}/fhir`,
    limits: {
      bodyBytes: config.bodyLimitBytes,
      entries: config.entriesLimit,
      nestingJson: config.nestingLimit,
      nestingXml: config.nestingLimit * XML_DEEPER,
    },
    pageTokenKey: await loadOrCreateSecret(keyFiles(config.home).pageTokens),
  });
  return app;
};

/**
 * Opens the whole house: the rooms, the faces, the loops.
 *
 * @throws StartError with a sentence for the operator; whatever was open by then is closed
 */
export const openHouse = async (config: Config, options: HouseOptions = {}): Promise<House> => {
  const { sealIntervalMs = SEAL_INTERVAL_MS, dutyIntervalMs = DUTY_INTERVAL_MS, prepare } = options;
  await openInstallation(config.home, config.environment);
  const trust = await trustOf(config);
  const rooms = await openRooms(config, options);
  const { ports, journal, log } = rooms;
  const { add, closeAll } = closers();
  add(rooms.close);
  try {
    const onSealError = (error: unknown): void => log.error({ err: error }, 'the journal could not be sealed');
    journal.start({ intervalMs: sealIntervalMs, onError: onSealError });
    await prepare?.(rooms);
    let url = publicUrl(config, config.port);
    const app = await createApp(rooms, () => url, trust);
    add(() => closeHttp(app));
    url = publicUrl(config, await listen(app, config.host, config.port));
    const duties = startLoop(async () => (await performDuties(ports, DUTIES_AT_ONCE)) === DUTIES_AT_ONCE, {
      intervalMs: dutyIntervalMs,
      onError: (error) => log.error({ err: error }, 'a duty could not be done'),
    });
    add(duties.stop);
    return { ...rooms, url, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
};
