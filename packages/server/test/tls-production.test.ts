// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoAuthorityFiles } from '../src/certificates/index.ts';
import { demoTokenKeys, makeDemoAuthority } from '../src/demo/index.ts';
import { type House, openHouse } from '../src/house.ts';
import { readConfig } from '../src/platform/config.ts';
import { ask, pairIn } from './certificates.ts';
import { type TestDatabase, testDatabase } from './harness.ts';

const path = '/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.8|279035121518989';

let home: string;
let made: string;
let database: TestDatabase;
let env: Record<string, string>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-production-'));
  // Somebody else's authority, as far as this server knows.
  made = await mkdtemp(join(tmpdir(), 'dossier-authority-'));
  await makeDemoAuthority(made, '127.0.0.1');
  const { issuer, audience, keys } = await demoTokenKeys(made);
  const tokenKeys = join(made, 'tokens.json');
  await writeFile(tokenKeys, JSON.stringify(keys));
  database = await testDatabase();
  const files = demoAuthorityFiles(made);
  env = {
    ...{ PORT: '0', DOSSIER_WORKERS: '1', DOSSIER_HOME: home, DATABASE_URL: database.url, DOSSIER_LOG_LEVEL: 'error' },
    ...{ DOSSIER_TOKEN_ISSUER: issuer, DOSSIER_TOKEN_AUDIENCE: audience, DOSSIER_TOKEN_KEYS: tokenKeys },
    ...{ DOSSIER_TLS_CERT: files.server, DOSSIER_TLS_KEY: files.serverKey, DOSSIER_TLS_CLIENT_CA: files.ca },
    DOSSIER_CLIENT_CRL: files.crl,
  };
});
afterAll(async () => {
  await database.close();
  for (const folder of [home, made]) await rm(folder, { recursive: true, force: true });
});

const open = (more: Record<string, string> = {}): Promise<House> => {
  return openHouse(readConfig({ ...env, ...more }, 'production'));
};

test('production speaks TLS on its port and nothing else, and asks browsers to stay with it', async () => {
  const house = await open();
  try {
    expect(house.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const reply = await ask(`${house.url}/readyz`, { home: made }, undefined);
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    await expect(fetch(`${house.url.replace('https', 'http')}/readyz`)).rejects.toThrow();
    // A certificate alone signs nobody in unless the operator says so.
    const card = await ask(`${house.url}${path}`, { home: made }, await pairIn(made, 'cards/gp-authentication'));
    expect(card.status).toBe(401);
    expect(card.text).toContain('This address needs a bearer token.');
  } finally {
    await house.close();
  }
});

test('where the operator lets it, a card signs its holder in', async () => {
  const house = await open({ DOSSIER_CERTIFICATE_SIGN_IN: 'on' });
  try {
    const statusOf = async (name: string) =>
      (await ask(`${house.url}${path}`, { home: made }, await pairIn(made, name))).status;
    expect(await statusOf('cards/gp-authentication')).toBe(200);
    expect(await statusOf('cards/gp-lost')).toBe(401);
    expect(await statusOf('cards/gp-signature')).toBe(401);
  } finally {
    await house.close();
  }
});

test('authorities that cannot be read stop the start with a sentence', async () => {
  await expect(open({ DOSSIER_TLS_CLIENT_CA: join(made, 'nothing.pem') })).rejects.toThrow(/DOSSIER_TLS_CLIENT_CA|TLS/);
});
