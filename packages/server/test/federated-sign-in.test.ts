// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemActor } from '@dossier/core/actors';
import { decodeEntry, type JournalEntry } from '@dossier/core/journal';
import { instantOf } from '@dossier/core/time';
import * as oidc from 'openid-client';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putClient } from '../src/authorization/index.ts';
import { browser } from '../src/authorization/test-browser.ts';
import { demoDirectory, personas } from '../src/demo/index.ts';
import { type DirectoryEntry, loadDirectory } from '../src/directory/index.ts';
import { openRecord } from '../src/record/index.ts';
import { type TestHouse, testHouse } from './harness.ts';

let house: TestHouse;
let landing: Server;
let redirect = '';
let recordId = '';
let app: oidc.Configuration;

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
  house = await testHouse({ now: instantOf(Date.now()) });
  await load('demo');
  landing = createServer((_, response) => response.end('back in the application'));
  await new Promise<void>((done) => landing.listen(0, '127.0.0.1', done));
  redirect = `http://127.0.0.1:${(landing.address() as AddressInfo).port}/callback`;
  const { patient, actor } = personas.dominique;
  if (!patient || actor.kind !== 'patient') throw new Error('dominique');
  const opened = await openRecord(
    systemActor('test'),
    { ...patient, identityStatus: 'qualified', regime: 'fr-2010', personId: actor.personId, consentRecorded: true },
    house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  recordId = opened.value.recordId;
  await putClient(house.pool, {
    client_id: 'app',
    client_name: 'Carnet',
    token_endpoint_auth_method: 'none',
    redirect_uris: [redirect],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  app = await oidc.discovery(new URL(house.url), 'app', { id_token_signed_response_alg: 'ES256' }, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
});
afterAll(async () => {
  landing?.close();
  await house?.stop();
});

const begin = async (scope: string) => {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const url = oidc.buildAuthorizationUrl(app, {
    redirect_uri: redirect,
    scope,
    state,
    aud: house.baseUrl,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const finish = (landed: string) =>
    oidc.authorizationCodeGrant(app, new URL(landed), { pkceCodeVerifier: verifier, expectedState: state });
  return { url, finish };
};

const INS = 'urn:oid:1.2.250.1.213.1.4.10|279035121518989';
const ask = async (token: string): Promise<readonly [number, string | undefined]> => {
  const response = await fetch(`${house.baseUrl}/Patient?identifier=${encodeURIComponent(INS)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as { issue?: readonly { details?: { coding?: readonly { code: string }[] } }[] };
  return [response.status, body.issue?.[0]?.details?.coding?.[0]?.code];
};
const newestActor = async (): Promise<unknown> => {
  const { rows } = await house.pool.query<{ body: string }>(
    `SELECT body FROM journal_entry WHERE record_id = $1 ORDER BY seq DESC LIMIT 1`,
    [recordId],
  );
  const entry = decodeEntry(rows[0]?.body ?? '');
  return entry.ok ? entry.value.actor : undefined;
};

const linkTo = (page: string, pattern: RegExp): string => {
  const [, link = ''] = [...page.matchAll(/href="([^"]+)"/g)].find(([, one = '']) => pattern.test(one)) ?? [];
  return link.replaceAll('&amp;', '&');
};

test('an application, our authorization server, Pro Santé Connect, the choice, a token, a read', async () => {
  const { url, finish } = await begin('openid fhirUser user/*.rs');
  const { go, post } = browser(house.url);
  const ways = await go(url.href);
  const people = await go(linkTo(ways.text, /\/sign-in\/[^/]+\/pro-sante-connect$/));
  const choices = await go(linkTo(people.text, /person=gp$/));
  const offered = [...choices.text.matchAll(/name="choice" value="([^"]+)"/g)].map(([, value]) => value);
  expect(offered).toEqual(personas.gp.organizations.map(({ id }) => `situation:10:SM26:${id}`));
  const landed = await post(choices, { choice: offered[1] ?? '', answer: 'allow' });
  const tokens = await finish(landed.url);
  expect(await ask(tokens.access_token)).toEqual([200, undefined]);
  expect(await newestActor()).toMatchObject({ organizationId: personas.gp.organizations[1]?.id });

  // the practice closes: the token, still good, is of nobody who may act
  const structure = personas.gp.organizations[1];
  const entry = {
    kind: 'organization',
    key: structure?.id ?? '',
    aliases: [],
    facts: { name: structure?.name ?? '' },
  } as const;
  await load('closed', { ...entry, active: false });
  await expect.poll(() => ask(tokens.access_token)).toEqual([403, 'structure-not-active']);
  // and it is not offered any more
  const again = await begin('openid user/*.rs');
  const other = browser(house.url);
  const first = await other.go(again.url.href);
  const second = await other.go(linkTo(first.text, /\/pro-sante-connect$/));
  const left = await other.go(linkTo(second.text, /person=gp$/));
  expect([...left.text.matchAll(/name="choice" value="([^"]+)"/g)]).toHaveLength(1);
  await load('open again', { ...entry, active: true });
});

/** Signs in as one of the demo's professionals; what may be chosen then, and the choice of one. */
const signIn = async (person: string) => {
  const { url, finish } = await begin('openid user/*.rs offline_access');
  const { go, post } = browser(house.url);
  const ways = await go(url.href);
  const people = await go(linkTo(ways.text, /\/pro-sante-connect$/));
  const choices = await go(linkTo(people.text, new RegExp(`person=${person}$`)));
  const offered = [...choices.text.matchAll(/name="choice" value="([^"]+)"/g)].map(([, value = '']) => value);
  const choose = async (choice: string) => {
    const landed = await post(choices, { choice, answer: 'allow' });
    return landed.url.startsWith(redirect) ? finish(landed.url) : undefined;
  };
  return { page: choices.text, offered, choose };
};

const read = async (token: string | undefined): Promise<number> => {
  const response = await fetch(`${house.baseUrl}/DocumentReference?patient.identifier=${INS}&status=current`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return response.status;
};

const journal = async (): Promise<readonly JournalEntry[]> => {
  const { rows } = await house.pool.query<{ body: string }>(
    'SELECT body FROM journal_entry WHERE record_id = $1 ORDER BY seq DESC LIMIT 4',
    [recordId],
  );
  return rows.flatMap(({ body }) => {
    const entry = decodeEntry(body);
    return entry.ok ? [entry.value] : [];
  });
};

test('a reason at Pro Santé Connect is a mode of access to choose, which opens a record for its time', async () => {
  const normal = await signIn('stranger');
  expect(normal.offered).toHaveLength(1);
  const [place = ''] = normal.offered;
  const glass = `${place}:break-glass`;
  expect(await read((await normal.choose(place))?.access_token)).toBe(403);
  // Not what the sign-in vouched for.
  expect(await (await signIn('stranger')).choose(glass)).toBeUndefined();

  const emergency = await signIn('stranger-emergency');
  expect(emergency.offered).toEqual([place, glass]);
  expect(emergency.page).toContain('The patient and the attending doctor are told at once');
  expect(emergency.page).toContain('Patient inconscient, antécédents nécessaires');
  const tokens = await emergency.choose(glass);
  expect(await read(tokens?.access_token)).toBe(200);
  const actor = { mode: 'break-glass', reason: 'Patient inconscient, antécédents nécessaires' };
  const entries = await journal();
  expect(entries[0]).toMatchObject({ operation: 'document.find', outcome: 'success', actor });
  expect(entries.find(({ operation }) => operation === 'emergency.open')).toMatchObject({ outcome: 'success', actor });

  // The one who may choose it may also leave it.
  const left = await signIn('stranger-emergency');
  expect((await left.choose(place))?.access_token).toBeDefined();

  const again = await oidc.refreshTokenGrant(app, tokens?.refresh_token ?? '');
  expect(again.access_token).toBeDefined();
  house.clock.advance({ minutes: 121 });
  await expect(oidc.refreshTokenGrant(app, again.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  house.clock.set(instantOf(Date.now()));
});

test('who regulates may choose emergency dispatch, and nobody else', async () => {
  const samu = await signIn('samu');
  const dispatch = samu.offered.find((id) => id.endsWith(':emergency-dispatch')) ?? '';
  expect(samu.offered).toHaveLength(2);
  expect((await signIn('gp')).offered.some((id) => id.includes('emergency'))).toBe(false);
  expect(await read((await samu.choose(dispatch))?.access_token)).toBe(200);
  expect((await journal())[0]).toMatchObject({ actor: { mode: 'emergency-dispatch' } });
});

test('a patient comes by FranceConnect in a real browser, a professional chooses a situation', {
  timeout: 60_000,
}, async () => {
  const chrome = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const patient = await begin('openid patient/*.rs launch/patient');
    const page = await (await chrome.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(patient.url.href);
    await page.getByRole('link', { name: 'FranceConnect (demo)' }).click();
    await page.getByRole('link', { name: 'Dominique PAT-TROIS' }).click();
    await page.locator('button[value=allow]').click();
    await page.waitForURL(`${redirect}?**`);
    const tokens = await patient.finish(page.url());
    expect(await ask(tokens.access_token)).toEqual([200, undefined]);
    expect(tokens.patient).toBe(recordId);

    const professional = await begin('openid user/*.rs');
    const second = await (await chrome.newContext({ locale: 'fr-FR' })).newPage();
    await second.goto(professional.url.href);
    await second.getByRole('link', { name: 'Pro Santé Connect (démonstration)' }).click();
    await second.getByRole('link', { name: 'Dr Camille AUBERT' }).click();
    await second.getByLabel('Maison médicale de garde').check();
    await second.locator('button[value=allow]').click();
    await second.waitForURL(`${redirect}?**`);
    expect(await ask((await professional.finish(second.url())).access_token)).toEqual([200, undefined]);
    expect(await newestActor()).toMatchObject({ organizationId: personas.gp.organizations[1]?.id });

    // The other practice, in the same browser: it is asked anew each time.
    const other = await begin('openid user/*.rs');
    await second.goto(other.url.href);
    await second.getByLabel(personas.gp.organizations[0]?.name ?? '').check();
    await second.locator('button[value=allow]').click();
    await second.waitForURL(`${redirect}?**`);
    expect(await ask((await other.finish(second.url())).access_token)).toEqual([200, undefined]);
    expect(await newestActor()).toMatchObject({ organizationId: personas.gp.organizations[0]?.id });

    const nobody = await (await chrome.newContext({ locale: 'en-GB' })).newPage();
    await nobody.goto((await begin('openid patient/*.rs launch/patient')).url.href);
    await nobody.getByRole('link', { name: 'FranceConnect (demo)' }).click();
    await nobody.getByRole('link', { name: 'Camille SANSDOSSIER' }).click();
    expect(await nobody.getByRole('alert').textContent()).toContain('could not be linked to a record');
    await nobody.getByRole('link', { name: 'Choose another way' }).click();
    expect(await nobody.getByRole('link', { name: 'FranceConnect (demo)' }).count()).toBe(1);
  } finally {
    await chrome.close();
  }
});
