// SPDX-License-Identifier: Apache-2.0
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../../test/harness.ts';
import { openTestRecord, PERSON } from '../../../test/people.ts';
import type { TestRooms } from '../../../test/rooms.ts';
import { INS } from '../../../test/submissions.ts';
import { demoCode, ensureDemoAccounts, handOutSecret } from '../index.ts';

let house: TestHouse;
let recordId: string;
let browser: Browser;
const person = { personId: PERSON, name: 'Dominique PAT-TROIS' };

beforeAll(async () => {
  house = await testHouse();
  recordId = await openTestRecord({ ports: house.ports } as TestRooms);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

const traces = async (): Promise<readonly string[]> => {
  const { rows } = await house.pool.query<{ body: string }>(
    'select body from journal_entry where record_id = $1 order by seq',
    [recordId],
  );
  return rows.map(({ body }) => body).filter((body) => body.includes('account.'));
};
const site = (): string => house.url.replace('127.0.0.1', 'localhost');

/** An authenticator in the browser, which verifies its user. */
const authenticator = async (page: Page) => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    setCounter: async (signCount: number) => {
      const [credential] = (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
      if (credential === undefined) throw new Error('no passkey');
      await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: credential.credentialId });
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount } });
    },
    verifiesUser: (isUserVerified: boolean) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
};

test('a patient activates the account with a passkey, signs in with it alone, and a copy of it is found out', async () => {
  const { secret } = await handOutSecret(person, house.house.accounts);
  const context = await browser.newContext({ locale: 'fr-FR' });
  const page = await context.newPage();
  const keys = await authenticator(page);
  await page.goto(`${site()}/account/sign-in`);
  await page.getByRole('link', { name: 'Activer mon compte' }).click();
  await page.getByLabel('Numéro INS').fill(INS.value);
  await page.getByLabel('Secret').fill(secret);
  await page.getByLabel('Nouveau mot de passe').fill('une phrase assez longue');
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('button', { name: 'Créer une clé d’accès' }).click();
  await page.waitForURL(`${site()}/account`);
  expect(await keys.credentials()).toHaveLength(1);
  expect(await page.textContent('main')).toContain('cet appareil');
  await page.getByRole('button', { name: 'Créer de nouveaux codes' }).click();
  expect(await page.locator('#codes li').count()).toBe(10);

  const signOut = async (): Promise<void> => {
    await page.goto(`${site()}/account`);
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.waitForURL(`${site()}/account/sign-in`);
  };
  const usePasskey = () => page.getByRole('button', { name: 'clé d’accès' }).click();
  await signOut();
  await usePasskey();
  await page.waitForURL(`${site()}/account`);
  await signOut();
  await keys.verifiesUser(false);
  await usePasskey();
  await page.locator('#passkey-alarm').waitFor({ state: 'visible' });
  await keys.verifiesUser(true);
  await keys.setCounter(0);
  await usePasskey();
  await page.locator('#passkey-alarm').waitFor({ state: 'visible' });
  const refused = page.waitForResponse(/passkey\/answer/);
  await usePasskey();
  expect((await refused).status()).toBe(401);
  await context.close();

  const seen = (await traces()).join('\n');
  for (const word of ['account.activate', 'account.add-factor', '"hwk user mfa"', 'passkey-cloned'])
    expect(seen).toContain(word);
});

/** A browser without scripts: cookies and forms. */
const visitor = () => {
  const jar = new Map<string, string>();
  const go = async (
    path: string,
    fields?: Record<string, string>,
  ): Promise<{ readonly status: number; readonly text: string; readonly location: string | null }> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = fields && new URLSearchParams(fields);
    const answer = await fetch(house.url + path, {
      method: fields ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie },
      ...(body && { body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') };
  };
  const tokenAt = async (path: string): Promise<string> =>
    /name="csrf" value="([^"]+)"/.exec((await go(path)).text)?.[1] ?? '';
  return { jar, go, tokenAt };
};

test('forms of others are refused, a planted session is worth nothing, and a step begins another one', async () => {
  await ensureDemoAccounts([{ key: 'adele', personId: 'person-adele', name: 'Adèle' }], house.house.accounts);
  const { jar, go, tokenAt } = visitor();
  const fields = { identifier: 'adele@demo.example', password: 'demo password of adele' };
  expect((await go('/account/sign-in', fields)).status).toBe(403);
  const csrf = await tokenAt('/account/sign-in');
  const planted = 'A'.repeat(43);
  jar.set('dossier-account', planted);
  expect((await go('/account/sign-in', { ...fields, password: 'wrong', csrf })).status).toBe(401);
  expect((await go('/account/code', { csrf, code: '000000' })).status).toBe(401);
  expect(await go('/account/sign-in', { ...fields, csrf })).toMatchObject({ status: 303, location: '/account/code' });
  const half = jar.get('dossier-account');
  expect(half).not.toBe(planted);
  // with the password alone: no account, no factor
  expect((await go('/account')).location).toBe('/account/sign-in');
  expect((await go('/account/totp', { csrf })).status).toBe(401);
  expect((await go('/account/done')).status).not.toBe(303);
  const code = demoCode('adele', house.clock.now());
  expect(await go('/account/code', { csrf, code })).toMatchObject({ status: 303, location: '/account/done' });
  expect(jar.get('dossier-account')).not.toBe(half);
  expect((await go('/account/done')).location).toBe('/account');
  const page = await go('/account');
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Adèle') });
  expect(page.text).not.toMatch(/<style|<script>|\son\w+=/);
  // the cookie of before is worth nothing, and devices of others cannot be named
  const other = visitor();
  other.jar.set('dossier-account', half ?? '');
  expect((await other.go('/account/code')).text).toContain('Se connecter');
  for (const id of ['x', "' or true", crypto.randomUUID()])
    expect((await go('/account/devices/remove', { csrf, id })).status).toBe(200);
  const device = /devices\/remove.*?name="id" value="([^"]+)"/s.exec(page.text)?.[1] ?? '';
  expect((await go('/account/devices/remove', { csrf, id: device })).status).toBe(303);
  expect((await go('/account')).location).toBe('/account/sign-in');
});

test('the challenge of a passkey belongs to the browser that asked for it, once', async () => {
  const { go, tokenAt } = visitor();
  const csrf = await tokenAt('/account/sign-in');
  const options = await go('/account/passkey/options', { csrf });
  expect(JSON.parse(options.text)).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  for (const answer of [{ id: 'x' }, {}])
    expect((await go('/account/passkey/answer', { ...answer, csrf })).status).toBe(401);
});
