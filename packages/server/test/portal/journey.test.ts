// SPDX-License-Identifier: Apache-2.0
import { AxeBuilder } from '@axe-core/playwright';
import { instantOf } from '@dossier/core/time';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCode, demoPassword, ensureDemoAccounts } from '../../src/accounts/index.ts';
import { demoPersons } from '../../src/demo/index.ts';
import { type FhirHouse, fhirHouse, ids, ofDominique } from '../../src/faces/fhir/routes/test-house.ts';

let fhir: FhirHouse;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let shared: string;
/** What a browser complains of: scripts and styles that the policy refuses, scripts that fail. */
const complaints: string[] = [];

const site = (): string => fhir.house.url;
const main = () => page.locator('main');

const signIn = async (): Promise<void> => {
  await page.goto(`${site()}/patient`);
  await page.getByRole('link', { name: 'Se connecter' }).click();
  await page.getByRole('link', { name: 'Mon compte Dossier' }).click();
  await page.fill('#identifier', 'dominique@demo.example');
  await page.fill('#password', demoPassword('dominique'));
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.fill('#code', demoCode('dominique', fhir.house.clock.now()));
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('button', { name: 'Autoriser' }).click();
  await page.waitForURL(`${site()}/patient`);
};

/** No violation of WCAG that a machine finds; documents in their frame are somebody else's. */
const accessible = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
};

beforeAll(async () => {
  fhir = await fhirHouse({}, { now: instantOf(Date.now()) });
  await ensureDemoAccounts(
    demoPersons.filter(({ key }) => key === 'dominique'),
    fhir.house.house.accounts,
  );
  shared = (await fhir.share(() => undefined, { content: 'Compte rendu de consultation.', mimeType: 'text/plain' }))
    .logicalId;
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 360, height: 740 } });
  page = await context.newPage();
  page.on('console', (message) => {
    if (/Content Security Policy|Refused/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await fhir?.house.stop();
});

const find = () => fhir.ask('cardiologist', `/DocumentReference?${ofDominique}&status=current`);

describe('the portal of the patient', () => {
  test('lets nobody in who has not signed in', async () => {
    await page.goto(`${site()}/patient/documents`);
    await page.getByText('Vous n’êtes plus connecté').waitFor();
    await accessible();
    expect((await fetch(`${site()}/portal/me`)).status).toBe(401);
  });

  test('signs in, with no token where a script could read it', async () => {
    await signIn();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate('document.cookie + JSON.stringify({ ...sessionStorage })')).toBe('{}');
    const kept = await page.evaluate('JSON.stringify({ ...localStorage })');
    expect(kept).not.toMatch(/token|ey[A-Za-z0-9]/);
    const cookies = await context.cookies();
    expect(cookies.find(({ name }) => name === 'dossier-portal')).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    await accessible();
  });

  test('answers its cookie to its own pages only', async () => {
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const asked = async (site_: string | undefined, path = '/portal/me') =>
      fetch(`${site()}${path}`, { headers: { cookie, ...(site_ && { 'sec-fetch-site': site_ }) } });
    const records = `/fhir/DocumentReference?${ofDominique}`;
    for (const other of [undefined, 'cross-site', 'same-site', 'none'])
      for (const path of ['/portal/me', records])
        expect((await asked(other, path)).status, `${other} ${path}`).toBe(401);
    const me = await asked('same-origin');
    expect(await me.json()).toMatchObject({ kind: 'patient', recordId: fhir.recordId });
    expect((await asked('same-origin', records)).status).toBe(200);
  });

  test('shows a document, and hides it from a doctor who saw it before', async () => {
    expect(ids(await find())).toHaveLength(1);
    await page.getByRole('link', { name: 'Documents', exact: true }).click();
    await main().getByRole('listitem').getByRole('link').first().click();
    await page.waitForURL(`**/${(await find()).json.entry[0].resource.id}`);
    await page.frameLocator('iframe').getByText('Compte rendu de consultation.').waitFor();
    expect((await fhir.traces('document.retrieve'))[0]).toMatchObject({
      actor: { kind: 'patient', application: expect.stringContaining('Dossier') },
      documents: [shared],
      outcome: 'success',
    });
    await accessible();
    await page.getByRole('button', { name: 'Masquer aux professionnels' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Ne le verront plus :').waitFor();
    await accessible();
    await dialog.getByRole('button', { name: 'Masquer aux professionnels' }).click();
    await page.getByRole('button', { name: 'Rendre visible aux professionnels' }).waitFor();
    expect(ids(await find())).toEqual([]);
    expect((await fhir.traces())[0]).toMatchObject({ operation: 'document.find', outcome: 'success' });
    await page.getByRole('button', { name: 'Rendre visible aux professionnels' }).click();
    await page.getByRole('button', { name: 'Masquer aux professionnels' }).waitFor();
    expect(ids(await find())).toHaveLength(1);
  });

  test('shows who looked, and ends an authorisation', async () => {
    await page.getByRole('link', { name: 'Accès', exact: true }).click();
    await main().getByText('a consulté la liste des documents').first().waitFor();
    await accessible();
    await page.getByRole('link', { name: 'Qui voit quoi' }).click();
    const cardiologist = main().getByRole('listitem').filter({ hasText: 'Autorisé' }).first();
    await cardiologist.waitFor();
    await accessible();
    const authorised = await main().getByRole('listitem').filter({ hasText: 'Autorisé' }).count();
    await cardiologist.getByRole('button', { name: 'Retirer l’autorisation' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Retirer l’autorisation' }).click();
    await expect.poll(() => main().getByRole('listitem').filter({ hasText: 'Autorisé' }).count()).toBe(authorised - 1);
    expect((await fhir.traces('consent.change'))[0]).toMatchObject({ actor: { kind: 'patient' }, outcome: 'success' });
  });

  test('speaks English where that is wanted', async () => {
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('link', { name: 'My health' }).click();
    await page.getByRole('heading', { level: 1, name: 'My health' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await accessible();
  });

  test('signs out: the cookie of before opens nothing', async () => {
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/end-session/);
    const answer = await fetch(`${site()}/portal/me`, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
    expect(answer.status).toBe(401);
  });

  test('did nothing that its policy refuses', () => expect(complaints).toEqual([]));
});
