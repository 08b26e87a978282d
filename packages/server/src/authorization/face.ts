// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Actor, partyKey } from '@dossier/core/actors';
import { isUuid } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { createForms, sendProblem, serveAssets, stylesheet } from '../pages/index.ts';
import type { Possession } from '../platform/authentication.ts';
import { refuse } from '../platform/http.ts';
import type { ChoicePorts } from './choices.ts';
import { fhirUserOf } from './claims.ts';
import { registerInteractions } from './interactions.ts';
import { createLaunch } from './launches.ts';
import type { MutualTls } from './mutual-tls.ts';
import type { AuthorizationServer } from './provider.ts';
import { addSessionPages, type SessionPorts } from './session-pages.ts';
import type { SignInWay } from './sign-in-way.ts';
import { smartConfiguration } from './smart.ts';

export interface AuthorizationFaceOptions {
  readonly pool: Pool;
  /** The server of this moment: another one takes its place when its keys change. */
  readonly server: () => AuthorizationServer;
  readonly issuer: string;
  readonly audience: string;
  /** 32 bytes; the same in every process. */
  readonly formKey: Uint8Array;
  readonly ports: ChoicePorts;
  readonly ways: readonly SignInWay[];
  readonly sessions: SessionPorts;
  /** Certificates of applications; absent where nobody can present one. */
  readonly mutualTls?: MutualTls;
  /** From the Authorization header, the proof beside it, and the connection of the request, to the caller. */
  readonly authenticate: (
    authorization: string | undefined,
    possession: Possession,
    request: IncomingMessage,
  ) => Promise<Result<Actor, Failure>>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

const METADATA = '/.well-known/openid-configuration';

/** The addresses of the authorization server and of its pages, to be registered at the root. */
export const authorizationFace: FastifyPluginAsync<AuthorizationFaceOptions> = async (app, options) => {
  const { pool, server, issuer, audience, formKey, ports, ways, sessions, authenticate, mutualTls } = options;
  const { host, protocol } = new URL(issuer);
  let answering: { readonly of: AuthorizationServer; readonly handler: Handler } | undefined;
  const answer: Handler = (request, response) => {
    const of = server();
    if (answering?.of !== of) answering = { of, handler: of.provider.callback() as Handler };
    return answering.handler(request, response);
  };

  /** Hands a request on; addresses in answers are those of the issuer, whatever the request says of its host. */
  const handOn = async (request: FastifyRequest, reply: FastifyReply, url?: string): Promise<FastifyReply> => {
    const { raw } = request;
    raw.headers.host = host;
    raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    delete raw.headers['x-forwarded-host'];
    delete raw.headers['x-forwarded-for'];
    if (url !== undefined) raw.url = url;
    // Whoever counts the bytes of the body has set it flowing; oidc-provider may look up a session before it reads.
    raw.pause();
    reply.hijack();
    reply.raw.setHeader('x-request-id', request.id);
    reply.raw.setHeader('x-content-type-options', 'nosniff');
    reply.raw.setHeader('referrer-policy', 'no-referrer');
    await answer(raw, reply.raw);
    return reply;
  };

  const callerOf = (request: FastifyRequest) =>
    authenticate(
      request.headers.authorization,
      {
        proof: request.raw.headersDistinct.dpop?.join(', '),
        method: request.method,
        url: () => `${issuer}${request.url.split('?', 1)[0]}`,
      },
      request.raw,
    );

  await app.register(async (part) => {
    part.removeAllContentTypeParsers();
    if (mutualTls) part.addHook('onRequest', ({ raw }) => mutualTls.judge(raw));
    // oidc-provider reads the body itself, up to 56 KB.
    part.addContentTypeParser('*', (_request, _body, done) => done(null));
    part.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: '/oauth2/*',
      handler: (request, reply) => handOn(request, reply),
    });
    part.get(METADATA, (request, reply) => handOn(request, reply));
    // RFC 8414: the same metadata.
    part.get('/.well-known/oauth-authorization-server', (request, reply) => handOn(request, reply, METADATA));
  });

  await app.register(async (part) => {
    await part.register(formbody, { bodyLimit: 64 * 1024 });
    part.setErrorHandler((error, request, reply) => {
      request.log.error({ request: request.id, err: error }, 'a page failed');
      return sendProblem(request, reply, 'unexpected');
    });
    serveAssets(part, [stylesheet]);
    // SMART App Launch 2.2 §2.0.9.1: POST too. The same by GET: the cookies of a form from elsewhere would have to be SameSite=None.
    part.post('/oauth2/authorize', async (request, reply) => {
      const fields = Object.entries((request.body ?? {}) as Readonly<Record<string, string | readonly string[]>>);
      const asked = fields.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
      return reply.redirect(`/oauth2/authorize?${new URLSearchParams(asked)}`, 303);
    });
    const forms = createForms(formKey, protocol === 'https:');
    // Pages sign nothing: whichever server is asked, they find the same.
    addSessionPages(part, { pool, provider: server().provider, forms, ...sessions });
    await registerInteractions(part, { pool, server: server(), audience, forms, ports, ways });
  });

  const whoIs = (actor: Actor) => ({
    sub: partyKey(actor),
    name: actor.name,
    ...(fhirUserOf(actor, audience) && { fhirUser: fhirUserOf(actor, audience) }),
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/oauth2/userinfo',
    handler: async (request, reply) => {
      const caller = await callerOf(request);
      if (caller.ok) return whoIs(caller.value);
      return refuse(reply.header('www-authenticate', 'Bearer error="invalid_token"'), caller.error);
    },
  });

  app.post('/oauth2/launch', async (request, reply) => {
    const caller = await callerOf(request);
    if (!caller.ok) return refuse(reply.header('www-authenticate', 'Bearer error="invalid_token"'), caller.error);
    const { patient } = { patient: undefined, ...(request.body as object | null) };
    if (typeof patient !== 'string' || !isUuid(patient))
      return refuse(reply, failure('element-invalid', { path: 'patient', why: 'it is the id of a Patient' }));
    const { onlyRecord } = caller.value;
    if (onlyRecord !== undefined && onlyRecord !== patient) return refuse(reply, failure('record-unknown'));
    return reply.code(201).send({ launch: await createLaunch(pool, partyKey(caller.value), patient), iss: audience });
  });

  app.get('/fhir/.well-known/smart-configuration', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
    return smartConfiguration(issuer, mutualTls);
  });
};
