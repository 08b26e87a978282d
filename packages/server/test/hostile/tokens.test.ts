// SPDX-License-Identifier: Apache-2.0
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoTokenKeys } from '../../src/demo/index.ts';
import { type Answer, expectRefusal, type HostileHouse, hostileHouse } from './hostile-house.ts';

let hostile: HostileHouse;
let good: string;
let claims: JWTPayload;
beforeAll(async () => {
  hostile = await hostileHouse();
  good = await hostile.bearer();
  claims = decodeJwt(good);
});
afterAll(() => hostile.house.stop());

const path = (): string => `/fhir/DocumentReference?patient=${hostile.fhir.recordId}`;

const ask = (headers: Readonly<Record<string, string | readonly string[]>>): Promise<Answer> =>
  hostile.ask({ path: path(), token: undefined, headers });

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const parts = (token: string): readonly [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
};

/** Signed by a key that is nobody's here. */
const byStranger = (header: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header }).sign(privateKey);
};

/** Signed by the right key, with other claims. */
const changed = (change: JWTPayload): Promise<string> => {
  const { iss: _iss, aud: _aud, ...rest } = claims;
  return hostile.house.token({ ...rest, ...change });
};

describe('the Authorization header', () => {
  it.each<[string, () => string | Promise<string>]>([
    ['no algorithm', () => `${part({ alg: 'none', typ: 'at+jwt' })}.${parts(good)[1]}.`],
    [
      'no algorithm, with a signature',
      () => `${part({ alg: 'None', typ: 'at+jwt' })}.${parts(good)[1]}.${parts(good)[2]}`,
    ],
    ['no signature', () => `${parts(good)[0]}.${parts(good)[1]}.`],
    ['another signature', () => `${parts(good)[0]}.${parts(good)[1]}.${'A'.repeat(86)}`],
    [
      'other claims under its signature',
      () => `${parts(good)[0]}.${part({ ...claims, sub: 'ps:1' })}.${parts(good)[2]}`,
    ],
    [
      'the public key as a shared secret',
      async () => {
        const { keys } = await demoTokenKeys(hostile.house.home);
        const signed = `${part({ alg: 'HS256', typ: 'at+jwt' })}.${parts(good)[1]}`;
        return `${signed}.${createHmac('sha256', JSON.stringify(keys)).update(signed).digest('base64url')}`;
      },
    ],
    ['a key of its own', () => byStranger()],
    [
      'a key of its own, in its header',
      () => byStranger({ jwk: generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) }),
    ],
    ['a key at an address', () => byStranger({ jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/' })],
    ['a key in a file', () => byStranger({ kid: '../../../../dev/null' })],
    ['a key id of SQL', () => byStranger({ kid: "x' UNION SELECT 'AAAA" })],
    [
      'an extension that must be understood',
      () => `${part({ alg: 'EdDSA', typ: 'at+jwt', crit: ['own'], own: 1 })}.${parts(good)[1]}.${parts(good)[2]}`,
    ],
    ['another type', () => byStranger({ typ: 'JWT' })],
    ['another audience', () => changed({ aud: 'https://other.example' })],
    ['another issuer', () => changed({ iss: 'https://other.example' })],
    ['no audience', () => changed({ aud: [] })],
    [
      'a caller that is the house',
      () => changed({ dossier_actor: { kind: 'system', name: 'x', authentication: 'direct' } }),
    ],
    ['a caller of the prototype', () => changed({ dossier_actor: JSON.parse('{"__proto__":{"kind":"support"}}') })],
    [
      'a caller with more than is asked',
      () => changed({ dossier_actor: { ...(claims.dossier_actor as object), admin: true } }),
    ],
    [
      'a name of control characters',
      () => changed({ dossier_actor: { ...(claims.dossier_actor as object), name: 'a\u0000\u202eb' } }),
    ],
    ['not valid yet', () => changed({ nbf: 4_000_000_000 })],
    ['four parts', () => `${good}.x`],
    ['two parts', () => `${parts(good)[0]}.${parts(good)[1]}`],
    ['parts that are empty', () => '..'],
    ['an encrypted token', () => `${part({ alg: 'dir', enc: 'A256GCM' })}.a.b.c.d`],
    ['9,000 characters', () => `${good}${'A'.repeat(9_000)}`],
    ['base64 with padding', () => `${good}==`],
  ])('%s', async (_, token) => {
    const sent = await token();
    const answer = await hostile.leavesNothing(() => ask({ authorization: `Bearer ${sent}` }));
    expectRefusal(answer, { status: 401, code: 'token-invalid' });
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    expect(answer.text).not.toContain(parts(good)[1].slice(0, 40));
  });

  it('expired is said to be', async () => {
    const old = await hostile.house.token('gp', { now: '2026-11-20T12:00:00.000Z' });
    expectRefusal(await ask({ authorization: `Bearer ${old}` }), { status: 401, code: 'token-expired' });
  });

  it.each<[string, () => string | readonly string[]]>([
    ['another scheme', () => `Basic ${Buffer.from('gp:gp').toString('base64')}`],
    ['no scheme', () => good],
    ['two tokens', () => `Bearer ${good} ${good}`],
    ['two headers, the good one first', () => [`Bearer ${good}`, 'Bearer x.y.z']],
    ['two headers, the good one last', () => ['Bearer x.y.z', `Bearer ${good}`]],
    ['the same header twice', () => [`Bearer ${good}`, `Bearer ${good}`]],
    ['a token between quotes', () => `Bearer "${good}"`],
    ['a token of bytes', () => 'Bearer \u00ff\u00fe'],
  ])('with %s is not taken', async (_, authorization) => {
    const answer = await hostile.leavesNothing(() => ask({ authorization: authorization() }));
    expectRefusal(answer, { status: 401, code: 'token-invalid', says: 'the Authorization header is not' });
  });

  it('elsewhere is not looked for', async () => {
    for (const attack of [
      { path: `${path()}&access_token=${good}` },
      { path: path(), headers: { cookie: `access_token=${good}` } },
      { path: path(), headers: { 'proxy-authorization': `Bearer ${good}` } },
      { path: path(), headers: { authorization: ' ' } },
    ]) {
      const answer = await hostile.leavesNothing(() => hostile.ask({ ...attack, token: undefined }));
      expectRefusal(answer, { status: 401, code: 'token-missing' });
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="dossier"');
    }
  });

  it('and as it should be is', async () => {
    expect((await ask({ authorization: `bearer  ${good}` })).status).toBe(200);
  });
});
