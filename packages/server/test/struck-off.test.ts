// SPDX-License-Identifier: Apache-2.0
import { instantOf } from '@dossier/core/time';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putClient } from '../src/authorization/index.ts';
import { browser, testWay } from '../src/authorization/test-browser.ts';
import { demoDirectory, personas } from '../src/demo/index.ts';
import { type DirectoryEntry, loadDirectory } from '../src/directory/index.ts';
import { ask, type Pair, pairIn } from './certificates.ts';
import { type TestHouse, testHouse } from './harness.ts';

const { actor: gp, organizations: practices } = personas.gp;
const [practice] = practices;
const [hospital] = personas.hospital.organizations;
if (gp.kind !== 'professional' || !practice || !hospital) throw new Error('the personas changed');
const { nationalId, profession, specialty = '', name } = gp;
const situation = { profession, specialty, organization: { id: practice.id, name: practice.name } };
const REDIRECT = 'http://127.0.0.1:9/callback';
const path = '/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989';

let house: TestHouse;
let app: oidc.Configuration;
let card: Pair;
let structure: Pair;

const load = (fingerprint: string, ...entries: readonly DirectoryEntry[]) =>
  loadDirectory(
    entries.length === 0
      ? demoDirectory()
      : (async function* () {
          yield { entries, place: 'a test' };
        })(),
    { pool: house.pool, clock: house.clock, fingerprint, whole: false, endLimitPercent: 0 },
  );

beforeAll(async () => {
  const who = { kind: 'professional', nationalId, name, situations: [situation] } as const;
  house = await testHouse({ tls: true, now: instantOf(Date.now()), ways: [testWay(() => who)] });
  await load('demo');
  card = await pairIn(house.home, 'cards/gp-authentication');
  structure = await pairIn(house.home, 'organizations/hospital-authentication');
  await putClient(house.pool, {
    client_id: 'app',
    token_endpoint_auth_method: 'none',
    redirect_uris: [REDIRECT],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  app = await oidc.discovery(new URL(house.url), 'app', { id_token_signed_response_alg: 'ES256' }, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
});
afterAll(() => house.stop());

/** As far as the page of the choice; what it offers. */
const signIn = async () => {
  const verifier = oidc.randomPKCECodeVerifier();
  const url = oidc.buildAuthorizationUrl(app, {
    ...{ redirect_uri: REDIRECT, scope: 'openid user/*.rs offline_access', state: 's', aud: house.baseUrl },
    ...{ code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
  });
  const { go, post } = browser(house.url);
  const first = await go(url.href);
  const link = /href="([^"]+\/test)"/.exec(first.text)?.[1];
  const page = link === undefined ? first : await go(link);
  const [, choice] = /name="choice" value="([^"]+)"/.exec(page.text) ?? [];
  const tokens = async () => {
    const landed = await post(page, { choice: choice ?? '', answer: 'allow' });
    return oidc.authorizationCodeGrant(app, new URL(landed.url), { pkceCodeVerifier: verifier, expectedState: 's' });
  };
  return { choice, tokens };
};

/** The service of the hospital asks for a token. */
const serve = () =>
  ask(
    `${house.house.tlsUrl}/oauth2/token`,
    house,
    structure,
    {},
    {
      grant_type: 'client_credentials',
      client_id: 'demo-hospital',
    },
  );

const read = async (pair: Pair | undefined, token?: string, at = path): Promise<number> =>
  (await ask(`${house.house.tlsUrl}${at}`, house, pair, token ? { authorization: `Bearer ${token}` } : {})).status;

const practised = { kind: 'organization', key: practice.id, aliases: [], facts: { name: practice.name } } as const;
const hospitalEntry = { kind: 'organization', key: hospital.id, aliases: [], facts: { name: hospital.name } } as const;
const [given = '', ...family] = name.replace(/^Dr /, '').split(' ');
const professional = {
  kind: 'professional',
  key: nationalId,
  aliases: [],
  facts: { given, family: family.join(' ') },
} as const;
const linked = {
  kind: 'situation',
  key: `${nationalId}/${practice.id}`,
  aliases: [],
  professional: nationalId,
  organization: practice.id,
  facts: { profession, specialty },
} as const;

interface Change {
  readonly what: string;
  readonly end: (active: boolean) => DirectoryEntry;
  /** Whom it shuts out; the others stay in. */
  readonly shuts: 'professional' | 'hospital';
}

test.each<Change>([
  { what: 'a professional struck off', end: (active) => ({ ...professional, active }), shuts: 'professional' },
  { what: 'a practice that is closed', end: (active) => ({ ...practised, active }), shuts: 'professional' },
  { what: 'a practice that is left', end: (active) => ({ ...linked, active }), shuts: 'professional' },
  { what: 'a hospital that is closed', end: (active) => ({ ...hospitalEntry, active }), shuts: 'hospital' },
])('$what is refused from that moment at every door', { timeout: 60_000 }, async ({ what, end, shuts }) => {
  const { tokens } = await signIn();
  const { access_token: token, refresh_token: refresh = '' } = await tokens();
  const bound = (JSON.parse((await serve()).text) as { access_token: string }).access_token;
  const doors = async () => ({
    token: await read(undefined, token),
    card: await read(card),
    service: (await serve()).status,
    // A structure reads nothing: it is told who it is.
    bound: await read(structure, bound, '/oauth2/userinfo'),
    offered: (await signIn()).choice !== undefined,
  });
  expect(await doors()).toEqual({ token: 200, card: 200, service: 200, bound: 200, offered: true });

  await load(`end of ${what}`, end(false));
  const out = shuts === 'professional';
  await expect
    .poll(doors, { timeout: 20_000 })
    .toEqual(
      out
        ? { token: 403, card: 403, service: 200, bound: 200, offered: false }
        : { token: 200, card: 200, service: 400, bound: 403, offered: true },
    );
  const refreshed = oidc.refreshTokenGrant(app, refresh);
  if (out) await expect(refreshed).rejects.toMatchObject({ error: 'invalid_grant' });
  else expect((await refreshed).access_token).toBeDefined();

  await load(`return of ${what}`, end(true));
  await expect
    .poll(doors, { timeout: 20_000 })
    .toEqual({ token: 200, card: 200, service: 200, bound: 200, offered: true });
});
