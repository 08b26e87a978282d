// SPDX-License-Identifier: Apache-2.0
import { Secret, TOTP } from 'otpauth';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import { openTestRecord } from '../../test/people.ts';
import type { TestRooms } from '../../test/rooms.ts';
import { INS } from '../../test/submissions.ts';
import { demoCode, demoPassword } from '../accounts/index.ts';
import { personas } from '../demo/index.ts';
import { breakGlass } from '../record/index.ts';
import { addAgent, disableAgent, ensureDemoAgent, listAgents, refuseDemoAgents } from './index.ts';

let house: TestHouse;
let recordId: string;
let browser: Browser;

beforeAll(async () => {
  house = await testHouse();
  recordId = await openTestRecord({ ports: house.ports } as TestRooms);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

/** The entries of the journal that say this operation, the earliest first. */
const traces = async (operation: string): Promise<readonly Record<string, unknown>[]> => {
  const { rows } = await house.pool.query<{ body: string }>('select body from journal_entry order by seq');
  return rows.map(({ body }) => JSON.parse(body)).filter((entry) => entry.operation === operation);
};
const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.parse(house.clock.now()) });
const main = async (page: Page): Promise<string> => (await page.textContent('main')) ?? '';
const signIn = async (page: Page, login: string, password: string, code: string): Promise<void> => {
  await page.goto(`${house.url}/console/sign-in`);
  await page.getByLabel('Identifiant').fill(login);
  await page.getByLabel('Mot de passe').fill(password);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Continuer' }).click();
};

test('an agent enrols, sees identity and traces, reviews an emergency access, and is put out at once', async () => {
  const stranger = personas.stranger.actor;
  const broken = await breakGlass(stranger, { recordId, reason: 'coma au domicile' }, house.ports);
  if (!broken.ok) throw new Error(broken.error.code);
  const { secret } = await addAgent({ login: 'Anne.Durand', name: 'Anne DURAND' }, house.house.accounts);
  const context = await browser.newContext({ locale: 'fr-FR' });
  const page = await context.newPage();
  await page.goto(`${house.url}/console`);
  await page.getByRole('link', { name: 'Un secret' }).click();
  await page.getByLabel('Identifiant').fill('anne.durand');
  await page.getByLabel('Secret').fill(secret.toLowerCase());
  await page.getByLabel('Nouveau mot de passe').fill('quatre chevaux bleus');
  await page.getByRole('button', { name: 'Continuer' }).click();
  const key = ((await page.textContent('code')) ?? '').replaceAll(' ', '');
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continuer' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('pas exactes');
  await page.getByLabel('Code').fill(codeOf(key));
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.waitForURL(`${house.url}/console`);

  await page.getByLabel('Numéro INS').fill(INS.value);
  await page.getByLabel('Système').selectOption(INS.oid);
  await page.getByRole('button', { name: 'Chercher' }).click();
  const patient = await main(page);
  expect(patient).toContain('DOMINIQUE PAT-TROIS');
  expect(patient).toContain('emergency.open');
  expect(patient).not.toContain('coma');
  const name = 'Anne DURAND';
  expect((await traces('record.test-existence')).at(-1)).toMatchObject({ recordId, actor: { kind: 'support', name } });
  expect((await traces('journal.read')).at(-1)).toMatchObject({ recordId, actor: { kind: 'support', name } });

  await page.goto(`${house.url}/console/emergencies`);
  await page.locator('td a').click();
  expect(await main(page)).toContain('coma au domicile');
  await page.getByLabel('justifié', { exact: true }).check();
  await page.getByRole('button', { name: 'Rendre cet avis' }).click();
  expect(await main(page)).toContain('Rien.');
  expect((await traces('emergency.review')).at(-2)).toMatchObject({
    recordId,
    actor: { name },
    detail: { access: broken.value.accessId, verdict: 'justified' },
  });
  await page.goto(`${house.url}/console/figures`);
  expect(await page.locator('tbody tr').count()).toBe(1);
  expect(await page.locator('td').nth(3).textContent()).toBe('0 / 1');

  expect(await disableAgent('anne.durand', house.house.accounts)).toMatchObject({ name });
  await page.goto(`${house.url}/console/figures`);
  expect(page.url()).toBe(`${house.url}/console/sign-in`);
  expect((await traces('account.disable')).at(-1)).toMatchObject({ actor: { name } });
  expect(await listAgents(house)).toMatchObject([{ login: 'anne.durand', state: 'disabled' }]);
  await context.close();
});

test('the agent of the demo signs in, a code serves once, idleness and signing out end the session', async () => {
  await ensureDemoAgent({ key: 'support', agentId: 'agent-17', name: 'Assistance' }, house.house.accounts);
  await expect(refuseDemoAgents(house.pool)).rejects.toThrow('everybody knows');
  const context = await browser.newContext({ locale: 'fr-FR' });
  const page = await context.newPage();
  const code = demoCode('support', house.clock.now());
  await signIn(page, 'support', demoPassword('support'), code);
  await page.waitForURL(`${house.url}/console`);
  const [cookie] = (await context.cookies()).filter((one) => one.name === 'dossier-console');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect((await traces('account.sign-in')).at(-1)).toMatchObject({ outcome: 'success', actor: { name: 'Assistance' } });

  const other = await browser.newContext({ locale: 'fr-FR' });
  const replay = await other.newPage();
  await signIn(replay, 'support', demoPassword('support'), code);
  expect(await replay.getByRole('alert').textContent()).toContain('pas exactes');
  expect((await traces('account.sign-in')).at(-1)).toMatchObject({ outcome: 'refused', reasons: ['code-wrong'] });
  await other.close();

  house.clock.advance({ minutes: 14 });
  await page.goto(`${house.url}/console`);
  house.clock.advance({ minutes: 14 });
  await page.goto(`${house.url}/console`);
  expect(page.url()).toBe(`${house.url}/console`);
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.waitForURL(`${house.url}/console/sign-in`);
  // The cookie of before opens nothing.
  expect((await fetchPage('/console', `dossier-console=${cookie?.value}`)).status).toBe(303);

  await signIn(page, 'support', demoPassword('support'), demoCode('support', house.clock.now()));
  await page.waitForURL(`${house.url}/console`);
  house.clock.advance({ minutes: 16 });
  await page.goto(`${house.url}/console`);
  expect(page.url()).toBe(`${house.url}/console/sign-in`);
  await context.close();
});

const fetchPage = async (path: string, cookie = '', init: RequestInit = {}) => {
  const answer = await fetch(`${house.url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { cookie, ...init.headers },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

/** Posts a form as a browser does that has the page with its token. */
const post = async (path: string, fields: Readonly<Record<string, string>>) => {
  const page = await fetchPage('/console/sign-in');
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return fetchPage(path, cookie, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
};

test('who is not there and whose password is wrong get the same answer, and too many attempts are refused', async () => {
  const wrong = { password: 'quatre chevaux verts', code: '000000' };
  const absent = await post('/console/sign-in', { login: 'nobody1', ...wrong });
  const there = await post('/console/sign-in', { login: 'support', ...wrong });
  const same = (text: string): string =>
    text
      .replace(/value="[^"]*"/g, '')
      .replaceAll('nobody1', '')
      .replaceAll('support', '');
  expect([absent.status, there.status]).toEqual([401, 401]);
  expect(same(absent.text)).toBe(same(there.text));
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push((await post('/console/sign-in', { login: 'guessed', ...wrong })).status);
  expect(answers).toEqual([401, 401, 401, 401, 401, 429]);
});

test('nothing of it opens without its own session, from another site, or in a frame', async () => {
  const bearer = { authorization: `Bearer ${await house.token('support')}` };
  for (const path of ['/console', '/console/emergencies', '/console/figures'])
    expect(await fetchPage(path, '', { headers: bearer })).toMatchObject({ status: 303, text: '' });
  expect((await post('/console/patient', { ins: INS.value, system: INS.oid })).status).toBe(401);
  const foreign = await fetchPage('/console/patient', '', { method: 'POST', body: new URLSearchParams({ ins: '1' }) });
  expect(foreign.status).toBe(403);
  const page = await fetchPage('/console/sign-in');
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('an enrolment is taken once, only with its secret, and enrolling again ends what was signed in', async () => {
  const { accounts } = house.house;
  const { secret } = await addAgent({ login: 'luc', name: 'Luc MARTIN' }, accounts);
  const asked = { login: 'luc', password: 'une autre longue phrase' };
  expect((await post('/console/enrol', { ...asked, secret: 'AAAA-BBBB-CCCC-DDDD-EEEE' })).status).toBe(401);
  expect((await traces('account.activate')).at(-1)).toMatchObject({ outcome: 'refused', reasons: ['secret-wrong'] });
  expect((await post('/console/enrol', { ...asked, password: 'luc martin', secret })).status).toBe(422);
  const begin = async () => {
    const begun = await post('/console/enrol', { ...asked, secret });
    expect(begun.status).toBe(303);
    const context = await browser.newContext({ locale: 'fr-FR' });
    const value = /dossier-console=([\w-]+)/.exec(begun.headers.get('set-cookie') ?? '')?.[1] ?? '';
    await context.addCookies([{ name: 'dossier-console', value, url: house.url }]);
    const page = await context.newPage();
    await page.goto(`${house.url}/console/enrol/app`);
    const key = ((await page.textContent('code')) ?? '').replaceAll(' ', '');
    return { page, context, key };
  };
  const [first, second] = [await begin(), await begin()];
  const finish = async ({ page, key }: { readonly page: Page; readonly key: string }): Promise<void> => {
    await page.getByLabel('Code').fill(codeOf(key));
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.waitForLoadState();
  };
  await finish(first);
  expect(first.page.url()).toBe(`${house.url}/console`);
  await finish(second);
  expect(await second.page.getByRole('alert').textContent()).toContain('Connectez-vous');
  expect((await post('/console/enrol', { ...asked, secret })).status).toBe(401);
  await addAgent({ login: 'luc', name: 'Luc MARTIN' }, accounts);
  await first.page.goto(`${house.url}/console`);
  expect(first.page.url()).toBe(`${house.url}/console/sign-in`);
  await Promise.all([first.context.close(), second.context.close()]);
});

test('a login or a name that is none is refused with a sentence', async () => {
  const { accounts } = house.house;
  await expect(addAgent({ login: 'é', name: 'x' }, accounts)).rejects.toThrow('A login has');
  await expect(addAgent({ login: 'ok', name: ' ' }, accounts)).rejects.toThrow('A name has');
  expect(await disableAgent('nobody', accounts)).toBeUndefined();
});
