// SPDX-License-Identifier: Apache-2.0
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../src/faces/fhir/intake/test-messages.ts';
import { type Answered, type Apps, dominique, gp, openApps } from './apps.ts';

/** By the numbers of the requirements in `hl7.fhir.uv.smart-app-launch_2.2.0`, as Inferno's kit counts them. */
let apps: Apps;
let smart: Loose;
let metadata: Loose;
beforeAll(async () => {
  apps = await openApps();
  const read = async (path: string): Promise<Loose> => (await fetch(`${apps.house.url}${path}`)).json();
  smart = await read('/fhir/.well-known/smart-configuration');
  metadata = await read('/.well-known/openid-configuration');
});
afterAll(() => apps?.house.stop());

const read = (token: string, path = `/Patient/${apps.recordId}`): Promise<Response> =>
  fetch(`${apps.house.baseUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
const errorIn = (url: string): string | null => new URL(url).searchParams.get('error');

describe('discovery', () => {
  it('@30 the SMART configuration is JSON, without a token', async () => {
    const response = await fetch(`${apps.house.baseUrl}/.well-known/smart-configuration`);
    expect(response.headers.get('content-type')).toContain('application/json');
    for (const name of ['authorization_endpoint', 'token_endpoint', 'introspection_endpoint', 'revocation_endpoint'])
      expect(smart[name]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth2\//);
    expect(smart.grant_types_supported).toEqual(
      expect.arrayContaining(['authorization_code', 'refresh_token', 'client_credentials']),
    );
  });

  it('@285 @286 @287 @288 @289 it tells how confidential applications prove themselves', () => {
    expect(smart.capabilities).toContain('client-confidential-asymmetric');
    expect(smart.token_endpoint).toBe(metadata.token_endpoint);
    expect(smart.scopes_supported.length).toBeGreaterThan(0);
    expect(smart.token_endpoint_auth_methods_supported).toContain('private_key_jwt');
    expect(smart.token_endpoint_auth_signing_alg_values_supported).toEqual(expect.arrayContaining(['RS384', 'ES384']));
  });

  it.each([
    ['@348', ['launch-standalone', 'client-public', 'context-standalone-patient', 'permission-patient']],
    ['@349', ['launch-ehr', 'client-public', 'context-ehr-patient', 'permission-patient']],
    ['@350', ['launch-standalone', 'client-public', 'permission-user', 'permission-patient']],
    ['@126', ['permission-v1', 'permission-v2']],
    ['@354', ['authorize-post']],
    ['@358', ['sso-openid-connect']],
  ])('%s the set of capabilities is whole', (_, capabilities) => {
    expect(smart.capabilities).toEqual(expect.arrayContaining(capabilities));
  });
});

describe('pages of other origins', () => {
  const origin = 'http://127.0.0.1:9';
  const from = (path: string, more: RequestInit = {}) =>
    fetch(`${apps.house.url}${path}`, { ...more, headers: { origin, ...more.headers } });

  it.each(['/fhir/.well-known/smart-configuration', '/fhir/metadata', '/.well-known/openid-configuration'])(
    '@16 may read %s',
    async (path) => {
      expect((await from(path)).headers.get('access-control-allow-origin')).toMatch(/^(\*|http:\/\/127\.0\.0\.1:9)$/);
    },
  );

  it('@17 that is an application may exchange its code and read, and one that is not may not exchange', async () => {
    apps.signIn(dominique);
    const form = {
      grant_type: 'refresh_token',
      refresh_token: (await apps.launch()).json.refresh_token,
      client_id: 'public',
    };
    const foreign = await apps.post('/oauth2/token', form, { origin: 'https://evil.example' });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([400, null]);
    const { json, headers } = await apps.post('/oauth2/token', form, { origin });
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    const authorization = `Bearer ${json.access_token}`;
    const found = await from(`/fhir/Patient/${apps.recordId}`, { headers: { authorization } });
    expect([found.status, found.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(found.headers.get('access-control-allow-credentials')).toBeNull();
    const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
    const preflight = await from(`/fhir/Patient/${apps.recordId}`, { method: 'OPTIONS', headers: asked });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const refused = await from(`/fhir/Patient/${apps.recordId}`);
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, '*']);
  });
});

describe('PKCE', () => {
  it('@14 S256 is supported', () => {
    expect(smart.code_challenge_methods_supported).toContain('S256');
  });

  it('@15 plain is not', async () => {
    expect(smart.code_challenge_methods_supported).not.toContain('plain');
    expect(metadata.code_challenge_methods_supported).toEqual(['S256']);
    const { landed } = await apps.authorize({ more: { code_challenge_method: 'plain' } });
    expect(errorIn(landed.url)).toBe('invalid_request');
  });

  it('@31 no code without a challenge, no token without the verifier', async () => {
    const none = await apps.authorize({ more: { code_challenge: undefined, code_challenge_method: undefined } });
    expect(errorIn(none.landed.url)).toBe('invalid_request');
    for (const verifier of ['', 'x'.repeat(43)]) {
      const asked = await apps.authorize();
      const { status, json } = await apps.exchange({ ...asked, verifier });
      expect([status, json.error]).toEqual([400, 'invalid_grant']);
    }
  });
});

describe('standalone launch', () => {
  let answer: Answered;
  beforeAll(async () => {
    apps.signIn(dominique);
    answer = await apps.launch();
  });

  it.each(['GET', 'POST'] as const)('@48 @49 the authorization endpoint takes %s', async (method) => {
    const { landed } = await apps.authorize({ method });
    expect(new URL(landed.url).searchParams.get('code')).toBeTruthy();
  });

  it('@49 what is posted is held to the same', async () => {
    const { landed } = await apps.authorize({ method: 'POST', more: { redirect_uri: 'https://evil.example/' } });
    expect([landed.status, new URL(landed.url).origin]).toEqual([400, apps.house.url]);
  });

  it('@53 @56 @57 @59 the browser is led back with a code and the state as it was sent', async () => {
    const { landed, state } = await apps.authorize();
    const { origin, pathname, searchParams } = new URL(landed.url);
    expect(`${origin}${pathname}`).toBe('http://127.0.0.1:9/callback');
    expect(searchParams.get('code')).toMatch(/^[\w-]{20,}$/);
    expect(searchParams.get('state')).toBe(state);
  });

  it('@54 a refusal is told as an error', async () => {
    const { landed } = await apps.authorize({ more: { prompt: 'none' } });
    expect(errorIn(landed.url)).toBe('login_required');
  });

  it('@73 @74 @75 @76 @78 @84 @91 the token answer has its members', () => {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.json).toMatchObject({ access_token: expect.any(String), scope: expect.any(String) });
    expect(answer.json.token_type.toLowerCase()).toBe('bearer');
    expect(answer.json.expires_in).toBeLessThanOrEqual(3600);
    expect(answer.json.scope.split(' ').sort()).toEqual(
      ['openid', 'fhirUser', 'offline_access', 'launch/patient', 'patient/*.rs'].sort(),
    );
  });

  it('@86 it is not to be stored', () => {
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  it('@77 @94 an expired token is not taken', async () => {
    const at = apps.house.clock.now();
    expect((await read(answer.json.access_token)).status).toBe(200);
    apps.house.clock.advance({ minutes: answer.json.expires_in / 60 + 1 });
    expect((await read(answer.json.access_token)).status).toBe(401);
    apps.house.clock.set(at);
  });

  it('@95 @243 a token opens what its scope covers', async () => {
    const { json } = await apps.launch({ scope: 'launch/patient patient/Patient.r' });
    expect((await read(json.access_token)).status).toBe(200);
    expect((await read(json.access_token, `/DocumentReference?patient=${apps.recordId}`)).status).toBe(403);
  });

  it('@96 a request for another server is refused', async () => {
    const { landed } = await apps.authorize({ more: { aud: 'https://other.example/fhir' } });
    expect(errorIn(landed.url)).toBe('invalid_request');
  });

  it('@164 @168 @169 @170 the patient in context is beside the token, and holds', async () => {
    expect(answer.json.patient).toBe(apps.recordId);
    expect((await read(answer.json.access_token)).status).toBe(200);
    expect((await read(answer.json.access_token, `/Patient/${apps.adele.record}`)).status).toBe(403);
  });

  it('@172 no context of another form', () => {
    expect(answer.json.fhirContext ?? []).toEqual([]);
  });
});

describe('EHR launch', () => {
  const made = async (): Promise<string> => {
    apps.signIn(gp);
    const { json } = await apps.launch({ scope: 'openid user/*.rs' });
    const response = await fetch(`${apps.house.url}/oauth2/launch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${json.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ patient: apps.recordId }),
    });
    return ((await response.json()) as { readonly launch: string }).launch;
  };

  it('@352 @361 @173 the launch opens the application on its patient', async () => {
    const { json } = await apps.launch({
      scope: 'openid fhirUser launch patient/*.rs',
      more: { launch: await made() },
    });
    expect(json).toMatchObject({ patient: apps.recordId, need_patient_banner: true });
    expect((await read(json.access_token)).status).toBe(200);
  });

  it('@165 a launch that nobody made opens nothing', async () => {
    apps.signIn(gp);
    const { choices } = await apps.authorize({ scope: 'launch patient/*.rs', more: { launch: 'x' } });
    expect(choices.status).toBe(400);
  });
});

describe('identity', () => {
  it('@200 @205 @207 the ID token is signed by a published key, for this application', async () => {
    apps.signIn(dominique);
    const { json } = await apps.launch({ more: { nonce: 'n-1' } });
    const keys = (await (await fetch(metadata.jwks_uri)).json()) as Loose;
    for (const key of keys.keys) expect(key).not.toHaveProperty('d');
    const { payload } = await jwtVerify(json.id_token, createLocalJWKSet(keys), {
      issuer: metadata.issuer,
      audience: 'public',
    });
    expect(payload).toMatchObject({ nonce: 'n-1', sub: expect.any(String) });
    expect(decodeProtectedHeader(json.id_token).kid).toBeDefined();
  });

  it('@210 an application that asks for RS256 gets it, and access tokens stay what they are', async () => {
    apps.signIn(dominique);
    expect(metadata.id_token_signing_alg_values_supported).toContain('RS256');
    const { json } = await apps.launch({ client: 'by-rsa' });
    const keys = (await (await fetch(metadata.jwks_uri)).json()) as Loose;
    await jwtVerify(json.id_token, createLocalJWKSet(keys), { algorithms: ['RS256'], audience: 'by-rsa' });
    expect(decodeProtectedHeader(json.access_token).alg).toBe('ES256');
    expect((await read(json.access_token)).status).toBe(200);
  });

  it.each([
    ['Patient', dominique],
    ['Practitioner', gp],
  ] as const)('@198 @209 fhirUser is a %s here', async (type, who) => {
    apps.signIn(who);
    const { json } = await apps.launch({ scope: 'openid fhirUser user/*.rs' });
    expect(decodeJwt(json.id_token).fhirUser).toMatch(new RegExp(`^${apps.house.baseUrl}/${type}/[^/]+$`));
  });
});
