// SPDX-License-Identifier: Apache-2.0
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../src/faces/fhir/intake/test-messages.ts';
import { type Answered, type Apps, dominique, openApps } from './apps.ts';

/** By the numbers of the requirements in `hl7.fhir.uv.smart-app-launch_2.2.0`, as Inferno's kit counts them. */
let apps: Apps;
beforeAll(async () => {
  apps = await openApps();
});
afterAll(() => apps?.house.stop());

const read = (token: string, path = `/Patient/${apps.recordId}`): Promise<Response> =>
  fetch(`${apps.house.baseUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
const errorIn = (url: string): string | null => new URL(url).searchParams.get('error');

describe('refresh', () => {
  const launched = async (): Promise<Loose> => {
    apps.signIn(dominique);
    return (await apps.launch()).json;
  };
  const refresh = (token: string, more = {}): Promise<Answered> =>
    apps.post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: token, client_id: 'public', ...more });

  it('@101 @109 @110 @111 @112 @113 @114 without a scope gives what was granted, with the context', async () => {
    const first = await launched();
    const { status, json, headers } = await refresh(first.refresh_token);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(json).toMatchObject({ scope: first.scope, patient: first.patient, expires_in: expect.any(Number) });
    expect(json.token_type.toLowerCase()).toBe('bearer');
    expect(json.access_token).not.toBe(first.access_token);
  });

  it('@104 @115 with fewer scopes gives fewer, and never more', async () => {
    const { json } = await refresh((await launched()).refresh_token, { scope: 'launch/patient patient/*.rs' });
    expect(json.scope.split(' ').sort()).toEqual(['launch/patient', 'patient/*.rs']);
    const more = await refresh((await launched()).refresh_token, { scope: 'patient/*.cruds' });
    expect([more.status, more.json.error]).toEqual([400, 'invalid_scope']);
  });

  it('@103 is bound to its application', async () => {
    const { status, json } = await refresh((await launched()).refresh_token, { client_id: 'other' });
    expect([status, json.error]).toEqual([400, 'invalid_grant']);
  });

  it('@89 is not given where it was not asked for', async () => {
    expect((await apps.launch({ scope: 'openid patient/*.rs launch/patient' })).json).not.toHaveProperty(
      'refresh_token',
    );
  });
});

describe('introspection', () => {
  const introspect = async (token: string): Promise<Loose> =>
    (await apps.post('/oauth2/introspect', { token, ...(await apps.assertion('confidential')) })).json;

  it('@271 @272 @273 @274 @275 @276 @277 @278 @279 @280 tells what the token answer told', async () => {
    apps.signIn(dominique);
    const { json } = await apps.launch({ client: 'confidential' });
    const told = await introspect(json.access_token);
    const identity = decodeJwt(json.id_token);
    expect(told).toMatchObject({
      active: true,
      scope: json.scope,
      client_id: 'confidential',
      patient: json.patient,
      iss: identity.iss,
      sub: identity.sub,
    });
    const claims = decodeJwt(json.access_token);
    expect(told.exp).toBe(claims.exp);
    expect(told.exp - (claims.iat ?? 0)).toBe(json.expires_in);
  });

  it('@272 a token that is none, or of another application, is not active, and nothing else is said', async () => {
    const { json } = await apps.launch();
    for (const token of ['nonsense', json.access_token]) expect(await introspect(token)).toEqual({ active: false });
  });

  it('@281 nobody introspects who does not prove themselves', async () => {
    const { json } = await apps.launch();
    const { status } = await apps.post('/oauth2/introspect', { token: json.access_token, client_id: 'confidential' });
    expect(status).toBe(401);
  });
});

describe('revocation', () => {
  it('an access token that was revoked is not active, nor taken', async () => {
    apps.signIn(dominique);
    const { json } = await apps.launch({ client: 'confidential' });
    expect((await read(json.access_token)).status).toBe(200);
    await apps.post('/oauth2/revoke', { token: json.access_token, ...(await apps.assertion('confidential')) });
    await expect.poll(async () => (await read(json.access_token)).status, { timeout: 30_000 }).toBe(401);
  });

  it('a refresh token that was revoked gives nothing, nor does its access token open anything', async () => {
    const { json } = await apps.launch();
    const revoked = await apps.post('/oauth2/revoke', { token: json.refresh_token, client_id: 'public' });
    expect(revoked.status).toBe(200);
    const { status } = await apps.post('/oauth2/token', {
      grant_type: 'refresh_token',
      refresh_token: json.refresh_token,
      client_id: 'public',
    });
    expect(status).toBe(400);
    await expect.poll(async () => (await read(json.access_token)).status, { timeout: 30_000 }).toBe(401);
  });
});

describe('backend services', () => {
  const ask = async (more: Readonly<Record<string, string>> = {}, proof?: Readonly<Record<string, string>>) =>
    apps.post('/oauth2/token', {
      grant_type: 'client_credentials',
      scope: 'system/Patient.r',
      ...(proof ?? (await apps.assertion('service'))),
      ...more,
    });

  it('@253 @254 @255 @256 @258 @261 @262 @248 gives a short token, and no refresh token', async () => {
    const { status, json } = await ask();
    expect(status).toBe(200);
    expect(json).toMatchObject({ access_token: expect.any(String), scope: 'system/Patient.r' });
    expect(json.token_type.toLowerCase()).toBe('bearer');
    expect(json.expires_in).toBeLessThanOrEqual(300);
    expect(json).not.toHaveProperty('refresh_token');
  });

  it('@250 @241 gives no more than the service is registered for', async () => {
    expect((await ask({ scope: 'system/*.cruds system/Patient.r' })).json.scope).toBe('system/Patient.r');
  });

  it('@251 another grant type is refused', async () => {
    const { status, json } = await ask({ grant_type: 'not_a_grant_type' });
    expect([status, json.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('@251 @340 another type of assertion is refused', async () => {
    const { status, json } = await ask({ client_assertion_type: 'not_an_assertion_type' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(['invalid_client', 'invalid_request']).toContain(json.error);
  });

  it.each<[string, () => Promise<Readonly<Record<string, string>>>]>([
    [
      '@335 a signature by nobody',
      async () => {
        const proof = await apps.assertion('service');
        const [header, payload] = (proof.client_assertion ?? '').split('.');
        return { ...proof, client_assertion: `${header}.${payload}.${'A'.repeat(128)}` };
      },
    ],
    ['@335 one that has expired', () => apps.assertion('service', { exp: Math.floor(Date.now() / 1000) - 60 })],
    ['@335 one for another server', () => apps.assertion('service', { aud: 'https://other.example/token' })],
    ['@337 one of an issuer that is not the application', () => apps.assertion('service', { iss: 'other' })],
    ['@337 one of an application that is not known', () => apps.assertion('nobody')],
    ['@338 one by a key that is not registered', () => apps.assertion('service', {}, { kid: 'another' })],
    [
      '@338 one with keys at an address of its own',
      () => apps.assertion('service', {}, { kid: 'x', jku: 'http://127.0.0.1:1/' }),
    ],
  ])('%s is refused', async (_, proof) => {
    const { status, json } = await ask({}, await proof());
    expect([status, json.error]).toEqual([401, 'invalid_client']);
  });

  it('@336 an assertion serves once', async () => {
    const proof = await apps.assertion('service');
    expect((await ask({}, proof)).status).toBe(200);
    expect((await ask({}, proof)).json.error).toBe('invalid_client');
  });
});

describe('scopes', () => {
  it.each([
    ['@127 @128', 'launch/patient patient/*.read', 'launch/patient patient/*.read'],
    ['@145 @79', 'launch/patient patient/*.cruds patient/Patient.r', 'launch/patient patient/Patient.r'],
    ['@144', 'launch/patient patient/*.rs', 'launch/patient patient/*.rs'],
  ])('%s asked for %s, granted %s', async (_, scope, granted) => {
    apps.signIn(dominique);
    expect((await apps.launch({ scope })).json.scope).toBe(granted);
  });

  it.each(['patient/Patient.sr', 'patient/Patient.x', 'patient/Observation.rs?category=a', 'clinic/Patient.r'])(
    '@129 %s is refused',
    async (scope) => {
      const { landed } = await apps.authorize({ scope });
      expect(errorIn(landed.url)).toBe('invalid_scope');
    },
  );

  it('@130 a transaction needs what is in it', async () => {
    const { json } = await apps.launch({ scope: 'launch/patient patient/List.rs' });
    const response = await fetch(`${apps.house.baseUrl}/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${json.access_token}`, 'content-type': 'application/fhir+json' },
      body: '{"resourceType":"Bundle","type":"transaction"}',
    });
    expect(response.status).toBe(403);
  });
});
