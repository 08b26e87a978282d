// SPDX-License-Identifier: Apache-2.0
import { createHmac, createPublicKey } from 'node:crypto';
import { decodeJwt, importJWK, type JWTPayload, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSigningKeys } from '../../src/authorization/index.ts';
import { personas } from '../../src/demo/index.ts';
import type { Loose } from '../../src/faces/fhir/intake/test-messages.ts';
import { keyFiles } from '../../src/platform/installation.ts';
import { type Answered, type Apps, dominique, openApps, REDIRECT } from './apps.ts';

let apps: Apps;
beforeAll(async () => {
  apps = await openApps();
});
afterAll(() => apps?.house.stop());

const read = (headers: Readonly<Record<string, string>>, path = `/Patient/${apps.recordId}`): Promise<Response> =>
  fetch(`${apps.house.baseUrl}${path}`, { headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as Loose).issue?.[0]?.details.coding[0].code;
const refresh = (token: string): Promise<Answered> =>
  apps.post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: token, client_id: 'public' });

describe('a code', () => {
  it('put into the sign-in of somebody else is worth nothing there, nor afterwards (code injection)', async () => {
    apps.signIn(dominique);
    const victim = await apps.authorize();
    const attacker = await apps.authorize();
    const injected = await apps.exchange({ ...victim, verifier: attacker.verifier });
    expect([injected.status, injected.json.error]).toEqual([400, 'invalid_grant']);
    const elsewhereSent = await apps.exchange(await apps.authorize(), {
      client_id: 'public',
      redirect_uri: `${REDIRECT}/x`,
    });
    expect(elsewhereSent.json.error).toBe('invalid_grant');
    const byOther = await apps.exchange(await apps.authorize(), { client_id: 'other' });
    expect(byOther.json.error).toBe('invalid_grant');
  });

  it('shown again ends all that it gave, the token at hand too', async () => {
    const asked = await apps.authorize();
    const { json } = await apps.exchange(asked);
    expect((await read(bearer(json.access_token))).status).toBe(200);
    expect((await apps.exchange(asked)).json.error).toBe('invalid_grant');
    expect((await refresh(json.refresh_token)).json.error).toBe('invalid_grant');
    await expect
      .poll(async () => codeOf(await read(bearer(json.access_token))), { timeout: 30_000 })
      .toBe('token-revoked');
  });

  it('shown by many at once gives at most one a token', async () => {
    for (let round = 0; round < 5; round += 1) {
      const asked = await apps.authorize();
      const answers = await Promise.all(Array.from({ length: 12 }, () => apps.exchange(asked)));
      expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    }
  });
});

describe('a refresh token', () => {
  it('used again by whoever ends the whole family, newest included', async () => {
    const first = (await apps.launch()).json;
    const second = (await refresh(first.refresh_token)).json;
    const third = (await refresh(second.refresh_token)).json;
    expect((await refresh(first.refresh_token)).json.error).toBe('invalid_grant');
    expect((await refresh(third.refresh_token)).json.error).toBe('invalid_grant');
    for (const { access_token } of [first, second, third])
      await expect
        .poll(async () => codeOf(await read(bearer(access_token))), { timeout: 30_000 })
        .toBe('token-revoked');
  });
});

describe('a token bound to a key', () => {
  it('is worth nothing without a proof of this key, for this address, this method and this token', async () => {
    const config = await oidc.discovery(
      new URL(apps.house.url),
      'public',
      { id_token_signed_response_alg: 'ES256' },
      oidc.None(),
      { execute: [oidc.allowInsecureRequests] },
    );
    const handle = async () => {
      const keys = await oidc.randomDPoPKeyPair('ES256');
      return { keys, dpop: oidc.getDPoPHandle(config, keys) };
    };
    const own = await handle();
    const asked = await apps.authorize();
    const grant = await oidc.authorizationCodeGrant(
      config,
      new URL(asked.landed.url),
      { pkceCodeVerifier: asked.verifier, expectedState: asked.state },
      undefined,
      { DPoP: own.dpop },
    );
    const proofFor = async (path: string, method: string, by = own.dpop, token = grant.access_token) => {
      let sent: Record<string, string> = {};
      config[oidc.customFetch] = async (_, options) => {
        sent = Object.fromEntries(new Headers(options.headers as Record<string, string>));
        return new Response('{}');
      };
      await oidc.fetchProtectedResource(
        config,
        token,
        new URL(`${apps.house.baseUrl}${path}`),
        method,
        null,
        undefined,
        {
          DPoP: by,
        },
      );
      return sent;
    };
    const path = `/Patient/${apps.recordId}`;
    const good = await proofFor(path, 'GET');
    expect((await read(good)).status).toBe(200);
    const other = await handle();
    const wrong = [
      good,
      { authorization: good.authorization ?? '' },
      bearer(grant.access_token),
      { ...(await proofFor(path, 'GET')), ...bearer(grant.access_token) },
      await proofFor(path, 'POST'),
      await proofFor('/Patient/x', 'GET'),
      await proofFor(path, 'GET', other.dpop),
      {
        ...(await proofFor(path, 'GET', own.dpop, (await apps.launch()).json.access_token)),
        authorization: good.authorization ?? '',
      },
    ];
    const before = (await apps.traced(personas.dominique.actor, 0)).length;
    for (const [index, headers] of wrong.entries()) {
      const response = await read(headers);
      expect([index, response.status, await codeOf(response)]).toEqual([index, 401, 'token-invalid']);
    }
    expect(await apps.traced(personas.dominique.actor, before)).toEqual([]);
  });
});

describe('a forged token', () => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = async (): Promise<JWTPayload> => decodeJwt(await apps.mint(personas.gp.actor));
  const keys = async () =>
    (await openSigningKeys(keyFiles(apps.house.home).authorization, Date.now)).current().privateKeys;

  it.each<[string, () => Promise<string>]>([
    ['alg none', async () => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(await claims())}.`],
    [
      'our ES256 key as the secret of HS256',
      async () => {
        const [, { x = '' } = {}] = [0, (await keys())[0]];
        const signed = `${part({ alg: 'HS256', typ: 'at+jwt' })}.${part(await claims())}`;
        return `${signed}.${createHmac('sha256', x).update(signed).digest('base64url')}`;
      },
    ],
    [
      'our RSA key, published as PEM, as the secret of HS256',
      async () => {
        const rsa = (await keys()).find(({ alg }) => alg === 'RS256');
        const { n = '', e = '', kid = '' } = rsa ?? {};
        const pem = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }).export({
          type: 'spki',
          format: 'pem',
        });
        const signed = `${part({ alg: 'HS256', typ: 'at+jwt', kid })}.${part(await claims())}`;
        return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
      },
    ],
    [
      'our RSA key, which signs ID tokens only',
      async () => {
        const rsa = (await keys()).find(({ alg }) => alg === 'RS256') ?? {};
        const header = { alg: 'RS256', typ: 'at+jwt', kid: rsa.kid ?? '' };
        return new SignJWT(await claims()).setProtectedHeader(header).sign(await importJWK(rsa, 'RS256'));
      },
    ],
    ['an ID token', async () => (await apps.launch()).json.id_token],
    ['a refresh token', async () => (await apps.launch()).json.refresh_token],
    [
      'an ID token that calls itself an access token',
      async () => {
        const [key = {}] = await keys();
        const payload = decodeJwt((await apps.launch()).json.id_token);
        const header = { alg: 'ES256', typ: 'at+jwt', kid: key.kid ?? '' };
        return new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(key, 'ES256'));
      },
    ],
  ])('%s is refused, and leaves nothing', async (_, forge) => {
    apps.signIn(dominique);
    const token = await forge();
    const before = (await apps.traced(personas.gp.actor, 0)).length;
    const response = await read(bearer(token));
    expect([response.status, await codeOf(response)]).toEqual([401, 'token-invalid']);
    expect(await apps.traced(personas.gp.actor, before)).toEqual([]);
  });
});

describe('the browser', () => {
  it.each([
    'https://evil.example/',
    'http://127.0.0.1:9/callback/../x',
    'http://127.0.0.1:9@evil.example/callback',
    'http://127.0.0.1:9/callback?next=https://evil.example',
    'http://127.0.0.1:9/callback#x',
    '//evil.example/callback',
    'javascript:alert(1)',
  ])('is never sent to %s (open redirect)', async (redirect_uri) => {
    for (const method of ['GET', 'POST'] as const) {
      const { landed } = await apps.authorize({ method, more: { redirect_uri } });
      expect([landed.status, new URL(landed.url).origin]).toEqual([400, apps.house.url]);
      expect(landed.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });

  it('is told who answers, so that answers of two servers are not mixed up', async () => {
    apps.signIn(dominique);
    const { landed } = await apps.authorize();
    expect(new URL(landed.url).searchParams.get('iss')).toBe(apps.house.url);
    const refused = await apps.authorize({ more: { prompt: 'none' } });
    expect(new URL(refused.landed.url).searchParams.get('iss')).toBe(apps.house.url);
  });

  it('with a session that somebody planted is asked to sign in all the same (session fixation)', async () => {
    const asked = new URLSearchParams({
      client_id: 'public',
      response_type: 'code',
      redirect_uri: REDIRECT,
      scope: 'patient/*.rs',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    const planted = 'dossier-session=planted-by-somebody; dossier-session.sig=x; dossier-interaction=planted';
    const response = await fetch(`${apps.house.url}/oauth2/authorize?${asked}`, {
      redirect: 'manual',
      headers: { cookie: planted },
    });
    expect(response.status).toBe(303);
    const set = response.headers.getSetCookie();
    expect(set.length).toBeGreaterThan(0);
    for (const line of set) {
      expect(line).not.toContain('planted');
      expect(line).toMatch(/httponly/i);
      if (!/expires=Thu, 01 Jan 1970/i.test(line)) expect(line).toMatch(/samesite=lax/i);
    }
    const page = await fetch(new URL(response.headers.get('location') ?? '', apps.house.url), {
      headers: { cookie: planted },
    });
    expect(page.status).toBe(400);
  });
});
