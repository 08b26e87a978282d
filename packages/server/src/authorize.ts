// SPDX-License-Identifier: Apache-2.0
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { accountPages, endSessionsOf } from './accounts/index.ts';
import {
  type AuthorizationServer,
  accessTrace,
  answerForStructuredTokens,
  authorizationFace,
  type ChoicePorts,
  createAuthorizationServer,
  createProofs,
  createRevocations,
  mutualTls,
  openSigningKeys,
  type PatientPorts,
  type SessionPorts,
  type SignInWay,
  tellLaunchContext,
} from './authorization/index.ts';
import type { CertificateRoom } from './certificates/index.ts';
import { consolePages } from './console/index.ts';
import { type Attestation, openAttestation, structureNames } from './directory/index.ts';
import {
  type FederationOptions,
  federationDevice,
  federationWay,
  type Provider,
  readProviders,
} from './federation/index.ts';
import { createForms } from './pages/index.ts';
import { actorFromClaims, createAuthenticator } from './platform/authentication.ts';
import { keyFiles } from './platform/installation.ts';
import { seldom } from './platform/log.ts';
import { loadOrCreateSecret } from './platform/secret.ts';
import type { TokenTrust } from './platform/tokens.ts';
import { openPortalSessions, servePortal } from './portal/index.ts';
import { breakGlass, dossiersOf, findPatients, modeOn, type Ports } from './record/index.ts';
import type { Rooms } from './rooms.ts';
import type { Authenticate } from './soap/index.ts';
import { createPeople } from './store/index.ts';
import { type Assertions, createFirstUse, createRefusals, openAssertions } from './vihf/index.ts';
import { startLoop } from './work/index.ts';

/** How old what a process knows of revocations may be. */
const REVOCATIONS_MS = 2_000;

interface Federation {
  readonly providers: readonly Provider[];
  readonly register?: (app: FastifyInstance) => Promise<void>;
}

export interface Authorization {
  /** From what a caller presents, token or certificate, to whom the directory knows. */
  readonly authenticate: ReturnType<CertificateRoom['authenticate']>;
  /** The same of a SOAP message: by the assertion in it, where there is one. */
  readonly sender: Authenticate;
  readonly register: (app: FastifyInstance) => Promise<void>;
  stop(): Promise<void>;
}

export interface AuthorizationOptions {
  readonly certificates: CertificateRoom;
  /** Public address at which certificates are asked for. */
  readonly secureUrl: string;
  /** Another issuer whose tokens are taken. */
  readonly trust?: TokenTrust;
  /** Ways of signing in, in the order in which they are offered; absent: those of the house. */
  readonly ways?: readonly SignInWay[];
}

/** Providers at which people may sign in, and what else answers for them: those of the demo are its own. */
const federationOf = async ({ config }: Rooms, issuer: string): Promise<Federation> => {
  if (config.federation !== undefined) return { providers: await readProviders(config.federation) };
  if (config.environment !== 'demo') return { providers: [] };
  const { demoFederation } = await import('./demo/index.ts');
  return demoFederation(config.home, () => issuer);
};

const federationOptions = ({ pool, log, ports: { clock, law } }: Rooms, issuer: string): FederationOptions => ({
  pool,
  bornOn: createPeople(pool).bornOn,
  clock,
  rules: (at) => ({ ...law(at).actorClasses, emergency: law(at).emergency }),
  baseUrl: () => issuer,
  log: (event, facts) => log.warn(facts, event),
});

/** Choosing a patient at sign-in, by the use cases of the record. */
const patientPorts = (ports: Ports): PatientPorts => ({
  find: async (actor, asked, toBreakGlass) => {
    const found = await findPatients(actor, { asked, toBreakGlass }, ports);
    if (!found.ok) return found.error.code === 'parameter-invalid' ? 'too-little' : [];
    return found.value.map(({ recordId, person: { traits } }) => ({
      recordId,
      name: `${traits.usedGivenName ?? traits.birthGivenNames[0] ?? ''} ${traits.usedFamilyName ?? traits.birthFamilyName}`,
      birthDate: traits.birthDate,
    }));
  },
  breakGlass: async (actor, recordId, reason) => {
    const broken = await breakGlass(actor, { recordId, reason }, ports);
    if (broken.ok) return broken.value;
    return broken.error.code === 'reason-required' ? 'reason' : 'refused';
  },
  modeOn: async (actor, recordId, accessId) => {
    const mode = await modeOn(actor, { recordId, ...(accessId !== undefined && { accessId }) }, ports);
    return mode.ok ? mode.value : undefined;
  },
});

const portsOf = ({ ports }: Rooms, { attest }: Attestation): ChoicePorts => ({
  now: () => ports.clock.now(),
  dossiersOf: async (personId) =>
    (await dossiersOf(personId, ports)).map(({ recordId, name, role }) => ({
      recordId,
      patient: name,
      role: role === 'own' ? 'patient' : role,
    })),
  patients: patientPorts(ports),
  situationsOf: async (nationalId, said) => {
    const caller = { kind: 'professional', name: '', authentication: 'direct', mode: { kind: 'normal' } } as const;
    const answers = await Promise.all(said.map((situation) => attest({ ...caller, nationalId, ...situation })));
    return said.filter((_, index) => answers[index]?.ok);
  },
});

/** What ending sign-ins takes of other rooms. */
export const sessionPortsOf = ({ pool, ports }: Pick<Rooms, 'pool' | 'ports'>): Omit<SessionPorts, 'personOf'> => ({
  endAccountSessions: (personId) => endSessionsOf(personId, { pool }),
  trace: accessTrace({
    journal: ports.store.journal,
    clock: ports.clock,
    uuid: ports.uuid,
    ownRecord: async (personId) => (await dossiersOf(personId, ports)).find(({ role }) => role === 'own')?.recordId,
  }),
});

/** The assertions of professional software, held to the same certificates and the same directory as everybody. */
const assertionsOf = (
  { config, pool, ports }: Rooms,
  { attest }: Attestation,
  { certificates: { signatures } }: AuthorizationOptions,
  issuer: string,
): Assertions => {
  const { store, clock, uuid } = ports;
  return openAssertions({
    settings: {
      ageSeconds: config.assertionAgeSeconds,
      skewSeconds: config.assertionSkewSeconds,
      sha1: config.assertionSha1,
      connection: config.assertionConnection,
      structures: config.assertionStructures,
    },
    ...(config.assertions === 'on' && signatures && { certificates: signatures }),
    clock,
    law: ports.law,
    environment: ports.environment,
    insKeyErrors: ports.insKeyErrors,
    audiences: [issuer],
    attest,
    structureName: structureNames(pool),
    isFirstUse: createFirstUse(pool),
    recordOf: async (ins) => (store.recallPolicy({ ins }) ?? (await store.loadPolicy({ ins })))?.recordId,
    refusals: createRefusals({ journal: store.journal, clock, uuid }),
  });
};

/**
 * Wires the authorization server of one process, and what holds its tokens to what they say.
 *
 * @param issuer public address of this server
 */
export const openAuthorization = async (
  rooms: Rooms,
  issuer: string,
  options: AuthorizationOptions,
): Promise<Authorization> => {
  const { certificates, secureUrl, trust, ways } = options;
  const { config, pool, log, ports } = rooms;
  const { clock, law } = ports;
  const federation = await federationOf(rooms, issuer);
  const files = keyFiles(config.home);
  const audience = `${issuer}/fhir`;
  const keys = await openSigningKeys(files.authorization, Date.now);
  const cookieKey = await loadOrCreateSecret(files.cookies);
  const forms = createForms(cookieKey, issuer.startsWith('https:'));
  const pages = accountPages({ accounts: rooms.accounts, record: ports, forms, baseUrl: () => issuer });
  const revocations = createRevocations(pool);
  await revocations.refresh();
  const directory = openAttestation({
    pool,
    clock,
    mode: config.directory,
    onDoubt: ({ code }) => log.warn({ code }, 'the directory would refuse a caller'),
  });
  const choicePorts = portsOf(rooms, directory);
  const byCertificate =
    certificates.clients && mutualTls({ ...certificates.clients, ...(secureUrl !== issuer && { address: secureUrl }) });
  const federationRooms = federationOptions(rooms, issuer);
  const asking = federation.providers.find(({ backchannel }) => backchannel);
  const makeServer = async (): Promise<AuthorizationServer> => {
    const made = createAuthorizationServer({
      pool,
      ...(asking && { device: federationDevice(asking, federationRooms) }),
      issuer,
      audience,
      keys: keys.current(),
      cookieKey,
      ports: choicePorts,
      actorOfService: async (registered) => {
        const stated = actorFromClaims({ dossier_actor: registered }, law(clock.now()).actorClasses);
        const actor = stated.ok ? await directory.attest(stated.value) : stated;
        return actor.ok && actor.value.kind !== 'system' ? actor.value : undefined;
      },
      ...(byCertificate && { mutualTls: byCertificate }),
    });
    const { provider } = made;
    provider.use(tellLaunchContext);
    provider.use(answerForStructuredTokens({ pool, issuer, audience, findKey: keys.find, revocations }));
    provider.on('server_error', (_, error) => log.error({ err: error }, 'the authorization server failed'));
    if (config.environment === 'demo') {
      // Fictional people take memory: a server without them does not load them.
      const { offerPersonas, offerStructures } = await import('./demo/index.ts');
      await offerPersonas(made, pool, config.home, issuer);
      if (byCertificate) await offerStructures(pool);
    }
    return made;
  };
  let server = await makeServer();
  const authenticator = createAuthenticator({
    issuer,
    audience,
    keys: keys.find,
    scoped: true,
    ...(trust && { others: [trust] }),
    revocations,
    isFirstUse: createProofs(pool),
    clock,
    law,
  });
  // Whoever a token names is held against the directory, whichever face they come by.
  const identify = certificates.authenticate(authenticator.authenticate);
  const portal = await openPortalSessions({ pool, issuer, seed: await loadOrCreateSecret(files.portal) });
  const authenticate: Authorization['authenticate'] = async (authorization, possession, request) => {
    const presented = authorization ?? (await portal.authorizationOf(request));
    const actor = await identify(presented, possession, request);
    return actor.ok ? directory.attest(actor.value) : actor;
  };
  const assertions = assertionsOf(rooms, directory, options, issuer);
  const onError = seldom((error) => log.error({ err: error }, 'revocations or keys could not be read'));
  const turn = async (): Promise<boolean> => {
    await revocations.refresh();
    if (await keys.refresh()) {
      server = await makeServer();
      authenticator.forget();
      log.info('the keys that sign tokens have changed');
    }
    return false;
  };
  const loop = startLoop(turn, { intervalMs: REVOCATIONS_MS, onError });
  return {
    authenticate,
    sender: async (security, { request, authorization, proof, url }) =>
      security === undefined
        ? authenticate(authorization, { proof, method: request.method ?? 'POST', url }, request)
        : assertions.authenticate(security.envelope, request),
    register: async (app) => {
      await app.register(authorizationFace, {
        pool,
        server: () => server,
        issuer,
        audience,
        formKey: cookieKey,
        ports: choicePorts,
        ways: ways ?? [pages.way, ...federation.providers.map((one) => federationWay(one, federationRooms))],
        sessions: { ...sessionPortsOf(rooms), personOf: pages.personOf },
        ...(byCertificate && { mutualTls: byCertificate }),
        authenticate,
      });
      await app.register(async (part) => {
        await part.register(formbody);
        pages.register(part);
        consolePages(part, { agents: rooms.accounts, record: ports, forms, baseUrl: issuer });
      });
      await federation.register?.(app);
      await servePortal(app);
      portal.register(app, (authorization, request) =>
        authenticate(authorization, { proof: undefined, method: 'GET', url: () => `${issuer}/portal/me` }, request),
      );
    },
    stop: async () => {
      await Promise.all([loop.stop(), directory.close(), assertions.close()]);
    },
  };
};
