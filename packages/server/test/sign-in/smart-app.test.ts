// SPDX-License-Identifier: Apache-2.0
import { instantOf } from '@dossier/core/time';
import { decodeJwt } from 'jose';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putClient } from '../../src/authorization/index.ts';
import { personas } from '../../src/demo/index.ts';
import { type SmartApp, startSmartApp } from './smart-app.ts';
import { openWorld, type World } from './world.ts';

/** Launches in a real browser, through the pages, of applications on libraries that others wrote. */
let world: World;
let chrome: Browser;
let patientApp: SmartApp;
let doctorApp: SmartApp;
const all: SmartApp[] = [];

const start = async (clientId: string, scope: string): Promise<SmartApp> => {
  const app = await startSmartApp({ clientId, scope, iss: () => world.house.baseUrl });
  all.push(app);
  await putClient(world.house.pool, {
    client_id: clientId,
    client_name: clientId,
    token_endpoint_auth_method: 'none',
    redirect_uris: [app.redirect],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  return app;
};

beforeAll(async () => {
  world = await openWorld({ now: instantOf(Date.now()) });
  patientApp = await start('notebook', 'openid fhirUser offline_access launch/patient patient/*.rs');
  doctorApp = await start('specialist', 'openid fhirUser offline_access launch patient/*.rs');
  chrome = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
});
afterAll(async () => {
  await chrome?.close();
  await Promise.all(all.map((app) => app.stop()));
  await world?.house.stop();
});

const fresh = async (): Promise<Page> => (await chrome.newContext({ locale: 'en-GB' })).newPage();
const TITLE = 'Compte rendu';

const refreshes = async (app: SmartApp, page: Page): Promise<void> => {
  const before = app.session().tokens;
  await page.goto(`${app.url}/refresh`);
  expect(await page.getByRole('heading').textContent()).toBe('Refreshed');
  expect(await page.getByRole('listitem').allTextContents()).toContain(TITLE);
  const { tokens } = app.session();
  expect(tokens).toMatchObject({ patient: before.patient, scope: before.scope });
  expect(tokens.refresh_token).not.toBe(before.refresh_token);
  expect(decodeJwt(tokens.access_token).dossier_actor).toEqual(decodeJwt(before.access_token).dossier_actor);
};

it('standalone: a patient launches it, signs in, agrees, reads, and stays after a refresh', async () => {
  const page = await fresh();
  await page.goto(patientApp.url);
  await page.getByRole('link', { name: 'FranceConnect (demo)' }).click();
  await page.getByRole('link', { name: 'Dominique PAT-TROIS' }).click();
  await page.locator('button[value=allow]').click();
  await page.waitForURL(`${patientApp.redirect}?**`);
  expect(await page.getByRole('listitem').allTextContents()).toContain(TITLE);
  const { tokens } = patientApp.session();
  expect(tokens.patient).toBe(world.recordId);
  expect(tokens.claims()).toMatchObject({ fhirUser: `${world.house.baseUrl}/Patient/${world.recordId}` });
  await refreshes(patientApp, page);
  expect((await world.traces('document.find'))[0]).toMatchObject({
    outcome: 'success',
    actor: { key: `person:${(personas.dominique.actor as { readonly personId: string }).personId}` },
  });
});

it('EHR style: the software of a practice opens it on a patient, and it knows which', async () => {
  const page = await fresh();
  const signIn = async (): Promise<void> => {
    await page.getByRole('link', { name: 'Pro Santé Connect (demo)' }).click();
    await page.getByRole('link', { name: 'Dr Camille AUBERT' }).click();
    await page.getByLabel('Maison médicale de garde').check();
    await page.locator('button[value=allow]').click();
  };
  const token = await world.mint(personas.gp.actor, { scope: 'openid user/*.rs' });
  const made = await fetch(`${world.house.url}/oauth2/launch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ patient: world.recordId }),
  });
  const { launch, iss } = (await made.json()) as { readonly launch: string; readonly iss: string };
  expect(iss).toBe(world.house.baseUrl);
  const asked = new URL(`${doctorApp.url}/launch`);
  asked.searchParams.set('iss', iss);
  asked.searchParams.set('launch', launch);
  await page.goto(asked.href);
  await signIn();
  await page.waitForURL(`${doctorApp.redirect}?**`);
  expect(await page.getByRole('listitem').allTextContents()).toContain(TITLE);
  const { tokens } = doctorApp.session();
  expect(tokens.patient).toBe(world.recordId);
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    dossier_actor: { organization: { id: personas.gp.organizations[1]?.id } },
  });
  await refreshes(doctorApp, page);
  expect((await world.traces('document.find'))[0]).toMatchObject({
    outcome: 'success',
    actor: { key: 'ps:899700218896', organizationId: personas.gp.organizations[1]?.id },
  });
});
