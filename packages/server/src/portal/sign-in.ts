// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Pool } from 'pg';
import { languageOf, sendProblem } from '../pages/index.ts';
import { refuse } from '../platform/http.ts';
import { cookieJar } from './cookies.ts';
import { type Flow, relyingParty } from './relying-party.ts';
import { derived, opened, sealed } from './secret.ts';
import { createSessions } from './sessions.ts';

export interface PortalSessionOptions {
  readonly pool: Pool;
  /** Public address of this server, without a slash at the end. */
  readonly issuer: string;
  /** 32 bytes, the same in every process. */
  readonly seed: Uint8Array;
}

/** The sign-in of the portals: a session whose tokens no browser ever holds (backend for frontend). */
export interface PortalSessions {
  /**
   * The value of an Authorization header for a request that a page of ours makes with its cookie; undefined for any other:
   * a request that another site caused carries no right (RFC 9700 §4.16; Fetch Metadata).
   */
  authorizationOf(request: IncomingMessage): Promise<string | undefined>;
  /** Adds the addresses under `/portal`. */
  register(
    app: FastifyInstance,
    authenticate: (authorization: string, request: IncomingMessage) => Promise<Result<Actor, Failure>>,
  ): void;
}

const FLOW_SECONDS = 1_800;
/** Pages of the portals, and no address of another site. */
const OUR_PAGE = /^\/(patient|pro)(\/[\w/.-]*)?$/;

const isOurs = ({ headers }: IncomingMessage): boolean => headers['sec-fetch-site'] === 'same-origin';

/** What a page may know of whoever is signed in. */
const described = (actor: Actor) => ({
  kind: actor.kind,
  name: actor.name,
  mode: actor.mode.kind,
  ...(actor.onlyRecord !== undefined && { recordId: actor.onlyRecord }),
  ...(actor.kind === 'professional' && {
    nationalId: actor.nationalId,
    profession: actor.profession,
    ...(actor.organization && { organization: actor.organization.name ?? actor.organization.id }),
  }),
});

export const openPortalSessions = async ({ pool, issuer, seed }: PortalSessionOptions): Promise<PortalSessions> => {
  let registered: FastifyInstance | undefined;
  const party = await relyingParty(pool, {
    issuer,
    seed,
    app: () => {
      if (registered === undefined) throw new Error('the portal is asked before its addresses are there');
      return registered;
    },
  });
  const jar = cookieJar(issuer.startsWith('https:'));
  const { key: flowKey } = derived(seed);
  const sessions = createSessions(pool, party.renew);
  const { host } = new URL(issuer);

  const tokensFor = async (request: IncomingMessage) => {
    const secret = isOurs(request) ? jar.session(request) : undefined;
    return secret && sessions.tokensOf(secret);
  };

  const authorizationOf = async (request: IncomingMessage): Promise<string | undefined> => {
    const tokens = await tokensFor(request);
    return tokens && `Bearer ${tokens.accessToken}`;
  };

  const register: PortalSessions['register'] = (app, authenticate) => {
    registered = app;
    app.get('/portal/sign-in', async (request, reply) => {
      const { to, lang } = request.query as Readonly<Record<string, unknown>>;
      const page = typeof to === 'string' && OUR_PAGE.test(to) ? to : '/patient';
      // The cookies of a sign-in are those of one host: the one that it comes back to.
      if (request.headers.host !== host)
        return reply.redirect(`${issuer}/portal/sign-in?${new URLSearchParams({ to: page })}`, 303);
      const language = typeof lang === 'string' ? lang : languageOf(request.headers['accept-language']);
      const { url, flow } = await party.begin(page, language);
      return reply.header('set-cookie', jar.setFlow(sealed(flow, flowKey), FLOW_SECONDS)).redirect(url, 303);
    });

    app.get('/portal/callback', async (request, reply) => {
      const kept = jar.flow(request.raw);
      const flow = kept && (opened(kept, flowKey) as Flow | undefined);
      const tokens = flow && (await party.conclude(new URL(request.url, issuer), flow));
      reply.header('set-cookie', jar.clearFlow);
      if (flow === undefined || tokens === undefined) return sendProblem(request, reply, 'interaction-over');
      const before = jar.session(request.raw);
      if (before !== undefined) await sessions.end(before);
      return reply.header('set-cookie', jar.setSession(await sessions.begin(tokens))).redirect(flow.to, 303);
    });

    const noSession = (reply: FastifyReply): FastifyReply => refuse(reply, failure('token-missing'));

    app.get('/portal/me', async (request, reply) => {
      const authorization = await authorizationOf(request.raw);
      if (authorization === undefined) return noSession(reply);
      const actor = await authenticate(authorization, request.raw);
      return actor.ok ? described(actor.value) : refuse(reply, actor.error);
    });

    app.post('/portal/sign-out', async (request, reply) => {
      const secret = isOurs(request.raw) ? jar.session(request.raw) : undefined;
      const tokens = secret && (await sessions.end(secret));
      reply.header('set-cookie', jar.clearSession);
      return { to: tokens === undefined ? '/' : await party.end(tokens) };
    });
  };

  return { authorizationOf, register };
};
