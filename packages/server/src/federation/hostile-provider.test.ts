// SPDX-License-Identifier: Apache-2.0
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import type { SignedIn } from '../authorization/signed-in.ts';
import { createPeople } from '../store/index.ts';
import { federationWay, type Provider } from './index.ts';
import { testInteraction } from './test-interaction.ts';

const CLIENT = 'dossier';
const SECRET = 'a secret of the client, long enough for HS256';

interface Keys {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

let database: TestDatabase;
let app: FastifyInstance;
let op: Server;
let issuer: string;
let keys: Keys;
let theirs: Keys;
/** The last request for authorization: what an honest provider puts into its ID token. */
let asked: URLSearchParams;
let idToken: () => Promise<string>;
let userInfo: Readonly<Record<string, unknown>>;
let published: readonly JWK[];
let requested: string[] = [];
const concluded: SignedIn[] = [];
const logged: unknown[] = [];

const claims = {
  sub: 'f:demo:899700218896',
  SubjectNameID: '899700218896',
  family_name: 'AUBERT',
  SubjectRole: ['10^1.2.250.1.213.1.1.5.5'],
  SubjectRefPro: { exercices: [{ codeProfession: '10', codeTypeSavoirFaire: 'S', codeSavoirFaire: 'SM26' }] },
};

const honest = (): JWTPayload => ({
  ...{ iss: issuer, aud: CLIENT, sub: claims.sub, nonce: asked.get('nonce') ?? '', acr: 'eidas1' },
  ...{ iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 300 },
});

const sign = (
  change: Readonly<Record<string, unknown>> = {},
  header: Partial<JWTHeaderParameters> = {},
  by = keys,
): Promise<string> =>
  new SignJWT({ ...honest(), ...change }).setProtectedHeader({ alg: 'RS256', kid: 'k', ...header }).sign(by.privateKey);

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const hmac = (secret: string): string => {
  const text = `${encoded({ alg: 'HS256', kid: 'k' })}.${encoded(honest())}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

/** An OpenID provider that says whatever the test wants. */
const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { pathname } = new URL(request.url ?? '', issuer);
  requested.push(pathname);
  const send = (body: unknown): void =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  switch (pathname) {
    case '/.well-known/openid-configuration':
      return send({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        authorization_response_iss_parameter_supported: true,
      });
    case '/jwks':
      return send({ keys: published });
    case '/token':
      return send({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: await idToken() });
    case '/userinfo':
      return send(userInfo);
    default:
      return void response.writeHead(404).end();
  }
};

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

let url: string;
beforeAll(async () => {
  database = await testDatabase();
  op = createServer((request, response) => void answer(request, response));
  issuer = await listen(op);
  keys = await generateKeyPair('RS256', { extractable: true });
  theirs = await generateKeyPair('RS256', { extractable: true });
  published = [{ ...(await exportJWK(keys.publicKey)), kid: 'k', use: 'sig' }];
  const server = createServer();
  url = await listen(server);
  app = fastify({ serverFactory: (handler) => server.on('request', handler) });
  const provider: Provider = {
    id: 'hostile',
    label: { fr: 'Essai', en: 'Test' },
    profile: 'pro-sante-connect',
    issuer,
    clientId: CLIENT,
    authentication: { method: 'client_secret_basic', secret: SECRET },
    scope: 'openid scope_all',
    acrValues: ['eidas1'],
    idTokenAlgorithm: 'RS256',
  };
  const minutes = { duration: { minutes: 60 } };
  await federationWay(provider, {
    pool: database.pool,
    bornOn: createPeople(database.pool).bornOn,
    clock: { now: () => new Date().toISOString() },
    rules: () => ({
      professionsWithSpecialty: ['10'],
      emergency: { breakGlass: minutes, emergencyDispatch: minutes },
    }),
    baseUrl: () => url,
    log: (event, facts) => void logged.push({ event, ...facts }),
  }).register(app, testInteraction(concluded));
  await app.ready();
});
afterAll(async () => {
  await app.close();
  app.server.close();
  op.closeAllConnections();
  op.close();
  await database.close();
});
beforeEach(() => {
  [concluded.length, logged.length, requested] = [0, 0, []];
  userInfo = claims;
  idToken = () => sign();
});

const visit = (address: string) =>
  fetch(new URL(address, url), { headers: { cookie: 'browser=one', 'accept-language': 'en' }, redirect: 'manual' });

/** Signs in as far as our answer to what the provider sends back. */
const signIn = async () => {
  const begun = await visit('/sign-in/one/hostile');
  asked = new URL(begun.headers.get('location') ?? '').searchParams;
  const back = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: issuer });
  const response = await visit(`/sign-in/one/hostile/callback?${back}`);
  return { status: response.status, text: await response.text() };
};

test('an honest provider is believed', async () => {
  expect(await signIn()).toEqual({ status: 200, text: 'signed in' });
  expect(concluded).toMatchObject([{ who: { kind: 'professional', nationalId: claims.SubjectNameID } }]);
});

test.each<[string, () => Promise<string>]>([
  ['without a signature (alg=none)', async () => `${encoded({ alg: 'none' })}.${encoded(honest())}.`],
  [
    'with none, and a signature',
    async () => `${encoded({ alg: 'none', kid: 'k' })}.${(await sign()).split('.').slice(1).join('.')}`,
  ],
  ['by the public key as a secret (key confusion)', async () => hmac(await exportSPKI(keys.publicKey))],
  ['by the secret of the client', async () => hmac(SECRET)],
  ['by another key under the same name', () => sign({}, {}, theirs)],
  [
    'by a key that it brings along',
    async () => sign({}, { jwk: { ...(await exportJWK(theirs.publicKey)), kty: 'RSA' } }, theirs),
  ],
  ['by a key at an address that it names (JWKS swap)', () => sign({}, { jku: `${issuer}/swapped` }, theirs)],
  ['with another algorithm of the same key', async () => (await sign()).replace(/^[^.]+/, encoded({ alg: 'PS256' }))],
  [
    'changed after it was signed',
    async () => (await sign()).replace(/\.[^.]+\./, `.${encoded({ ...honest(), x: 1 })}.`),
  ],
  ['for another client', () => sign({ aud: 'another' })],
  ['for us and for another, who asked', () => sign({ aud: [CLIENT, 'another'], azp: 'another' })],
  ['of another issuer', () => sign({ iss: 'https://elsewhere.example' })],
  ['of another sign-in (nonce)', () => sign({ nonce: 'kept from before' })],
  ['without a nonce', () => sign({ nonce: undefined })],
  ['that has expired', () => sign({ exp: Math.floor(Date.now() / 1000) - 120 })],
  ['without an end', () => sign({ exp: undefined })],
  ['of nobody', () => sign({ sub: undefined })],
  ['of somebody else than UserInfo', () => sign({ sub: 'f:demo:somebody' })],
  ['of a lower level of assurance', () => sign({ acr: 'eidas0' })],
  ['that is none', async () => 'no token'],
])('an ID token %s is refused', async (_what, token) => {
  idToken = token;
  const { status, text } = await signIn();
  expect(status).toBe(403);
  expect(text).not.toContain(claims.SubjectNameID);
  expect(concluded).toEqual([]);
  expect(logged).toEqual([expect.objectContaining({ provider: 'hostile' })]);
  expect(JSON.stringify(logged)).not.toContain(claims.SubjectNameID);
  expect(requested).not.toContain('/swapped');
});

test('an answer of another provider, or played again, is refused', async () => {
  const begun = await visit('/sign-in/one/hostile');
  asked = new URL(begun.headers.get('location') ?? '').searchParams;
  const answered = (iss: string | undefined) =>
    `/sign-in/one/hostile/callback?${new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', ...(iss && { iss }) })}`;
  // RFC 9207: the first wrong answer uses the sign-in up.
  expect((await visit(answered('https://elsewhere.example'))).status).toBe(403);
  expect((await visit(answered(issuer))).status).toBe(400);
  expect(requested).not.toContain('/token');
  expect(await signIn()).toMatchObject({ status: 200 });
  expect((await visit(answered(issuer))).status).toBe(400);
  expect(concluded).toHaveLength(1);
});

test('UserInfo of somebody else is refused', async () => {
  userInfo = { ...claims, sub: 'f:demo:somebody' };
  expect((await signIn()).status).toBe(403);
  expect(concluded).toEqual([]);
});
