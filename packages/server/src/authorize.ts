// SPDX-License-Identifier: Apache-2.0
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { accountPages } from './accounts/index.ts';
import {
  answerForStructuredTokens,
  authorizationFace,
  type ChoicePorts,
  createAuthorizationServer,
  createProofs,
  createRevocations,
  dossiersOf,
  loadOrCreateSigningKeys,
  type SignInWay,
  tellLaunchContext,
} from './authorization/index.ts';
import { createForms } from './pages/index.ts';
import { type Authenticator, actorFromClaims, createAuthenticator } from './platform/authentication.ts';
import { keyFiles } from './platform/installation.ts';
import { seldom } from './platform/log.ts';
import { loadOrCreateSecret } from './platform/secret.ts';
import type { TokenTrust } from './platform/tokens.ts';
import type { Rooms } from './rooms.ts';
import { startLoop } from './work/index.ts';

/** How old what a process knows of revocations may be. */
const REVOCATIONS_MS = 2_000;

export interface Authorization {
  readonly authenticate: Authenticator['authenticate'];
  readonly register: (app: FastifyInstance) => Promise<void>;
  stop(): Promise<void>;
}

const portsOf = ({ pool, ports: { clock } }: Rooms): ChoicePorts => ({
  dossiersOf: (personId) => dossiersOf(pool, personId, clock.now()),
  situationsOf: async (_, said) => said,
});

/**
 * Wires the authorization server of one process, and what holds its tokens to what they say.
 *
 * @param issuer public address of this server
 * @param trust another issuer whose tokens are taken
 */
export const openAuthorization = async (
  rooms: Rooms,
  issuer: string,
  trust: TokenTrust | undefined,
  /** Ways of signing in, in the order in which they are offered; absent: those of the house. */
  chosen?: readonly SignInWay[],
): Promise<Authorization> => {
  const { config, pool, log, ports } = rooms;
  const { clock, law } = ports;
  const files = keyFiles(config.home);
  const audience = `${issuer}/fhir`;
  const keys = await loadOrCreateSigningKeys(files.authorization, Date.now());
  const cookieKey = await loadOrCreateSecret(files.cookies);
  const forms = createForms(cookieKey, issuer.startsWith('https:'));
  const pages = accountPages({ accounts: rooms.accounts, forms, baseUrl: () => issuer });
  const ways = chosen ?? [pages.way];
  const revocations = createRevocations(pool);
  await revocations.refresh();
  const choicePorts = portsOf(rooms);
  const server = createAuthorizationServer({
    pool,
    issuer,
    audience,
    keys,
    cookieKey,
    ports: choicePorts,
    actorOfService: (registered) => {
      const actor = actorFromClaims({ dossier_actor: registered }, law(clock.now()).actorClasses);
      return actor.ok && actor.value.kind !== 'system' ? actor.value : undefined;
    },
  });
  const { provider } = server;
  provider.use(tellLaunchContext);
  provider.use(answerForStructuredTokens({ pool, issuer, audience, publicKeys: keys.publicKeys, revocations }));
  provider.on('server_error', (_, error) => log.error({ err: error }, 'the authorization server failed'));
  if (config.environment === 'demo') {
    // Fictional people take memory: a server without them does not load them.
    const { offerPersonas } = await import('./demo/index.ts');
    await offerPersonas(server, pool, config.home, issuer);
  }
  const { authenticate } = createAuthenticator({
    issuer,
    audience,
    keys: keys.publicKeys,
    scoped: true,
    ...(trust && { others: [trust] }),
    revocations,
    isFirstUse: createProofs(pool),
    clock,
    law,
  });
  const onError = seldom((error) => log.error({ err: error }, 'revocations could not be read'));
  const turn = async (): Promise<boolean> => {
    await revocations.refresh();
    return false;
  };
  const loop = startLoop(turn, { intervalMs: REVOCATIONS_MS, onError });
  return {
    authenticate,
    register: async (app) => {
      await app.register(authorizationFace, {
        pool,
        server,
        issuer,
        audience,
        formKey: cookieKey,
        ports: choicePorts,
        ways,
        authenticate,
      });
      await app.register(async (part) => {
        await part.register(formbody);
        pages.register(part);
      });
    },
    stop: loop.stop,
  };
};
