// SPDX-License-Identifier: Apache-2.0
import { frenchProfile, lawAt } from '@dossier/core/data';
import { sentenceOf } from '@dossier/core/errors';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthenticator } from './authenticator.ts';

const law = (day: string) => lawAt(frenchProfile, day);
const issuer = 'urn:test:issuer';
const audience = 'urn:test:api';
const at = '2026-11-23T12:00:00.000Z';
const seconds = Date.parse(at) / 1000;
const organization = { id: '1990000010', name: 'Cabinet des Tilleuls' };
const physician = {
  kind: 'professional',
  name: 'Dr Zoé ŒUVRARD',
  authentication: 'direct',
  mode: 'normal',
  national_id: '899700500012',
  profession: '10',
  specialty: 'SM26',
  organization,
};
const claims = { iss: issuer, aud: audience, sub: 'ps:1', iat: seconds, exp: seconds + 60, dossier_actor: physician };

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let ed: Pair;
let es: Pair;
let stranger: Pair;
let now = at;

const authenticator = async (cachedTokens = 100) =>
  createAuthenticator({
    issuer,
    audience,
    keys: {
      keys: [
        { ...(await exportJWK(ed.publicKey)), kid: 'ed', alg: 'EdDSA' },
        { ...(await exportJWK(es.publicKey)), kid: 'es', alg: 'ES256' },
      ],
    },
    clock: { now: () => now },
    law,
    cachedTokens,
  });

const sign = (payload: JWTPayload, header: Record<string, string> = {}, key = ed.privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'ed', ...header }).sign(key);

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The sentence of the failure, or `ok`. */
const answer = async (authorization: string | undefined) => {
  const result = await (await authenticator()).authenticate(authorization);
  return result.ok ? 'ok' : sentenceOf(result.error);
};

beforeAll(async () => {
  ed = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  es = await generateKeyPair('ES256', { extractable: true });
  stranger = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
});

describe('a bearer token', () => {
  it('becomes the actor that its claims describe, letters beyond ASCII included', async () => {
    const result = await (await authenticator()).authenticate(`Bearer ${await sign(claims)}`);
    expect(result).toEqual({
      ok: true,
      value: {
        kind: 'professional',
        name: 'Dr Zoé ŒUVRARD',
        authentication: 'direct',
        mode: { kind: 'normal' },
        nationalId: '899700500012',
        profession: '10',
        specialty: 'SM26',
        organization,
      },
    });
  });

  it('may be signed with ES256, and the scheme may be written in any case', async () => {
    expect(await answer(`bEaReR ${await sign(claims, { alg: 'ES256', kid: 'es' }, es.privateKey)}`)).toBe('ok');
  });

  it.each([[undefined], [''], ['   ']])('is needed (%j)', async (header) => {
    expect(await answer(header)).toBe('This address needs a bearer token.');
  });

  it.each([['Basic Zm9vOmJhcg=='], ['Bearer'], ['Bearer a b'], ['Bearer é.é.é'], ['Bearer abc"def']])(
    'has the form of RFC 6750: %s is refused',
    async (header) => {
      expect(await answer(header)).toMatch(/is not "Bearer" and a JWT/);
    },
  );

  it('is refused after it expired, with a tolerance of five seconds', async () => {
    const expired = (ago: number) => sign({ ...claims, exp: seconds - ago });
    expect(await answer(`Bearer ${await expired(4)}`)).toBe('ok');
    expect(await answer(`Bearer ${await expired(6)}`)).toBe('The bearer token has expired.');
  });

  it('is refused before it is valid, with the same tolerance', async () => {
    const early = (by: number) => sign({ ...claims, nbf: seconds + by });
    expect(await answer(`Bearer ${await early(4)}`)).toBe('ok');
    expect(await answer(`Bearer ${await early(6)}`)).toMatch(/it is not valid yet/);
  });

  it.each([
    ['another issuer', { iss: 'urn:other' }, /the claim iss is not the expected one/],
    ['no issuer', { iss: undefined }, /the claim iss is missing/],
    ['another audience', { aud: 'urn:other' }, /the claim aud is not the expected one/],
    ['no audience', { aud: undefined }, /the claim aud is missing/],
    ['no expiry', { exp: undefined }, /the claim exp is missing/],
    ['no subject', { sub: undefined }, /the claim sub is missing/],
    ['no actor', { dossier_actor: undefined }, /the claim dossier_actor is missing/],
  ])('with %s is refused', async (_, change, sentence) => {
    const payload = Object.fromEntries(Object.entries({ ...claims, ...change }).filter(([, value]) => value));
    expect(await answer(`Bearer ${await sign(payload as JWTPayload)}`)).toMatch(sentence);
  });

  it('that is not an access token (RFC 9068) is refused', async () => {
    expect(await answer(`Bearer ${await sign(claims, { typ: 'JWT' })}`)).toMatch(/claim typ is not the expected one/);
  });

  it('signed with another key is refused, with the kid of ours or with its own', async () => {
    expect(await answer(`Bearer ${await sign(claims, {}, stranger.privateKey)}`)).toMatch(/signature does not verify/);
    expect(await answer(`Bearer ${await sign(claims, { kid: 'new' }, stranger.privateKey)}`)).toMatch(/not known/);
  });

  it('without a signature (alg none) is refused', async () => {
    const token = `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(claims)}.`;
    expect(await answer(`Bearer ${token}`)).toMatch(/its algorithm is not accepted/);
  });

  it('signed by HMAC with the public key as secret is refused', async () => {
    for (const secret of [
      await exportSPKI(es.publicKey),
      await exportSPKI(ed.publicKey),
      JSON.stringify(await exportJWK(ed.publicKey)),
    ]) {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'ed' })
        .sign(new TextEncoder().encode(secret));
      expect(await answer(`Bearer ${token}`)).toMatch(/its algorithm is not accepted/);
    }
  });

  it('that brings its own key in the header is refused', async () => {
    const jwk = JSON.stringify(await exportJWK(stranger.publicKey));
    expect(await answer(`Bearer ${await sign(claims, { jwk }, stranger.privateKey)}`)).toMatch(/does not verify/);
  });

  it('cut off anywhere is refused', async () => {
    const token = await sign(claims);
    for (let length = 1; length < token.length; length += 7) {
      expect(await answer(`Bearer ${token.slice(0, length)}`)).toMatch(/^The bearer token is not valid here/);
    }
  });

  it('whose payload was changed is refused', async () => {
    const [header, , signature] = (await sign(claims)).split('.');
    const payload = encode({ ...claims, dossier_actor: { ...physician, national_id: '899700500020' } });
    expect(await answer(`Bearer ${header}.${payload}.${signature}`)).toMatch(/its signature does not verify/);
  });

  it('that is huge is refused before anything is computed', async () => {
    expect(await answer(`Bearer ${'A'.repeat(50_000_000)}.A.A`)).toMatch(/longer than 8192 bytes/);
  });

  it('for break-glass without a reason is refused with its own error', async () => {
    const dossier_actor = { ...physician, mode: 'break-glass', reason: ' \u00a0 ' };
    expect(await answer(`Bearer ${await sign({ ...claims, dossier_actor })}`)).toBe(
      'Break-glass access needs a reason.',
    );
  });
});

describe('a verified token', () => {
  it('is remembered, until it expires by the clock that is passed in', async () => {
    let lookups = 0;
    const { authenticate } = createAuthenticator({
      issuer,
      audience,
      keys: async () => {
        lookups++;
        return ed.publicKey;
      },
      clock: { now: () => now },
      law,
    });
    const header = `Bearer ${await sign(claims)}`;
    expect((await authenticate(header)).ok).toBe(true);
    expect((await authenticate(header)).ok).toBe(true);
    expect(lookups).toBe(1);
    now = '2026-11-23T12:01:06.000Z';
    const late = await authenticate(header);
    now = at;
    expect(late).toMatchObject({ ok: false, error: { code: 'token-expired' } });
    expect(lookups).toBe(1);
  });

  it('is forgotten when others push it out, and then verified again', async () => {
    let lookups = 0;
    const { authenticate } = createAuthenticator({
      issuer,
      audience,
      keys: async () => {
        lookups++;
        return ed.publicKey;
      },
      clock: { now: () => at },
      law,
      cachedTokens: 2,
    });
    const [first, second, third] = await Promise.all(
      ['a', 'b', 'c'].map(async (jti) => `Bearer ${await sign({ ...claims, jti })}`),
    );
    for (const header of [first, second, first, third, first]) expect((await authenticate(header)).ok).toBe(true);
    expect(lookups).toBe(3);
    expect((await authenticate(second)).ok).toBe(true);
    expect(lookups).toBe(4);
  });
});
