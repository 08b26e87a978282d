// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insKey } from '@dossier/core/identity';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type TestHouse, testDatabase, testHouse } from '../../../test/harness.ts';
import { openHouse } from '../../house.ts';
import { readConfig } from '../../platform/config.ts';
import { personas, populate, seedContacts } from '../index.ts';
import { openBox } from './box.ts';
import { type Catcher, startCatcher } from './catcher.ts';

let home: string;
let catcher: Catcher;
let house: TestHouse;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-catcher-'));
  catcher = await startCatcher(home);
  const { smtpUrl, mailFrom, smsUrl, smsSecret } = catcher.settings;
  house = await testHouse({
    env: {
      DOSSIER_SMTP_URL: smtpUrl,
      DOSSIER_MAIL_FROM: mailFrom,
      DOSSIER_SMS_URL: smsUrl,
      DOSSIER_SMS_SECRET: smsSecret,
    },
  });
});
afterAll(async () => {
  await house.stop();
  await catcher.close();
  await rm(home, { recursive: true });
});

test('a first access and a broken glass reach the persona as mail', async () => {
  const { dominique } = personas;
  await populate(house.ports);
  await seedContacts(house.house.notices.contacts);
  const token = await house.token('stranger', { mode: 'break-glass', reason: 'inconscient' });
  const ins = dominique.patient && insKey(dominique.patient.ins);
  const url = `${house.baseUrl}/DocumentReference?patient.identifier=urn:oid:${ins}&status=current&_count=1`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  await vi.waitFor(
    async () => {
      const caught = (await openBox(home).list()).filter(({ text }) => text.includes('bris de glace'));
      expect(caught.map(({ to }) => to).sort()).toEqual(['dominique@demo.example', 'gp@demo.example']);
    },
    { timeout: 30_000, interval: 100 },
  );
  const metrics = await (await fetch(`${house.url}/metrics`)).text();
  expect(metrics).toMatch(/dossier_notices_sent_total\{channel="email"\} [1-9]/);
  expect(metrics).toContain('dossier_notices_failed 0');
  expect(house.log.join('\n')).not.toMatch(/demo\.example|GARRIGUE/);
});

test('the page shows what was sent and runs nothing of it', async () => {
  await openBox(house.home).put({
    channel: 'email',
    from: 'a@demo.example',
    to: '"<script>alert(1)</script>" <b@demo.example>',
    subject: '<img src=x onerror=alert(1)>',
    text: 'Bonjour </pre><script>alert(2)</script>',
    html: '<p>Bonjour</p><script>alert(3)</script>"></iframe>',
  });
  const page = await fetch(`${house.url}/demo/mail`);
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  const html = await page.text();
  expect(html).toContain('Bonjour');
  expect(html).not.toMatch(/<script|<img/);
  expect(html.match(/<\/iframe>/g)).toHaveLength(1);
  expect(html).toContain('sandbox=""');
});

test('the gateway takes nothing without its secret', async () => {
  const post = (headers: Readonly<Record<string, string>>, body: string): Promise<Response> =>
    fetch(catcher.settings.smsUrl, { method: 'POST', headers, body });
  expect((await post({}, '{"to":"+33639980001","text":"x"}')).status).toBe(401);
  expect((await post({ authorization: `Bearer ${catcher.settings.smsSecret}` }, 'x')).status).toBe(400);
});

test('production has no such page, whatever lies in its home', async () => {
  const ours = await mkdtemp(join(tmpdir(), 'dossier-production-'));
  const database = await testDatabase();
  const keys = join(ours, 'keys.json');
  const { publicKey } = generateKeyPairSync('ed25519');
  await writeFile(
    keys,
    JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'EdDSA' }] }),
  );
  await mkdir(join(ours, 'home', 'demo-mail'), { recursive: true });
  const config = readConfig(
    {
      PORT: '0',
      DOSSIER_WORKERS: '1',
      DOSSIER_HOME: join(ours, 'home'),
      DATABASE_URL: database.url,
      DOSSIER_LOG_LEVEL: 'error',
      DOSSIER_TOKEN_ISSUER: 'https://issuer.example',
      DOSSIER_TOKEN_AUDIENCE: 'https://dossier.example',
      DOSSIER_TOKEN_KEYS: keys,
    },
    'production',
  );
  const production = await openHouse(config);
  try {
    expect((await fetch(`${production.url}/demo/mail`)).status).toBe(404);
  } finally {
    await production.close();
    await database.close();
    await rm(ours, { recursive: true });
  }
});
