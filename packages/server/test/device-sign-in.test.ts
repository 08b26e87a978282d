// SPDX-License-Identifier: Apache-2.0
import { systemActor } from '@dossier/core/actors';
import { decodeEntry } from '@dossier/core/journal';
import { instantOf } from '@dossier/core/time';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putClient } from '../src/authorization/index.ts';
import { demoDirectory, personas } from '../src/demo/index.ts';
import { loadDirectory } from '../src/directory/index.ts';
import { openRecord } from '../src/record/index.ts';
import { type TestHouse, testHouse } from './harness.ts';

let house: TestHouse;
let recordId = '';
let software: oidc.Configuration;
let other: oidc.Configuration;

const PHONE = '/demo/pro-sante-connect/phone';
const CIBA = 'urn:openid:params:grant-type:ciba';
const GP = '899700218896';
const [cabinet] = personas.gp.organizations;
if (cabinet === undefined) throw new Error('gp practises somewhere');
const inCabinet = JSON.stringify({ organization: cabinet.id });

beforeAll(async () => {
  house = await testHouse({ now: instantOf(Date.now()) });
  const { pool, clock } = house;
  await loadDirectory(demoDirectory(), { pool, clock, fingerprint: 'demo', whole: false, endLimitPercent: 0 });
  const { patient, actor } = personas.dominique;
  if (!patient || actor.kind !== 'patient') throw new Error('dominique');
  const opened = await openRecord(
    systemActor('test'),
    { ...patient, identityStatus: 'qualified', regime: 'fr-2010', personId: actor.personId, consentRecorded: true },
    house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  recordId = opened.value.recordId;
  const client = async (id: string): Promise<oidc.Configuration> => {
    const keys = await generateKeyPair('ES256', { extractable: true });
    await putClient(pool, {
      client_id: id,
      client_name: 'Logiciel sans navigateur',
      jwks: { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256' }] },
      redirect_uris: [],
      response_types: [],
      grant_types: [CIBA, 'refresh_token'],
      backchannel_token_delivery_mode: 'poll',
    });
    const known = { id_token_signed_response_alg: 'ES256' };
    const execute = [oidc.allowInsecureRequests];
    return oidc.discovery(new URL(house.url), id, known, oidc.PrivateKeyJwt({ key: keys.privateKey, kid: 'k' }), {
      execute,
    });
  };
  [software, other] = await Promise.all([client('software'), client('other')]);
});
afterAll(() => house?.stop());

const asked = { scope: 'openid offline_access user/*.rs', login_hint: GP, binding_message: 'Cabinet 42' };
const begin = (more: Readonly<Record<string, string>> = {}) =>
  oidc.initiateBackchannelAuthentication(software, { ...asked, request_context: inCabinet, ...more });
/** What the software gets when it asks now, once. */
const look = (id: string, config = software) => oidc.genericGrantRequest(config, CIBA, { auth_req_id: id });
const refusal = (error: string) => ({ error });

/** Answers what waits at the telephones. */
const answer = async (said: 'yes' | 'no'): Promise<string> => {
  const page = await (await fetch(`${house.url}${PHONE}`)).text();
  for (const [, id = ''] of page.matchAll(/name="id" value="([^"]+)"/g))
    await fetch(`${house.url}${PHONE}`, { method: 'POST', body: new URLSearchParams({ id, answer: said }) });
  return page;
};

const read = (token: string) =>
  fetch(`${house.baseUrl}/Patient/${recordId}`, { headers: { authorization: `Bearer ${token}` } });
const newestActor = async (): Promise<unknown> => {
  const { rows } = await house.pool.query<{ body: string }>(
    'select body from journal_entry where record_id = $1 order by seq desc limit 1',
    [recordId],
  );
  const entry = decodeEntry(rows[0]?.body ?? '');
  return entry.ok ? entry.value.actor : undefined;
};

test('software without a browser has its user asked at the telephone, and acts in the situation it named', async () => {
  const request = await begin();
  await expect(look(request.auth_req_id)).rejects.toMatchObject(refusal('authorization_pending'));
  expect(await answer('yes')).toContain('Cabinet 42');
  const tokens = await oidc.pollBackchannelAuthenticationGrant(software, { ...request, interval: 1 });
  expect(tokens.scope).toBe('openid offline_access user/*.rs');
  expect(tokens.claims()).toMatchObject({ sub: `ps:${GP}` });
  expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: house.baseUrl, client_id: 'software' });
  expect((await read(tokens.access_token)).status).toBe(200);
  expect(await newestActor()).toMatchObject({
    key: `ps:${GP}`,
    organizationId: cabinet.id,
    application: 'Logiciel sans navigateur',
  });
  const again = await oidc.refreshTokenGrant(software, tokens.refresh_token ?? '');
  expect((await read(again.access_token)).status).toBe(200);
  // An answer serves once.
  await expect(look(request.auth_req_id)).rejects.toMatchObject(refusal('invalid_grant'));
});

test('a request is of the software that made it, and the user may refuse', async () => {
  const { auth_req_id: id } = await begin();
  await expect(look(id, other)).rejects.toMatchObject(refusal('invalid_grant'));
  await answer('no');
  // The provider wants a second between two looks.
  await expect
    .poll(() => look(id).catch((error) => error.error), { timeout: 15_000, interval: 300 })
    .toBe('access_denied');
});

test('with several situations and none named there is no token', async () => {
  const { auth_req_id: id } = await oidc.initiateBackchannelAuthentication(software, asked);
  await answer('yes');
  const error = await look(id).catch((caught) => caught);
  expect(error).toMatchObject(refusal('access_denied'));
  expect(error.error_description).toContain('request_context');
  const named = await begin({ request_context: '{"organization":"1999999999"}' });
  await answer('yes');
  await expect(look(named.auth_req_id)).rejects.toMatchObject(refusal('access_denied'));
});

test.each([
  ['somebody whom the provider does not know', { login_hint: '899799999999' }, 'unknown_user_id'],
  ['what is no national id', { login_hint: "x' or 1=1" }, 'invalid_request'],
  ['a message that looks like a link', { binding_message: 'https://evil.example' }, 'invalid_binding_message'],
  ['a context that is no JSON', { request_context: 'cabinet' }, 'invalid_request'],
  ['a context with something else in it', { request_context: '{"organization":"1","mode":"x"}' }, 'invalid_request'],
  ['a patient in context', { scope: 'openid patient/*.rs' }, 'invalid_scope'],
  ['a user code', { user_code: '1234' }, 'invalid_request'],
])('%s is refused, and nobody is asked', async (_, more, error) => {
  await expect(begin(more)).rejects.toMatchObject(refusal(error));
  expect(await (await fetch(`${house.url}${PHONE}`)).text()).not.toContain('name="id"');
});

test('nobody is asked again and again', async () => {
  for (let i = 0; i < 3; i++) await begin();
  await expect(begin()).rejects.toMatchObject(refusal('access_denied'));
  await answer('no');
});

test('an answer that somebody else gives is no sign-in', async () => {
  await house.pool.query('delete from authorization_server.device_request');
  const mine = await begin();
  const nurse = await begin({
    login_hint: personas.nurse.actor.kind === 'professional' ? personas.nurse.actor.nationalId : '',
  });
  // As if the provider had mixed up the two.
  const { rows } = await house.pool.query<{ request_hash: Buffer; asked: string; account_id: string }>(
    'select request_hash, asked, account_id from authorization_server.device_request',
  );
  const [one, two] = rows;
  if (!one || !two) throw new Error('two wait');
  await house.pool.query(
    `update authorization_server.device_request set asked = case when request_hash = $1 then $2 else $3 end`,
    [one.request_hash, two.asked, one.asked],
  );
  await answer('yes');
  for (const { auth_req_id: id } of [mine, nurse])
    await expect(look(id)).rejects.toMatchObject(refusal('access_denied'));
});
