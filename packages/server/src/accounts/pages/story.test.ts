// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEntry, type JournalEntry } from '@dossier/core/journal';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../../test/harness.ts';
import { openTestRecord, PERSON } from '../../../test/people.ts';
import type { TestRooms } from '../../../test/rooms.ts';
import { INS } from '../../../test/submissions.ts';
import { mailFolder, startCatcher } from '../../demo/index.ts';
import { demoCode, ensureDemoAccounts, handOutSecret } from '../index.ts';

const CARER = '5d1f0c52-9a57-4b0e-8f0e-1c2d3e4f5a6b';
let folder: string;
let catcher: Awaited<ReturnType<typeof startCatcher>>;
let house: TestHouse;
let recordId: string;
let browser: Browser;
let patient: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-story-'));
  catcher = await startCatcher(folder);
  const { smtpUrl, mailFrom, smsUrl, smsSecret } = catcher.settings;
  house = await testHouse({
    env: {
      DOSSIER_SMTP_URL: smtpUrl,
      DOSSIER_MAIL_FROM: mailFrom,
      DOSSIER_SMS_URL: smsUrl,
      DOSSIER_SMS_SECRET: smsSecret,
    },
  });
  recordId = await openTestRecord({ ports: house.ports } as TestRooms);
  await ensureDemoAccounts([{ key: 'claire', personId: CARER, name: 'Claire PAT-TROIS' }], house.house.accounts);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  await catcher?.close();
  await rm(folder, { recursive: true, force: true });
});

const site = (): string => house.url.replace('127.0.0.1', 'localhost');
const main = async (page: Page): Promise<string> => (await page.textContent('main')) ?? '';
const press = (page: Page, name: string) => page.getByRole('button', { name }).first().click();
const open = async (): Promise<Page> => (await browser.newContext({ locale: 'fr-FR' })).newPage();

/** The newest message to an address that says this. */
const message = async (to: string, word: RegExp): Promise<string> => {
  let found = '';
  await expect
    .poll(
      async () => {
        const files = await readdir(join(folder, mailFolder)).catch(() => []);
        const texts = await Promise.all(files.map((file) => readFile(join(folder, mailFolder, file), 'utf8')));
        found = texts.filter((text) => text.includes(to) && word.test(text)).at(-1) ?? '';
        return found !== '';
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  return found;
};

const traces = async (operation: string): Promise<readonly JournalEntry[]> => {
  const { rows } = await house.pool.query<{ body: string }>(
    'select body from journal_entry where record_id = $1 order by seq',
    [recordId],
  );
  const entries = rows.map(({ body }) => decodeEntry(body)).flatMap((entry) => (entry.ok ? [entry.value] : []));
  return entries.filter((entry) => entry.operation === operation);
};

const carerReads = async (): Promise<number> => {
  const actor = { kind: 'carer', person_id: CARER, name: 'Claire', authentication: 'direct' };
  const token = await house.token({ sub: `person:${CARER}`, dossier_actor: actor });
  const answer = await fetch(`${house.baseUrl}/DocumentReference?patient=${recordId}&status=current`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.status;
};

test('a patient activates an account, adds a passkey, invites a carer by mail, and ends the delegation', async () => {
  const { secret } = await handOutSecret({ personId: PERSON, name: 'Dominique PAT-TROIS' }, house.house.accounts);
  patient = await open();
  const cdp = await patient.context().newCDPSession(patient);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await patient.goto(`${site()}/account/activate`);
  await patient.getByLabel('Numéro INS').fill(INS.value);
  await patient.getByLabel('Secret').fill(secret);
  await patient.getByLabel('Nouveau mot de passe').fill('une phrase assez longue');
  await press(patient, 'Continuer');
  await press(patient, 'Créer une clé d’accès');
  await patient.waitForURL(`${site()}/account`);

  await patient.getByRole('link', { name: 'Votre dossier' }).click();
  expect(await main(patient)).toContain('Personne d’autre.');
  await patient.getByLabel('Pourquoi').fill('elle m’aide pour mes rendez-vous');
  await patient.getByLabel('Envoyer le lien').fill('claire@mail.example');
  await press(patient, 'Créer l’invitation');
  expect(await main(patient)).toContain('Le lien est parti');
  const code = (await patient.textContent('#invitation-code')) ?? '';
  expect(await message('claire@mail.example', /account\/accept/)).toContain(`accept?code=${code}`);
  expect((await traces('delegation.invite')).some(({ detail }) => detail.change === 'invite')).toBe(true);
  expect(await carerReads()).toBe(403);

  const carer = await open();
  await carer.goto(`${site()}/account/sign-in`);
  await carer.getByLabel('Numéro INS').fill('claire@demo.example');
  await carer.getByLabel('Mot de passe').fill('demo password of claire');
  await press(carer, 'Continuer');
  await carer.getByLabel('Code').fill(demoCode('claire', house.clock.now()));
  await press(carer, 'Continuer');
  await carer.waitForURL(`${site()}/account`);
  await carer.goto(`${site()}/account/accept?code=0000-0000-0000-0000-0000`);
  await press(carer, 'Accepter');
  expect(await carer.getByRole('alert').textContent()).toContain('pas celui d’une invitation');
  await carer.goto(`${site()}/account/accept?code=${code}`);
  await press(carer, 'Accepter');
  await carer.waitForURL(`${site()}/account/dossiers/${recordId}`);
  expect(await carer.textContent('h1')).toContain('DOMINIQUE PAT-TROIS');
  expect(await carer.locator('[aria-current=page]').textContent()).toContain('Vous aidez');
  expect(await carerReads()).toBe(200);
  expect(await traces('delegation.accept')).toMatchObject([
    { actor: { kind: 'carer', key: `person:${CARER}` }, outcome: 'success' },
  ]);

  await patient.reload();
  await patient.goto(`${site()}/account/dossiers/${recordId}`);
  expect(await main(patient)).toContain('Claire PAT-TROIS');
  expect(await main(patient)).toContain('elle m’aide');
  await press(patient, 'Mettre fin');
  expect(await main(patient)).toContain('Personne d’autre.');
  expect(await carerReads()).toBe(403);
  expect((await traces('consent.change')).at(-1)).toMatchObject({ actor: { kind: 'patient' }, outcome: 'success' });
  await carer.goto(`${site()}/account/dossiers/${recordId}`);
  expect(carer.url()).toBe(`${site()}/account`);
  expect(await main(carer)).not.toContain('Vous aidez');
  await carer.context().close();
});

describe('contacts', () => {
  const prove = async (label: string, address: string): Promise<string> => {
    await patient.goto(`${site()}/account/contact`);
    await patient.getByLabel(label).first().fill(address);
    await press(
      patient,
      label.startsWith('Adresse') ? 'Recevoir un code à cette adresse' : 'Recevoir un code à ce numéro',
    );
    expect(await main(patient)).toContain('Un code a été envoyé');
    return /\b(\d{6})\b/.exec(await message(address.replaceAll(' ', ''), /\b\d{6}\b/))?.[1] ?? '';
  };
  const card = () => house.house.notices.contacts.read(`person:${PERSON}`);

  test('an address counts when its code has come back, and the former one is told', async () => {
    const code = await prove('Adresse électronique', 'dominique@mail.example');
    await patient.getByLabel('Code').fill(code === '000000' ? '111111' : '000000');
    await press(patient, 'Confirmer');
    expect(await patient.getByRole('alert').textContent()).toContain('Ce n’est pas cela');
    expect((await card())?.email).toBeUndefined();
    await patient.getByLabel('Code').fill(code);
    await press(patient, 'Confirmer');
    await patient.waitForURL(`${site()}/account/contact`);
    expect(await card()).toMatchObject({ email: 'dominique@mail.example', language: 'fr' });
    await patient.getByLabel('Code').fill(await prove('Adresse électronique', 'autre@mail.example'));
    await press(patient, 'Confirmer');
    await message('dominique@mail.example', /coordonn/i);
    await patient.getByLabel('Code').fill(await prove('Téléphone', '+33 6 39 98 00 01'));
    await press(patient, 'Confirmer');
    expect(await card()).toMatchObject({ email: 'autre@mail.example', phone: '+33639980001' });
    expect((await traces('account.change-contact')).map(({ detail }) => detail.channel)).toEqual([
      'email',
      'email',
      'sms',
    ]);
  });

  test('wishes choose the way; what must be told is told, and the last address stays', async () => {
    await patient.goto(`${site()}/account/contact`);
    await patient.getByLabel('Langue').selectOption('en');
    const group = patient.getByRole('group', { name: 'Premier accès' });
    await group.getByLabel('Adresse électronique').uncheck();
    await group.getByLabel('Téléphone').check();
    await press(patient, 'Enregistrer');
    expect(await card()).toMatchObject({ language: 'en', preferences: { 'first-access': ['sms'] } });
    await patient.getByRole('button', { name: 'Retirer' }).first().click();
    expect(await card()).toMatchObject({ phone: '+33639980001' });
    expect((await card())?.email).toBeUndefined();
    expect(await patient.getByRole('button', { name: 'Retirer' }).count()).toBe(0);
  });

  test('what is no address is refused, and nobody is written to again and again', async () => {
    const cookie = (await patient.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    await patient.goto(`${site()}/account/contact`);
    const csrf = (await patient.locator('input[name=csrf]').first().getAttribute('value')) ?? '';
    const post = async (fields: Record<string, string>) =>
      (
        await fetch(`${house.url}/account/contact/address`, {
          method: 'POST',
          headers: { cookie },
          body: new URLSearchParams({ csrf, ...fields }),
        })
      ).status;
    for (const email of ['x', 'a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example'])
      expect(await post({ channel: 'email', email })).toBe(404);
    expect(await post({ channel: 'sms', sms: '0639980001' })).toBe(404);
    const answers = [];
    for (let i = 0; i < 8; i++) answers.push(await post({ channel: 'email', email: `n${i}@mail.example` }));
    expect(answers.at(-1)).toBe(429);
  });
});

test('a record that is not theirs is none of theirs, and forms of others are refused', async () => {
  const cookie = (await patient.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(house.url + path, { redirect: 'manual', ...init, headers: { cookie } });
    return [answer.status, answer.headers.get('location')];
  };
  expect(await ask(`/account/dossiers/${crypto.randomUUID()}`)).toEqual([303, '/account']);
  expect(await ask(`/account/dossiers/x'`)).toEqual([303, '/account']);
  for (const step of ['invite', 'end', 'withdraw', 'leave'])
    expect(
      (await ask(`/account/dossiers/${recordId}/${step}`, { method: 'POST', body: new URLSearchParams() }))[0],
    ).toBe(403);
  expect((await fetch(`${house.url}/account/dossiers/${recordId}`, { redirect: 'manual' })).status).toBe(303);
});
