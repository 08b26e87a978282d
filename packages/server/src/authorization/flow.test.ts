// SPDX-License-Identifier: Apache-2.0

import { systemActor } from '@dossier/core/actors';
import { instantOf } from '@dossier/core/time';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import { personas } from '../demo/index.ts';
import { openRecord } from '../record/index.ts';
import { createRevocations, putClient } from './index.ts';
import type { Identity } from './signed-in.ts';
import { browser, testWay } from './test-browser.ts';

const REDIRECT = 'http://127.0.0.1:9/callback';
let house: TestHouse;
let recordId: string;
let otherRecord: string;
let who: Identity;
let app: oidc.Configuration;
let confidential: oidc.Configuration;
let service: oidc.Configuration;

const patient = (key: 'dominique' | 'adele'): Extract<Identity, { kind: 'person' }> => {
  const { actor } = personas[key];
  if (actor.kind !== 'patient') throw new Error(key);
  return { kind: 'person', personId: actor.personId, name: actor.name, ...(actor.ins && { ins: actor.ins }) };
};

const doctor: Identity = {
  kind: 'professional',
  nationalId: '899700218896',
  name: 'Dr Camille AUBERT',
  situations: [
    { profession: '10', specialty: 'SM26', organization: { id: '1990000010', name: 'Cabinet des Tilleuls' } },
    { profession: '10', specialty: 'SM26', organization: { id: '1990000028', name: 'Maison de garde' } },
  ],
};

const open = async (key: 'dominique' | 'adele'): Promise<string> => {
  const { patient: identity } = personas[key];
  if (!identity) throw new Error(key);
  const opened = await openRecord(
    systemActor('test'),
    {
      ins: identity.ins,
      traits: identity.traits,
      identityStatus: 'qualified',
      regime: 'fr-2010',
      personId: patient(key).personId,
      consentRecorded: true,
    },
    house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value.recordId;
};

const discover = (id: string, auth: oidc.ClientAuth, more = {}): Promise<oidc.Configuration> =>
  oidc.discovery(new URL(house.url), id, { id_token_signed_response_alg: 'ES256', ...more }, auth, {
    execute: [oidc.allowInsecureRequests],
  });

beforeAll(async () => {
  house = await testHouse({ now: instantOf(Date.now()), ways: [testWay(() => who)] });
  recordId = await open('dominique');
  otherRecord = await open('adele');
  const common = { redirect_uris: [REDIRECT], grant_types: ['authorization_code', 'refresh_token'] };
  const keys = await generateKeyPair('ES256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256' }] };
  await putClient(house.pool, {
    client_id: 'app',
    client_name: 'Carnet <b>',
    token_endpoint_auth_method: 'none',
    ...common,
  });
  await putClient(house.pool, { client_id: 'confidential', jwks, ...common });
  await putClient(house.pool, {
    client_id: 'service',
    jwks,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    dossier_scope: 'system/DocumentReference.c',
    dossier_actor: {
      kind: 'organization',
      name: 'CH',
      authentication: 'indirect',
      organization: { id: '1990000010', name: 'CH' },
    },
  });
  app = await discover('app', oidc.None());
  const signed = () => oidc.PrivateKeyJwt({ key: keys.privateKey, kid: 'k' });
  confidential = await discover('confidential', signed());
  service = await discover('service', signed());
});
afterAll(() => house.stop());

interface Request {
  readonly config?: oidc.Configuration;
  readonly scope?: string;
  readonly choice?: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly dpop?: oidc.DPoPHandle;
  readonly par?: boolean;
}

/** As far as the address to which the application is sent back. */
const authorize = async ({ config = app, scope = 'openid fhirUser patient/*.rs launch/patient', ...ask }: Request) => {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const parameters = {
    redirect_uri: REDIRECT,
    scope,
    state,
    aud: house.baseUrl,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...ask.more,
  };
  const url = ask.par
    ? await oidc.buildAuthorizationUrlWithPAR(config, parameters)
    : oidc.buildAuthorizationUrl(config, parameters);
  const { go, post } = browser(house.url);
  const ways = await go(url.href);
  const way = /href="([^"]+\/test)"/.exec(ways.text)?.[1];
  if (way === undefined) return { landed: ways, choices: ways, verifier, state, post };
  const choices = await go(way);
  const choice = ask.choice ?? /name="choice" value="([^"]+)"/.exec(choices.text)?.[1] ?? '';
  return { landed: await post(choices, { choice, answer: 'allow' }), choices, verifier, state, post };
};

const tokens = async (request: Request = {}) => {
  const { config = app } = request;
  const { landed, verifier, state } = await authorize(request);
  return oidc.authorizationCodeGrant(
    config,
    new URL(landed.url),
    { pkceCodeVerifier: verifier, expectedState: state },
    undefined,
    request.dpop && { DPoP: request.dpop },
  );
};

const ask = (path: string, token: string, headers = {}) =>
  fetch(`${house.baseUrl}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
const codeOf = async (response: Response) =>
  ((await response.json()) as { issue: { details: { coding: { code: string }[] } }[] }).issue[0]?.details.coding[0]
    ?.code;

describe('a patient, with an application', () => {
  it('signs in, chooses the record, and reads it, and no other', async () => {
    who = patient('dominique');
    const { choices } = await authorize({});
    expect(choices.text).toContain('Carnet &lt;b&gt;');
    expect(choices.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const answer = await tokens();
    expect(answer).toMatchObject({ patient: recordId, token_type: 'bearer', expires_in: 300 });
    expect(answer.scope).toBe('openid fhirUser patient/*.rs launch/patient');
    expect(answer.claims()).toMatchObject({ fhirUser: `${house.baseUrl}/Patient/${recordId}` });
    const claims = decodeJwt(answer.access_token);
    expect(claims).toMatchObject({ aud: house.baseUrl, iss: house.url, patient: recordId, client_id: 'app' });
    expect((await ask(`/Patient/${recordId}`, answer.access_token)).status).toBe(200);
    const other = await ask(`/Patient/${otherRecord}`, answer.access_token);
    const none = await ask('/Patient/00000000-0000-4000-8000-000000000000', answer.access_token);
    expect([other.status, await other.text()]).toEqual([none.status, await none.text()]);
    expect(other.status).toBe(403);
    expect((await house.pool.query(`select from public.journal_entry`)).rowCount).toBeGreaterThan(0);
  });

  it('is held to the scopes', async () => {
    who = patient('dominique');
    const { access_token } = await tokens({ scope: 'patient/Patient.r' });
    expect((await ask(`/Patient/${recordId}`, access_token)).status).toBe(200);
    const refused = await ask(`/DocumentReference?patient=${recordId}`, access_token);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect(await codeOf(refused)).toBe('scope-insufficient');
  });

  it('refreshes with the context kept; a refresh token used twice ends the grant', async () => {
    who = patient('dominique');
    const first = await tokens({ scope: 'offline_access patient/*.rs' });
    expect(first.scope).toContain('offline_access');
    const second = await oidc.refreshTokenGrant(app, first.refresh_token ?? '');
    expect(second).toMatchObject({ patient: recordId, scope: first.scope });
    await expect(oidc.refreshTokenGrant(app, first.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await expect(oidc.refreshTokenGrant(app, second.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await expect
      .poll(async () => codeOf(await ask(`/Patient/${recordId}`, second.access_token)), { timeout: 30_000 })
      .toBe('token-revoked');
  });

  it('may refuse', async () => {
    who = patient('dominique');
    const { choices, post } = await authorize({});
    const landed = await post(choices, { answer: 'refuse' });
    // The first request was answered already, and its pages are over.
    expect(landed.status).toBe(400);
  });
});

describe('a professional', () => {
  it('chooses the situation of practice, which goes into the token', async () => {
    who = doctor;
    const { choices } = await authorize({ scope: 'user/*.rs' });
    expect(choices.text).toContain('Maison de garde');
    const { access_token } = await tokens({ scope: 'user/*.rs', choice: 'situation:10:SM26:1990000028' });
    expect(decodeJwt(access_token)).toMatchObject({
      sub: 'ps:899700218896',
      dossier_actor: { organization: { id: '1990000028' } },
      extensions: { ihe_iua: { subject_organization: 'Maison de garde' } },
    });
  });

  it('opens an application on a patient', async () => {
    who = doctor;
    const { access_token } = await tokens({ scope: 'user/*.rs' });
    const made = await fetch(`${house.url}/oauth2/launch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ patient: recordId }),
    });
    expect(made.status).toBe(201);
    const { launch } = (await made.json()) as { launch: string };
    const launched = await tokens({ scope: 'launch patient/*.rs', more: { launch } });
    expect(launched).toMatchObject({ patient: recordId });
    who = patient('adele');
    const { choices } = await authorize({ scope: 'launch patient/*.rs', more: { launch } });
    expect(choices.status).toBe(400);
  });
});

describe('a confidential application', () => {
  it('pushes its request, proves its key, and no proof is taken twice', async () => {
    who = patient('dominique');
    const keys = await oidc.randomDPoPKeyPair('ES256');
    const dpop = oidc.getDPoPHandle(confidential, keys);
    const { access_token, token_type } = await tokens({ config: confidential, par: true, dpop });
    expect(token_type).toBe('dpop');
    const url = new URL(`${house.baseUrl}/Patient/${recordId}`);
    let sent: Headers = new Headers();
    const catching: oidc.FetchBody | undefined = undefined;
    confidential[oidc.customFetch] = async (address, options) => {
      sent = new Headers(options.headers as Record<string, string>);
      return fetch(address, options as RequestInit);
    };
    const read = await oidc.fetchProtectedResource(confidential, access_token, url, 'GET', catching, undefined, {
      DPoP: dpop,
    });
    expect(read.status).toBe(200);
    expect((await fetch(url, { headers: sent })).status).toBe(401);
    expect((await ask(`/Patient/${recordId}`, access_token)).status).toBe(401);
  });

  it('asks whether a token is good, and ends it, in every process', async () => {
    who = patient('dominique');
    const { access_token } = await tokens({ config: confidential });
    expect(await oidc.tokenIntrospection(confidential, access_token)).toMatchObject({
      active: true,
      patient: recordId,
      client_id: 'confidential',
    });
    const elsewhere = createRevocations(house.pool);
    await oidc.tokenRevocation(confidential, access_token);
    expect(await oidc.tokenIntrospection(confidential, access_token)).toEqual({ active: false });
    await elsewhere.refresh();
    expect(elsewhere.isRevoked({ jti: decodeJwt(access_token).jti })).toBe(true);
    await expect
      .poll(async () => (await ask(`/Patient/${recordId}`, access_token)).status, { timeout: 30_000 })
      .toBe(401);
  });
});

it('a backend service acts as it is registered, within its scopes', async () => {
  const { access_token, scope } = await oidc.clientCredentialsGrant(service, {
    scope: 'system/DocumentReference.c system/*.rs',
  });
  expect(scope).toBe('system/DocumentReference.c');
  expect(decodeJwt(access_token)).toMatchObject({ dossier_actor: { kind: 'organization' } });
  expect(await codeOf(await ask(`/Patient/${recordId}`, access_token))).toBe('scope-insufficient');
});

describe('what is refused', () => {
  const errorOf = async (request: Request): Promise<string> => {
    const { landed } = await authorize(request);
    const { searchParams, hash } = new URL(landed.url);
    return searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error') ?? `${landed.status}`;
  };

  it.each([
    ['a filter', { scope: 'patient/DocumentReference.rs?category=a' }, 'invalid_scope'],
    ['permissions out of order', { scope: 'patient/Patient.sr' }, 'invalid_scope'],
    ['another server as aud', { more: { aud: 'https://other.example/fhir' } }, 'invalid_request'],
    ['another resource', { more: { resource: 'https://other.example/' } }, 'invalid_target'],
    ['PKCE in the clear', { more: { code_challenge_method: 'plain' } }, 'invalid_request'],
    ['the implicit flow', { more: { response_type: 'token' } }, 'unsupported_response_type'],
    ['another place to be sent to', { more: { redirect_uri: 'http://127.0.0.1:9/other' } }, '400'],
    ['a host with the name in it', { more: { redirect_uri: 'http://127.0.0.1:9@evil.example/callback' } }, '400'],
  ])('%s', async (_, request, error) => {
    who = patient('dominique');
    expect(await errorOf(request)).toBe(error);
  });

  it('a code of somebody else, or used twice', async () => {
    who = patient('dominique');
    const { landed, verifier, state } = await authorize({});
    expect(new URL(landed.url).searchParams.get('iss')).toBe(house.url);
    const checks = { expectedState: state };
    const exchange = (config: oidc.Configuration, pkceCodeVerifier: string) =>
      oidc.authorizationCodeGrant(config, new URL(landed.url), { ...checks, pkceCodeVerifier });
    const stolen = oidc.randomPKCECodeVerifier();
    await expect(exchange(confidential, verifier)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(exchange(app, stolen)).rejects.toMatchObject({ error: 'invalid_grant' });
    const { access_token } = await tokens();
    expect(access_token).toBeDefined();
    await expect(exchange(app, verifier).then(() => exchange(app, verifier))).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('a form of another browser', async () => {
    who = patient('dominique');
    const { choices } = await authorize({});
    const landed = await browser(house.url).post(choices, { answer: 'allow', choice: 'x' });
    expect(landed.status).toBe(400);
  });

  it('a lie about our address in Host', async () => {
    const told = await fetch(`${house.url}/.well-known/oauth-authorization-server`, {
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    expect(await told.json()).toMatchObject({ issuer: house.url, token_endpoint: `${house.url}/oauth2/token` });
  });
});

it('says in its SMART configuration what its discovery says', async () => {
  const read = async (path: string) => (await fetch(`${house.url}${path}`)).json() as Promise<Record<string, unknown>>;
  const smart = await read('/fhir/.well-known/smart-configuration');
  const metadata = await read('/.well-known/openid-configuration');
  for (const [name, value] of Object.entries(smart)) {
    if (name.endsWith('_endpoint') || name === 'issuer' || name === 'jwks_uri') expect(metadata[name]).toBe(value);
  }
});
