// SPDX-License-Identifier: Apache-2.0
import { systemActor } from '@dossier/core/actors';
import { decodeEntry, NO_RECORD } from '@dossier/core/journal';
import { instantOf } from '@dossier/core/time';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import { runCommand } from '../cli/index.ts';
import { personas } from '../demo/index.ts';
import { openRecord } from '../record/index.ts';
import { putClient } from './index.ts';
import type { Identity } from './signed-in.ts';
import { browser, type Landed, testWay } from './test-browser.ts';

const REDIRECT = 'http://127.0.0.1:9/callback';
const AFTER = 'http://127.0.0.1:9/bye';
let house: TestHouse;
let recordId: string;
let who: Identity;
let app: oidc.Configuration;
let dominique: Identity & { readonly personId: string };
const doctor: Identity = {
  kind: 'professional',
  nationalId: '899700218896',
  name: 'Dr Camille AUBERT',
  situations: [{ profession: '10', specialty: 'SM26' }],
};

beforeAll(async () => {
  house = await testHouse({ now: instantOf(Date.now()), ways: [testWay(() => who)] });
  const { patient, actor } = personas.dominique;
  if (!patient || actor.kind !== 'patient') throw new Error('dominique');
  const { personId, name } = actor;
  const request = {
    ...patient,
    identityStatus: 'qualified',
    regime: 'fr-2010',
    personId,
    consentRecorded: true,
  } as const;
  const opened = await openRecord(systemActor('test'), request, house.ports);
  if (!opened.ok) throw new Error(opened.error.code);
  recordId = opened.value.recordId;
  dominique = { kind: 'person', personId, name, ins: patient.ins };
  await putClient(house.pool, {
    client_id: 'app',
    client_name: 'Carnet <b>',
    token_endpoint_auth_method: 'none',
    redirect_uris: [REDIRECT],
    post_logout_redirect_uris: [AFTER],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  app = await oidc.discovery(new URL(house.url), 'app', { id_token_signed_response_alg: 'ES256' }, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
});
afterAll(() => house?.stop());
beforeEach(() => {
  who = dominique;
});

/** A browser in which somebody has signed in to the application, and the application's tokens. */
const signedIn = async (scope = 'openid offline_access patient/*.rs') => {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const { go, post } = browser(house.url);
  const url = oidc.buildAuthorizationUrl(app, {
    redirect_uri: REDIRECT,
    scope,
    state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const choices = await go(/href="([^"]+\/test)"/.exec((await go(url.href)).text)?.[1] ?? '');
  const choice = /name="choice" value="([^"]+)"/.exec(choices.text)?.[1] ?? '';
  const landed = await post(choices, { choice, answer: 'allow' });
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  const tokens = await oidc.authorizationCodeGrant(app, new URL(landed.url), checks);
  /** Submits the form of a page that posts to this address, with its own fields. */
  const submit = (page: Landed, action: string, nth = 0): Promise<Landed> => {
    const form =
      page.text.split('<form method="post" ').filter((part) => part.startsWith(`action="${action}"`))[nth] ?? '';
    const fields = [...(form.split('</form>', 1)[0] ?? '').matchAll(/name="([^"]+)" value="([^"]*)"/g)];
    return go(action, Object.fromEntries(fields.map(([, name, value]) => [name, value])));
  };
  return { go, submit, tokens };
};

const read = (token: string) =>
  fetch(`${house.baseUrl}/Patient/${recordId}`, { headers: { authorization: `Bearer ${token}` } });
const refusedInTheEnd = (token: string) =>
  expect.poll(async () => (await read(token)).status, { timeout: 30_000 }).toBe(401);
const traced = async (operation: string, record = recordId) => {
  const { rows } = await house.pool.query<{ body: string }>(
    'select body from journal_entry where record_id = $1 order by seq',
    [record],
  );
  const entries = rows.map(({ body }) => decodeEntry(body)).flatMap((entry) => (entry.ok ? [entry.value] : []));
  return entries.filter((entry) => entry.operation === operation);
};
/** What a verb of the command line prints. */
const dossier = async (...args: readonly string[]) => {
  let out = '';
  const env = {
    DOSSIER_HOME: house.home,
    DATABASE_URL: house.house.config.databaseUrl,
    DOSSIER_LOG_LEVEL: 'error',
  };
  await runCommand(args, { env, out: (text) => (out += text), err: () => undefined });
  return out;
};
const invalidGrant = { error: 'invalid_grant' };

describe('what somebody has open', () => {
  test('is listed, and an application is ended at once, in the journal of the record', async () => {
    const { go, submit, tokens } = await signedIn();
    expect((await read(tokens.access_token)).status).toBe(200);
    const page = await go('/sessions');
    expect(page.text).toContain('Carnet &lt;b&gt;');
    expect(page.text).toContain('this browser');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const left = await submit(page, '/sessions/applications/end');
    expect(left.text).not.toContain('Carnet');
    await expect(oidc.refreshTokenGrant(app, tokens.refresh_token ?? '')).rejects.toMatchObject(invalidGrant);
    await refusedInTheEnd(tokens.access_token);
    expect(await traced('account.end-grant')).toMatchObject([
      { actor: { kind: 'patient', key: `person:${dominique.personId}` }, outcome: 'success' },
    ]);
  });

  test('is ended when the person gets the account back with a new secret', async () => {
    const { go, tokens } = await signedIn();
    const patient = personas.dominique.patient?.ins.value ?? '';
    const secret = /(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(await dossier('accounts', 'secret', patient))?.[0] ?? '';
    const elsewhere = browser(house.url);
    const activate = async (typed: string): Promise<Landed> => {
      const form = await elsewhere.go('/account/activate');
      return elsewhere.post(form, { identifier: patient, secret: typed, password: 'une phrase assez longue' });
    };
    expect((await activate('AAAA-AAAA-AAAA-AAAA')).url).toContain('/account/activate');
    expect((await go('/sessions')).text).toContain('Carnet');
    expect((await activate(secret)).url).toContain('/account/code');
    expect((await go('/sessions')).status).toBe(401);
    await expect(oidc.refreshTokenGrant(app, tokens.refresh_token ?? '')).rejects.toMatchObject(invalidGrant);
    await refusedInTheEnd(tokens.access_token);
  });

  test('a sign-in elsewhere is ended; the one here stays', async () => {
    const [elsewhere, here] = [await signedIn(), await signedIn()];
    const page = await here.go('/sessions');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const others = page.text
      .split('<li>')
      .filter((item) => item.includes('action="/sessions/end"') && !item.includes('this browser'))
      .map((item) => /name="id" value="([^"]+)"/.exec(item)?.[1] ?? '');
    for (const id of others) await here.go('/sessions/end', { csrf, id });
    expect((await elsewhere.go('/sessions')).status).toBe(401);
    expect((await here.go('/sessions')).status).toBe(200);
    expect((await traced('account.end-session')).length).toBe(others.length);
  });

  test('everything ends, in every browser and every application', async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    await one.submit(await one.go('/sessions'), '/sessions/end-everything');
    for (const { go, tokens } of [one, two]) {
      expect((await go('/sessions')).status).toBe(401);
      await expect(oidc.refreshTokenGrant(app, tokens.refresh_token ?? '')).rejects.toMatchObject(invalidGrant);
      await refusedInTheEnd(tokens.access_token);
    }
    expect(await traced('account.end-everything')).toHaveLength(1);
    // Who signs in again afterwards is in.
    await new Promise((done) => setTimeout(done, 1100));
    const again = await signedIn();
    expect((await read(again.tokens.access_token)).status).toBe(200);
  });

  test('the operator ends it by the command line, for a patient and for a professional', async () => {
    const mine = await signedIn();
    const ins = personas.dominique.patient?.ins.value ?? '';
    expect(await dossier('sessions', 'list', ins)).toContain('Carnet <b>');
    expect(await dossier('sessions', 'end', ins)).toContain('signed out everywhere');
    await refusedInTheEnd(mine.tokens.access_token);
    expect(await dossier('sessions', 'list', ins)).toBe('Nothing is open.\n');
    who = doctor;
    const theirs = await signedIn('openid offline_access user/*.rs');
    await dossier('sessions', 'end', 'ps:899700218896');
    await refusedInTheEnd(theirs.tokens.access_token);
    expect(await traced('account.end-everything', NO_RECORD)).toMatchObject([
      { actor: { kind: 'professional', key: 'ps:899700218896', name: 'Dr Camille AUBERT' } },
    ]);
    await expect(dossier('sessions', 'end', 'nobody')).rejects.toThrow('no INS of a record');
  });

  test('is nobody else’s to see or to end', async () => {
    const mine = await signedIn();
    who = doctor;
    const theirs = await signedIn('openid offline_access user/*.rs');
    const page = await mine.go('/sessions');
    const others = await theirs.go('/sessions');
    const idOf = (text: string, action: string) =>
      new RegExp(`action="${action}".*?name="id" value="([^"]+)"`, 's').exec(text)?.[1] ?? '';
    const csrf = /name="csrf" value="([^"]+)"/.exec(others.text)?.[1] ?? '';
    const id = idOf(page.text, '/sessions/applications/end');
    await theirs.go('/sessions/applications/end', { csrf, id });
    await theirs.go('/sessions/end', { csrf, id: idOf(page.text, '/sessions/end') });
    expect((await read(mine.tokens.access_token)).status).toBe(200);
    expect((await mine.go('/sessions')).text).toContain(id);
    expect((await mine.go('/sessions/end', { id })).status).toBe(403);
    const nobody = browser(house.url);
    expect((await nobody.go('/sessions')).status).toBe(401);
  });
});

describe('signing out', () => {
  test('asked for by the application, asks the user, and comes back to it', async () => {
    const { go, tokens } = await signedIn();
    const url = oidc.buildEndSessionUrl(app, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: AFTER,
      state: 'there',
    });
    const page = await go(url.href);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:9");
    const action = new URL(/<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? '', house.url).pathname;
    expect((await go('/sessions')).status).toBe(200);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect((await go(action, { xsrf, logout: 'yes' })).url).toBe(`${AFTER}?state=there`);
    expect((await go('/sessions')).status).toBe(401);
  });

  test('never leads where the application is not registered to be', async () => {
    const { go, tokens } = await signedIn();
    const url = oidc.buildEndSessionUrl(app, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: 'https://evil.example/',
    });
    const page = await go(url.href);
    expect(page.status).toBe(400);
    expect(page.url.startsWith(house.url)).toBe(true);
    expect((await go('/sessions')).status).toBe(200);
  });

  test('by oneself, ends in a page that says so', async () => {
    const { go } = await signedIn();
    const page = await go('/oauth2/end-session');
    const action = new URL(/<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? '', house.url).pathname;
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect((await go(action, { xsrf, logout: 'yes' })).text).toContain('You are signed out');
    expect((await go('/sessions')).status).toBe(401);
  });
});
