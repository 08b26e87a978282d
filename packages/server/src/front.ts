// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance } from 'fastify';
import type { SignInWay } from './authorization/index.ts';
import { type Authorization, openAuthorization } from './authorize.ts';
import { type CertificateRoom, openCertificates, tlsFilesOf } from './certificates/index.ts';
import { dmpPrefixes, dmpServices } from './faces/dmp/index.ts';
import { fhirFace, refuseInFhir } from './faces/fhir/index.ts';
import { journalFace } from './faces/journal/index.ts';
import { xdsPrefixes, xdsServices } from './faces/xds/index.ts';
import { closers, closingUnless } from './platform/closers.ts';
import type { Config } from './platform/config.ts';
import { type ClaimedPorts, type Doors, openDoors, openTlsDoors } from './platform/doors.ts';
import { createHttp, type FaceRefusals } from './platform/http.ts';
import { keyFiles } from './platform/installation.ts';
import { measureAdmission, measureRequests } from './platform/metrics/index.ts';
import { loadOrCreateSecret } from './platform/secret.ts';
import { createTls } from './platform/tls.ts';
import { configuredTrust } from './platform/tokens.ts';
import type { Rooms } from './rooms.ts';
import { refuseInSoap, registerSoap } from './soap/index.ts';
import { StartError } from './start-error.ts';
import { pendingMigrations } from './store/postgres/index.ts';
import { createSubmissionCheck } from './vihf/index.ts';

/** Ports that were claimed (default: that of the configuration), and what is answered there. */
export interface FrontOptions extends Partial<ClaimedPorts> {
  /** Ways of signing in; default: those of the house. */
  readonly ways?: readonly SignInWay[];
  /** Content of `/metrics`, of all processes. */
  readonly metrics: () => Promise<string>;
}

/** What callers speak to. */
export interface Front extends ClaimedPorts {
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

const closeHttp = async (app: FastifyInstance, doors: readonly Doors[] = []): Promise<void> => {
  const shut = doors.map((door) => door.close());
  // A connection whose last request is answered is kept open for the next one, which cannot come any more.
  const idle = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_MS);
  const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
  await Promise.all([app.close(), ...shut]).finally(() => {
    clearInterval(idle);
    clearTimeout(timer);
  });
};

type Address = Pick<Config, 'baseUrl' | 'host' | 'tlsCert'>;

const addressOf = ({ host }: Address, scheme: 'http' | 'https', port: number): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Public address of a server that listens on this port, such as `http://127.0.0.1:8080`, without a slash at the end. */
export const publicUrl = (config: Address, port: number): string =>
  config.baseUrl ?? addressOf(config, config.tlsCert === undefined ? 'http' : 'https', port);

/** The same for those who come by the port for TLS. */
export const tlsUrl = (config: Address, port: number): string => config.baseUrl ?? addressOf(config, 'https', port);

/** Both, for what this server says of itself. */
const urlsOf = (
  config: Address,
  { port, tlsPort }: ClaimedPorts,
): { readonly url: string; readonly secureUrl: string } => {
  const url = publicUrl(config, port);
  return { url, secureUrl: tlsPort === undefined ? url : tlsUrl(config, tlsPort) };
};

/** A year: browsers come back in TLS only (RFC 6797). */
const HSTS = 'max-age=31536000; includeSubDomains';

/** Takes away what only a proxy may say; asks browsers that came in TLS to come back so. */
const guardConnections = (
  app: FastifyInstance,
  { strip, isSecure }: CertificateRoom,
  { environment }: Config,
): void => {
  // A demo shares its host, 127.0.0.1, with everything else that is tried on this machine.
  const lasting = environment === 'production';
  app.addHook('onRequest', (request, reply, done) => {
    strip(request.raw);
    if (lasting && isSecure(request.raw)) reply.header('strict-transport-security', HSTS);
    done();
  });
};

/** Of one part of a multipart message. */
const PART_HEADER_BYTES = 16 * 1024;

const createApp = async (
  rooms: Rooms,
  certificates: CertificateRoom,
  authorization: Authorization,
  { metrics, ...claimed }: FrontOptions & ClaimedPorts,
): Promise<FastifyInstance> => {
  const { config, log, pool, keyring, signer, journal, ports } = rooms;
  const app = createHttp({
    log,
    bodyLimitBytes: config.bodyLimitBytes,
    faces: [
      { prefix: '/fhir', refuse: refuseInFhir },
      ...[...xdsPrefixes, ...dmpPrefixes].map(
        (prefix): FaceRefusals => ({ prefix, refuse: (_, reply, refused) => refuseInSoap(reply, refused) }),
      ),
    ],
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
    ...(config.trustedProxies !== undefined && { trustedProxies: config.trustedProxies }),
  });
  guardConnections(app, certificates, config);
  const { url, secureUrl } = urlsOf(config, claimed);
  await app.register(fhirFace, {
    prefix: '/fhir',
    ports,
    authenticate: authorization.authenticate,
    baseUrl: (request) => `${certificates.isSecure(request) ? secureUrl : url}/fhir`,
    limits: {
      bodyBytes: config.bodyLimitBytes,
      entries: config.entriesLimit,
      nestingJson: config.nestingLimit,
      nestingXml: config.nestingLimit * XML_DEEPER,
      elements: config.entriesLimit * ELEMENTS_OF_ENTRY,
    },
    pageTokenKey: await loadOrCreateSecret(keyFiles(config.home).pageTokens),
  });
  await app.register(async (scope) =>
    registerSoap(scope, [...xdsServices(ports), ...dmpServices(ports)], {
      authenticate: authorization.sender,
      origin: (request) => (certificates.isSecure(request) ? secureUrl : url),
      message: {
        totalBytes: config.bodyLimitBytes,
        envelopeBytes: config.bodyLimitBytes,
        partBytes: ports.limits.documentBytes,
        parts: config.entriesLimit,
        headerBytes: PART_HEADER_BYTES,
      },
      xml: {
        bytes: config.bodyLimitBytes,
        depth: config.nestingLimit * XML_DEEPER,
        nodes: config.entriesLimit * ELEMENTS_OF_ENTRY,
      },
    }),
  );
  await app.register(journalFace, {
    prefix: '/journal',
    publicKeyPem: signer.publicKeyPem,
    head: journal.head,
    consistency: journal.consistency,
  });
  await authorization.register(app);
  if (config.environment === 'demo') {
    const { mailPage, ocspResponder } = await import('./demo/index.ts');
    await app.register(mailPage, { prefix: '/demo', home: config.home });
    if (claimed.tlsPort !== undefined)
      await app.register(ocspResponder, { prefix: '/demo/ca', home: config.home, clock: ports.clock });
  }
  return app;
};

const openAll = async (
  app: FastifyInstance,
  { config, log }: Rooms,
  { port, tlsPort }: ClaimedPorts,
  opened: Doors[],
): Promise<void> => {
  if (tlsPort !== port) opened.push(await openDoors(app, config.host, port));
  const files = tlsPort === undefined ? undefined : tlsFilesOf(config);
  if (tlsPort === undefined || files === undefined) return;
  const listener = await createTls(app.server, files, (error) =>
    error === undefined
      ? log.info('the certificate of the server was read again')
      : log.error({ err: error }, 'the certificate of the server cannot be read again'),
  );
  opened.push(await openTlsDoors(app, listener, config.host, tlsPort));
};

/** Whoever submits, by whichever face, is held to the signature that comes along (docs/vihf.md). */
export const submissionCheckOf = ({ config, ports }: Rooms, { signatures }: CertificateRoom) =>
  createSubmissionCheck({
    needed: config.submissionSignature === 'required',
    sha1: config.submissionSha1,
    structures: config.assertionStructures,
    ...(signatures && { certificates: signatures }),
    clock: ports.clock,
    law: ports.law,
  });

/**
 * Answers over HTTP in this process.
 *
 * @throws StartError when a port cannot be listened on, or TLS cannot be spoken
 */
export const openFront = async (opened: Rooms, options: FrontOptions): Promise<Front> => {
  const { config, log } = opened;
  const { port = config.port, tlsPort } = options;
  const claimed: ClaimedPorts = { port, ...(tlsPort !== undefined && { tlsPort }) };
  const certificates = await openCertificates({
    config,
    ...(tlsPort !== undefined && { demoResponder: `${addressOf(config, 'http', port)}/demo/ca/ocsp` }),
    clock: opened.ports.clock,
    law: opened.ports.law,
    log,
  });
  const { add, closeAll } = closers();
  add(async () => certificates.close());
  const ports: Rooms['ports'] = { ...opened.ports, checkSignature: submissionCheckOf(opened, certificates) };
  const rooms: Rooms = { ...opened, ports };
  return closingUnless(async () => {
    const trust = await configuredTrust(config);
    const { url, secureUrl } = urlsOf(config, claimed);
    const authorization = await openAuthorization(rooms, url, {
      certificates,
      secureUrl,
      ...(trust && { trust }),
      ...(options.ways && { ways: options.ways }),
    });
    add(authorization.stop);
    const app = await createApp(rooms, certificates, authorization, { ...options, ...claimed });
    const doors: Doors[] = [];
    add(() => closeHttp(app, doors));
    await openAll(app, rooms, claimed, doors);
    return { ...claimed, close: closeAll };
  }, closeAll);
};
