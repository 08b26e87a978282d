// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { partyKey, systemActor } from '@dossier/core/actors';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, importKey, issue, issueRoot, type Pair, pairIn, signerIn, usagesOf } from '../../test/certificates.ts';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import * as x509 from '../certificates/x509.ts';
import { personas } from '../demo/index.ts';
import { claimsFromActor } from '../platform/authentication.ts';
import { changeConsent, openRecord, readJournal } from '../record/index.ts';
import { putClient } from './index.ts';

const { patient, actor: dominique } = personas.dominique;
const { actor: gp } = personas.gp;
if (!patient || dominique.kind !== 'patient' || gp.kind !== 'professional') throw new Error('the personas changed');
const { dossier_actor: acting } = claimsFromActor(gp);
const path = `/fhir/DocumentReference?patient.identifier=urn:oid:${patient.ins.oid}|${patient.ins.value}&status=current`;

let house: TestHouse;
let recordId: string;
/** As its certificate has it, written by RFC 4514: last first. */
let subject: string;
let own: Pair;
let otherOwn: Pair;

const inDays = (count: number): Date => new Date(Date.parse(house.clock.now()) + count * 86_400_000);

const x5c = ({ cert }: Pair): string => new X509Certificate(cert).raw.toString('base64');

/** A certificate of nobody's authority, and its key. */
const selfSigned = async (name: string): Promise<Pair> => {
  const { certificate, key } = await issueRoot([{ CN: [name] }], inDays(-2), inDays(30));
  return { cert: certificate, key };
};

/** The certificate of the hospital once more, changed in one way. */
const hospitalWith = async (change: { readonly from?: number; readonly to?: number; readonly names?: boolean }) => {
  const { cert } = await pairIn(house.home, 'organizations/hospital-authentication');
  const made = await issue(await signerIn(house.home), {
    subject: new x509.X509Certificate(cert).subjectName.toJSON(),
    extensions: [
      ...usagesOf('authentication'),
      ...(change.names
        ? [
            new x509.SubjectAlternativeNameExtension([
              { type: 'dns', value: 'Batch.Hospital.Example' },
              { type: 'ip', value: '192.0.2.7' },
              { type: 'url', value: 'urn:hospital:batch' },
              { type: 'email', value: 'batch@hospital.example' },
            ]),
          ]
        : []),
    ],
    notBefore: inDays(change.from ?? -2),
    notAfter: inDays(change.to ?? 30),
  });
  return { cert: made.certificate, key: made.key };
};

const register = (id: string, more: Readonly<Record<string, unknown>>): Promise<void> =>
  putClient(house.pool, {
    client_id: id,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    dossier_scope: 'system/*.rs',
    dossier_actor: acting,
    token_endpoint_auth_method: 'tls_client_auth',
    ...more,
  });

beforeAll(async () => {
  house = await testHouse({ tls: true, env: { DOSSIER_TRUSTED_PROXIES: '127.0.0.2' } });
  const opened = await openRecord(
    systemActor('test'),
    {
      ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
      ...{ personId: dominique.personId, consentRecorded: true },
    } as const,
    house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  ({ recordId } = opened.value);
  const change = { do: 'begin', kind: 'authorization', holder: partyKey(gp), holderName: gp.name } as const;
  const changed = await changeConsent(dominique, { record: { recordId }, change }, house.ports);
  if (!changed.ok) throw new Error(changed.error.code);
  const { cert } = await pairIn(house.home, 'organizations/hospital-authentication');
  subject = new X509Certificate(cert).subject.split('\n').reverse().join(',');
  await register('by-subject', { tls_client_auth_subject_dn: subject });
  own = await selfSigned('service');
  otherOwn = await selfSigned('service');
  const jwk = new X509Certificate(own.cert).publicKey.export({ format: 'jwk' });
  await register('by-itself', {
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    jwks: { keys: [{ ...jwk, x5c: [x5c(own)] }] },
  });
});
afterAll(() => house.stop());

const tokenUrl = (): string => `${house.house.tlsUrl}/oauth2/token`;

const grant = async (pair: Pair | undefined, client: string, headers: Record<string, string> = {}) => {
  const form = { grant_type: 'client_credentials', client_id: client, scope: 'system/*.rs' };
  const reply = await ask(tokenUrl(), house, pair, headers, form);
  return { status: reply.status, ...(JSON.parse(reply.text) as { access_token?: string; error?: string }) };
};

const hospital = (): Promise<Pair> => pairIn(house.home, 'organizations/hospital-authentication');

const read = (pair: Pair | undefined, token: string) =>
  ask(`${house.house.tlsUrl}${path}`, house, pair, { authorization: `Bearer ${token}` });

const traces = async (): Promise<number> => {
  const page = await readJournal(dominique, { record: { recordId }, query: { limit: 50 } }, house.ports);
  if (!page.ok) throw new Error(page.error.code);
  return page.value.entries.filter(({ actor }) => actor.key === partyKey(gp)).length;
};

describe('an application that its authority vouches for', () => {
  test('gets a token that is bound to its certificate, reads with it, and the journal says for whom', async () => {
    const pair = await hospital();
    const { access_token: token = '', ...reply } = await grant(pair, 'by-subject');
    expect(reply).toMatchObject({ status: 200, token_type: 'Bearer' });
    const thumbprint = Buffer.from(new X509Certificate(pair.cert).fingerprint256.replaceAll(':', ''), 'hex');
    expect(decodeJwt(token)).toMatchObject({
      iss: house.url,
      client_id: 'by-subject',
      cnf: { 'x5t#S256': thumbprint.toString('base64url') },
    });
    const before = await traces();
    expect(await read(pair, token)).toMatchObject({ status: 200 });
    expect(await traces()).toBe(before + 1);
    // With another certificate of the same authority, with none, and over plain HTTP.
    expect(await read(await pairIn(house.home, 'cards/gp-authentication'), token)).toMatchObject({ status: 401 });
    expect(await read(undefined, token)).toMatchObject({ status: 401 });
    const plain = await fetch(`${house.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect(plain.status).toBe(401);
    expect(await traces()).toBe(before + 1);
  });

  test('introspects and revokes its token by the same certificate', async () => {
    const pair = await hospital();
    const { access_token: token = '' } = await grant(pair, 'by-subject');
    const form = { client_id: 'by-subject', token };
    const at = (what: string, by: Pair | undefined) => ask(`${house.house.tlsUrl}/oauth2/${what}`, house, by, {}, form);
    expect(JSON.parse((await at('introspect', pair)).text)).toMatchObject({
      active: true,
      cnf: decodeJwt(token).cnf,
    });
    expect(await at('introspect', undefined)).toMatchObject({ status: 401 });
    expect(await at('revoke', await pairIn(house.home, 'organizations/laboratory-authentication'))).toMatchObject({
      status: 401,
    });
    expect(JSON.parse((await at('introspect', pair)).text)).toMatchObject({ active: true });
    expect(await at('revoke', pair)).toMatchObject({ status: 200 });
    expect(JSON.parse((await at('introspect', pair)).text)).toEqual({ active: false });
  });

  test('is nobody without its certificate, or with another', async () => {
    const authority = await signerIn(house.home);
    const root = await issueRoot(authority.certificate.subjectName.toJSON(), inDays(-2), inDays(30));
    const stranger = { certificate: new x509.X509Certificate(root.certificate), key: await importKey(root.key) };
    const { cert } = await hospital();
    const forged = await issue(stranger, {
      subject: new x509.X509Certificate(cert).subjectName.toJSON(),
      extensions: usagesOf('authentication'),
      notBefore: inDays(-2),
      notAfter: inDays(30),
    });
    const presented: Readonly<Record<string, Pair | undefined>> = {
      none: undefined,
      'of another structure': await pairIn(house.home, 'organizations/laboratory-authentication'),
      'of a card': await pairIn(house.home, 'cards/gp-authentication'),
      'for signatures': await pairIn(house.home, 'organizations/hospital-signature'),
      'of an authority of the same name': { cert: forged.certificate, key: forged.key },
      'by itself': own,
      expired: await hospitalWith({ from: -3, to: -1 }),
      'not yet': await hospitalWith({ from: 1 }),
    };
    for (const [what, pair] of Object.entries(presented))
      expect([what, await grant(pair, 'by-subject')]).toEqual([
        what,
        expect.objectContaining({ status: 401, error: 'invalid_client' }),
      ]);
    // The subject is right and the certificate is another, but of ours and of now.
    expect(await grant(await hospitalWith({}), 'by-subject')).toMatchObject({ status: 200 });
  });

  test('is nobody once its certificate was revoked', async () => {
    const { cert } = await pairIn(house.home, 'cards/gp-lost');
    const lost = new X509Certificate(cert).subject.split('\n').reverse().join(',');
    const register4514 = lost.replace(/\b(?:GN|givenName)=/g, '2.5.4.42=');
    await register('by-lost', { tls_client_auth_subject_dn: register4514 });
    expect(await grant(await pairIn(house.home, 'cards/gp-authentication'), 'by-lost')).toMatchObject({ status: 200 });
    expect(await grant(await pairIn(house.home, 'cards/gp-lost'), 'by-lost')).toMatchObject({
      status: 401,
      error: 'invalid_client',
    });
  });

  test.each([
    ['tls_client_auth_san_dns', 'batch.hospital.example', 'hospital.example'],
    ['tls_client_auth_san_ip', '192.0.2.7', '192.0.2.77'],
    ['tls_client_auth_san_uri', 'urn:hospital:batch', 'urn:hospital:BATCH'],
    ['tls_client_auth_san_email', 'batch@hospital.example', 'batch@hospital.example.net'],
    ['tls_client_auth_subject_dn', undefined, 'CN=hospital.dossier.example'],
  ])('is known by %s and by that alone', async (member, right, wrong) => {
    const pair = await hospitalWith({ names: true });
    await register('right', { [member]: right ?? subject });
    await register('wrong', { [member]: wrong });
    expect(await grant(pair, 'right')).toMatchObject({ status: 200 });
    expect(await grant(pair, 'wrong')).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  test('cannot be another application, nor prove itself in another way', async () => {
    const pair = await hospital();
    await register('by-key', { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [] } });
    expect((await grant(pair, 'by-key')).status).toBe(401);
    expect((await grant(pair, 'nobody')).status).toBe(401);
    const assertion = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
    const form = { grant_type: 'client_credentials', client_id: 'by-subject', ...assertion, client_assertion: 'e.e.e' };
    expect((await ask(tokenUrl(), house, pair, {}, form)).status).not.toBe(200);
  });
});

test.each(['hospital', 'laboratory', 'insurer', 'pharmacy'] as const)(
  'the demo has a service of the %s, which its certificate alone opens',
  async (key) => {
    const pair = await pairIn(house.home, `organizations/${key}-authentication`);
    const { access_token: token = '', status } = await grant(pair, `demo-${key}`);
    expect(status).toBe(200);
    const { status: known, text } = await ask(`${house.house.tlsUrl}/oauth2/userinfo`, house, pair, {
      authorization: `Bearer ${token}`,
    });
    expect([known, JSON.parse(text)]).toEqual([200, expect.objectContaining({ sub: partyKey(personas[key].actor) })]);
    const other = await pairIn(house.home, 'cards/gp-authentication');
    expect(await grant(other, `demo-${key}`)).toMatchObject({ status: 401, error: 'invalid_client' });
  },
);

describe('an application whose certificate is registered', () => {
  test('needs no authority, and proves itself with this certificate only', async () => {
    const { access_token: token = '', status } = await grant(own, 'by-itself');
    expect(status).toBe(200);
    expect(await read(own, token)).toMatchObject({ status: 200 });
    expect(await read(otherOwn, token)).toMatchObject({ status: 401 });
    for (const pair of [otherOwn, undefined, await hospital()])
      expect(await grant(pair, 'by-itself')).toMatchObject({ status: 401, error: 'invalid_client' });
  });
});

describe('the header of a proxy', () => {
  const form = { grant_type: 'client_credentials', client_id: 'by-subject', scope: 'system/*.rs' };
  const post = (at: TestHouse, header: string) =>
    fetch(`${at.url}/oauth2/token`, {
      method: 'POST',
      headers: { 'client-cert': header },
      body: new URLSearchParams(form),
    });

  test('is not believed from an address that is not trusted', async () => {
    const pair = await hospital();
    expect((await post(house, `:${x5c(pair)}:`)).status).toBe(401);
    expect(await grant(undefined, 'by-subject', { 'client-cert': `:${x5c(pair)}:` })).toMatchObject({ status: 401 });
  });

  test('is believed from one that is, for the token and for its use', async () => {
    const behind = await testHouse({ tls: true, env: { DOSSIER_TRUSTED_PROXIES: '127.0.0.0/8' } });
    try {
      const metadata = {
        ...{ grant_types: ['client_credentials'], redirect_uris: [], response_types: [], dossier_actor: acting },
        ...{ token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: subject },
      };
      await putClient(behind.pool, { client_id: 'by-subject', dossier_scope: 'system/*.rs', ...metadata });
      const header = `:${x5c(await pairIn(behind.home, 'organizations/hospital-authentication'))}:`;
      const answer = await post(behind, header);
      expect(answer.status).toBe(200);
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const status = async (headers: Record<string, string>): Promise<number> =>
        (await fetch(`${behind.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}`, ...headers } }))
          .status;
      expect(await status({ 'client-cert': header })).toBe(200);
      expect(await status({ 'client-cert': `:${x5c(own)}:` })).toBe(401);
      expect(await status({})).toBe(401);
      expect((await post(behind, ':AAAA:')).status).toBe(401);
      // The certificate of the proxy itself is nobody's.
      const pair = await pairIn(behind.home, 'organizations/hospital-authentication');
      expect(await ask(`${behind.house.tlsUrl}/oauth2/token`, behind, pair, {}, form)).toMatchObject({ status: 401 });
    } finally {
      await behind.stop();
    }
  });
});

test('the metadata say where certificates are asked for, and only where they are', async () => {
  const at = async (url: string) => (await fetch(url)).json() as Promise<Record<string, unknown>>;
  const secure = house.house.tlsUrl;
  for (const document of ['/.well-known/openid-configuration', '/fhir/.well-known/smart-configuration'])
    expect(await at(`${house.url}${document}`)).toMatchObject({
      token_endpoint: `${house.url}/oauth2/token`,
      token_endpoint_auth_methods_supported: expect.arrayContaining(['tls_client_auth', 'self_signed_tls_client_auth']),
      mtls_endpoint_aliases: {
        token_endpoint: `${secure}/oauth2/token`,
        introspection_endpoint: `${secure}/oauth2/introspect`,
        revocation_endpoint: `${secure}/oauth2/revoke`,
        pushed_authorization_request_endpoint: `${secure}/oauth2/par`,
        userinfo_endpoint: `${secure}/oauth2/userinfo`,
      },
    });
  const plain = await testHouse();
  try {
    const metadata = await at(`${plain.url}/.well-known/openid-configuration`);
    expect(metadata.token_endpoint_auth_methods_supported).toEqual(['none', 'private_key_jwt']);
    expect(metadata).not.toHaveProperty('mtls_endpoint_aliases');
  } finally {
    await plain.stop();
  }
});
