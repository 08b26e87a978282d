// SPDX-License-Identifier: Apache-2.0
import { hash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Binding, bindingOf, checkPossession } from './possession.ts';
import { restrictedBy } from './restrictions.ts';

const token = 'a.b.c';
const nowSeconds = 1_800_000_000;
const url = 'https://dossier.test/fhir/Patient/1';
type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

let key: Key;
let jwk: JWK;
let bound: Binding;
let other: Key;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  jwk = await exportJWK(pair.publicKey);
  bound = { kind: 'key', thumbprint: await calculateJwkThumbprint(jwk) };
  other = (await generateKeyPair('ES256')).privateKey;
});

const proof = (change: JWTPayload = {}, header: object = {}, by = key): Promise<string> =>
  new SignJWT({
    jti: randomUUID(),
    htm: 'GET',
    htu: url,
    iat: nowSeconds,
    ath: hash('sha256', token, 'base64url'),
    ...change,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
    .sign(by);

const used = new Set<string>();
const check = (shown: string | undefined, binding = bound, scheme = 'DPoP') =>
  checkPossession(binding, {
    scheme,
    token,
    nowSeconds,
    possession: { proof: shown, method: 'GET', url: () => url },
    isFirstUse: async (id) => !used.has(id) && Boolean(used.add(id)),
  });

describe('a proof of possession', () => {
  it('is good once', async () => {
    const one = await proof({ htu: `${url}?_format=json` });
    expect(await check(one)).toBeUndefined();
    expect(await check(one)).toBe('the proof was used before');
  });

  it.each<[string, JWTPayload, object]>([
    ['another method', { htm: 'POST' }, {}],
    ['another address', { htu: 'https://dossier.test/fhir/Patient/2' }, {}],
    ['another host', { htu: 'https://evil.test/fhir/Patient/1' }, {}],
    ['another token', { ath: hash('sha256', 'other', 'base64url') }, {}],
    ['a minute and more ago', { iat: nowSeconds - 61 }, {}],
    ['a minute and more ahead', { iat: nowSeconds + 61 }, {}],
    ['no token', { ath: undefined }, {}],
    ['another type', {}, { typ: 'JWT' }],
    ['no key', {}, { jwk: undefined }],
  ])('for %s is refused', async (_, change, header) => {
    expect(await check(await proof(change, header))).toBeTypeOf('string');
  });

  it('by another key, without one, or beside the wrong scheme is refused', async () => {
    expect(await check(await proof({}, {}, other))).toBe('the proof of its key is not valid');
    expect(await check(undefined)).toBe('the proof of its key is missing');
    expect(await check(await proof(), bound, 'Bearer')).toBeTypeOf('string');
    expect(await check(await proof(), { kind: 'none' })).toBeTypeOf('string');
    expect(await check(await proof(), bindingOf({ 'x5t#S256': 'x' }))).toBeTypeOf('string');
    expect(bindingOf({ jkt: 'x', 'x5t#S256': 'x' })).toEqual({ kind: 'other' });
    expect(await check(await proof(), { kind: 'key', thumbprint: 'other' })).toBe('the proof is by another key');
  });
});

describe('what a token was granted', () => {
  const actor = {
    kind: 'support',
    name: 'A',
    agentId: '1',
    authentication: 'direct',
    mode: { kind: 'normal' },
  } as const;

  it('is nothing where it says nothing, and scopes of a patient need a patient', () => {
    expect(restrictedBy(actor, {})).toEqual({ ok: true, value: { ...actor, scopes: [] } });
    expect(restrictedBy(actor, { scope: 'patient/*.rs' })).toEqual({ ok: true, value: { ...actor, scopes: [] } });
  });

  it.each([{ scope: 1 }, { scope: 'x' }, { scope: 'user/*.sr' }, { patient: 'x' }, { patient: 1 }])(
    '%j is refused',
    (payload) => {
      expect(restrictedBy(actor, payload as JWTPayload)).toMatchObject({ ok: false, error: { code: 'token-invalid' } });
    },
  );
});
