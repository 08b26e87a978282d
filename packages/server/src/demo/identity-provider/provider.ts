// SPDX-License-Identifier: Apache-2.0
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JWTPayload } from 'jose';
import { html, languageOf, sendPage } from '../../pages/index.ts';
import { addBackchannel } from './backchannel.ts';
import type { Pickable } from './people.ts';
import type { Phones } from './phone.ts';
import { type Signer, signerFrom } from './tokens.ts';

/** One provider of the demo, with its one client: this server. */
export interface DemoProvider {
  /** Where it lies: `/demo/pro-sante-connect`. */
  readonly path: string;
  readonly title: string;
  readonly people: readonly Pickable[];
  readonly acr: string;
  readonly amr: readonly string[];
  /** Takes pushed requests (RFC 9126). */
  readonly pushed: boolean;
  /** Asks people at their telephone (CIBA). */
  readonly phones?: Phones;
  /** Signs UserInfo. */
  readonly signed: boolean;
  readonly client: { readonly id: string; readonly secret: string; readonly redirectPath: string };
}

const FORM = 'application/x-www-form-urlencoded';
const REQUEST_SECONDS = 600;
const CODE_SECONDS = 60;
const TOKEN_SECONDS = 300;
const PUSHED = 'urn:ietf:params:oauth:request_uri:';

type Fields = Readonly<Record<string, string>>;

const fieldsOf = (from: unknown): Fields =>
  Object.fromEntries(
    Object.entries(from ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );

const same = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
};

const isClient = (request: FastifyRequest, fields: Fields, { id, secret }: DemoProvider['client']): boolean => {
  const basic = /^basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const [name = '', word = ''] =
    basic === undefined
      ? [fields.client_id, fields.client_secret]
      : Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent);
  return same(name, id) && same(word, secret);
};

const refuse = (reply: FastifyReply, error: string, status = 400): FastifyReply =>
  reply.status(status).header('cache-control', 'no-store').send({ error });

const checked = (fields: Fields, redirectUri: string, { client }: DemoProvider): JWTPayload | undefined => {
  const { client_id, redirect_uri, response_type, code_challenge, code_challenge_method, scope, nonce, state } = fields;
  const right =
    client_id === client.id &&
    redirect_uri === redirectUri &&
    response_type === 'code' &&
    code_challenge_method === 'S256' &&
    code_challenge !== undefined &&
    (scope ?? '').split(' ').includes('openid');
  return right
    ? { code_challenge, ...(nonce !== undefined && { nonce }), ...(state !== undefined && { state }) }
    : undefined;
};

/** What is asked for, pushed before or in the address itself. */
const requestIn = async (fields: Fields, redirectUri: string, provider: DemoProvider, signer: Signer) => {
  if (!fields.request_uri?.startsWith(PUSHED)) return checked(fields, redirectUri, provider);
  return fields.client_id === provider.client.id
    ? signer.read('demo-request', fields.request_uri.slice(PUSHED.length))
    : undefined;
};

const BACKCHANNEL_GRANT = 'urn:openid:params:grant-type:ciba';

/** Who answered at their telephone, or the error that says how far it is. */
const answeredBy = async (
  id: string,
  phones: Phones,
): Promise<{ readonly person?: string; readonly error?: string }> => {
  const request = await phones.look(id);
  if (request === undefined) return { error: 'expired_token' };
  if (request.answer === undefined) return { error: 'authorization_pending' };
  return request.answer === 'yes' ? { person: request.person } : { error: 'access_denied' };
};

const withoutTimes = ({ iss: _, iat: __, exp: ___, ...rest }: JWTPayload): JWTPayload => rest;

/**
 * An OpenID provider at which a visitor of the demo picks who to be. It keeps nothing: what it must remember is signed
 * and goes round, so every worker answers. It proves nothing about anybody and is in no production server.
 */
export const demoProvider =
  (provider: DemoProvider, secret: Uint8Array, baseUrl: () => string) =>
  async (app: FastifyInstance): Promise<void> => {
    const { path, title, people, client, acr, amr, pushed, signed, phones } = provider;
    const issuer = (): string => `${baseUrl()}${path}`;
    const redirectUri = (): string => `${baseUrl()}${client.redirectPath}`;
    let made: Signer | undefined;
    const signer = (): Signer => {
      made ??= signerFrom(secret, issuer());
      return made;
    };
    if (!app.hasContentTypeParser(FORM)) {
      app.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: 16_384 }, (_request, body, done) =>
        done(null, Object.fromEntries(new URLSearchParams(body as string))),
      );
    }

    app.get(`${path}/.well-known/openid-configuration`, async () => ({
      issuer: issuer(),
      authorization_endpoint: `${issuer()}/authorize`,
      token_endpoint: `${issuer()}/token`,
      userinfo_endpoint: `${issuer()}/userinfo`,
      jwks_uri: `${issuer()}/jwks`,
      ...(pushed && { pushed_authorization_request_endpoint: `${issuer()}/par` }),
      ...(phones && {
        backchannel_authentication_endpoint: `${issuer()}/ext/ciba/auth`,
        backchannel_token_delivery_modes_supported: ['poll'],
      }),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['EdDSA'],
      ...(signed && { userinfo_signing_alg_values_supported: ['EdDSA'] }),
      code_challenge_methods_supported: ['S256'],
      acr_values_supported: [acr],
      authorization_response_iss_parameter_supported: true,
    }));

    app.get(`${path}/jwks`, async () => ({ keys: [await signer().publicJwk] }));

    if (pushed) {
      app.post(`${path}/par`, async (request, reply) => {
        const fields = fieldsOf(request.body);
        if (!isClient(request, fields, client)) return refuse(reply, 'invalid_client', 401);
        const asked = checked({ client_id: client.id, ...fields }, redirectUri(), provider);
        if (!asked) return refuse(reply, 'invalid_request');
        const token = await signer().sign('demo-request', asked, REQUEST_SECONDS);
        return reply.status(201).send({ request_uri: `${PUSHED}${token}`, expires_in: REQUEST_SECONDS });
      });
    }

    app.get(`${path}/authorize`, async (request, reply) => {
      const language = languageOf(request.headers['accept-language']);
      const asked = await requestIn(fieldsOf(request.query), redirectUri(), provider, signer());
      if (!asked) return refuse(reply, 'invalid_request');
      const going = await signer().sign('demo-request', withoutTimes(asked), REQUEST_SECONDS);
      const link = (key: string): string => `${path}/pick?${new URLSearchParams({ request: going, person: key })}`;
      const body = html`<p>${{ fr: 'Fournisseur fictif de la démonstration : qui voulez-vous être ?', en: 'Fictional provider of the demo: who do you want to be?' }[language]}</p>
<ul>${people.map(({ key, name, who }) => html`<li><a href="${link(key)}">${name}</a> <span class="quiet">${who}</span></li>`)}</ul>
<p><a href="${link('')}">${{ fr: 'Annuler', en: 'Cancel' }[language]}</a></p>`;
      return sendPage(reply, { title, language, body });
    });

    app.get(`${path}/pick`, async (request, reply) => {
      const fields = fieldsOf(request.query);
      const asked = await signer().read('demo-request', fields.request ?? '');
      if (!asked) return refuse(reply, 'invalid_request');
      const answer = new URL(redirectUri());
      if (typeof asked.state === 'string') answer.searchParams.set('state', asked.state);
      answer.searchParams.set('iss', issuer());
      if (people.some(({ key }) => key === fields.person)) {
        const { code_challenge, nonce } = asked;
        const code = await signer().sign('demo-code', { code_challenge, nonce, person: fields.person }, CODE_SECONDS);
        answer.searchParams.set('code', code);
      } else answer.searchParams.set('error', 'access_denied');
      return reply.header('cache-control', 'no-store').redirect(answer.href, 303);
    });

    if (phones) {
      const isOurs = (request: FastifyRequest): boolean => isClient(request, fieldsOf(request.body), client);
      addBackchannel(app, { path, people, phones, isClient: isOurs, fieldsOf });
    }

    const tokensFor = async (person: Pickable, nonce: unknown) => {
      const { sub } = person.claims;
      const idToken = {
        ...(typeof sub === 'string' && { sub }),
        aud: client.id,
        ...(typeof nonce === 'string' && { nonce }),
        acr,
        amr,
        auth_time: Math.floor(Date.now() / 1000),
      };
      return {
        access_token: await signer().sign('demo-access', { person: person.key }, TOKEN_SECONDS),
        token_type: 'Bearer',
        expires_in: TOKEN_SECONDS,
        id_token: await signer().sign('JWT', idToken, TOKEN_SECONDS),
      };
    };

    app.post(`${path}/token`, async (request, reply) => {
      const fields = fieldsOf(request.body);
      if (!isClient(request, fields, client)) return refuse(reply, 'invalid_client', 401);
      reply.header('cache-control', 'no-store');
      if (phones && fields.grant_type === BACKCHANNEL_GRANT) {
        const { person: key, error } = await answeredBy(fields.auth_req_id ?? '', phones);
        const answered = people.find((one) => one.key === key);
        return answered ? tokensFor(answered, undefined) : refuse(reply, error ?? 'invalid_grant');
      }
      const code = await signer().read('demo-code', fields.code ?? '');
      const challenge = createHash('sha256')
        .update(fields.code_verifier ?? '')
        .digest('base64url');
      const person = people.find(({ key }) => key === code?.person);
      const right = fields.grant_type === 'authorization_code' && fields.redirect_uri === redirectUri();
      if (!right || !code || !person || code.code_challenge !== challenge) return refuse(reply, 'invalid_grant');
      return tokensFor(person, code.nonce);
    });

    app.get(`${path}/userinfo`, async (request, reply) => {
      const token = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const known = await signer().read('demo-access', token);
      const person = people.find(({ key }) => key === known?.person);
      if (!person) return refuse(reply, 'invalid_token', 401);
      reply.header('cache-control', 'no-store');
      if (!signed) return person.claims;
      const jwt = await signer().sign('JWT', { ...person.claims, aud: client.id }, TOKEN_SECONDS);
      return reply.type('application/jwt').send(jwt);
    });
  };
