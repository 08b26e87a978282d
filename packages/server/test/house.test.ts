// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse } from '../src/house.ts';
import { readConfig } from '../src/platform/config.ts';
import { StartError } from '../src/start-error.ts';
import { type TestHouse, testHouse } from './harness.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.stop());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${house.url}${path}`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
};

describe('a house', () => {
  test('is alive and ready, and says what it can do', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    expect(await get('/readyz')).toMatchObject({
      status: 200,
      body: JSON.stringify({ ready: true, database: true, migrations: true, keys: true }),
    });
    const metadata = await get('/fhir/metadata');
    expect(metadata.status).toBe(200);
    expect(JSON.parse(metadata.body)).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
  });

  test('takes tokens of its personas, by its own clock, and no others', async () => {
    const path = '/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989';
    const asked = async (token: string) => (await get(path, { authorization: `Bearer ${token}` })).status;
    expect((await get(path)).status).toBe(401);
    expect(await asked(await house.token('gp'))).toBe(200);
    expect(await asked(await house.token('gp', { now: '2026-11-21T00:00:00.000Z' }))).toBe(401);
    expect(await asked(await house.token({ sub: 'ps:1', actor: 'me' }))).toBe(401);
  });

  test('answers FHIR under /fhir and plain problems elsewhere', async () => {
    const under = await get('/fhir/Nothing', { authorization: `Bearer ${await house.token('gp')}` });
    expect(under.status).toBe(404);
    expect(JSON.parse(under.body)).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(await get('/nothing')).toMatchObject({ status: 404, type: expect.stringContaining('problem+json') });
  });

  test('refuses a body over the limit under /fhir too, while it is coming', async () => {
    const response = await fetch(`${house.url}/fhir/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await house.token('gp')}`, 'content-type': 'application/fhir+json' },
      body: Buffer.alloc(house.house.config.bodyLimitBytes + 1, 0x20),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  test('is not ready while a migration is missing', async () => {
    await house.pool.query(`UPDATE schema_migration SET number = number + 1000 WHERE number = 2`);
    expect(await get('/readyz')).toMatchObject({ status: 503, body: expect.stringContaining('"migrations":false') });
    await house.pool.query(`UPDATE schema_migration SET number = number - 1000 WHERE number = 1002`);
  });

  test('says so when its port is taken', async () => {
    const { port } = new URL(house.url);
    const env = {
      DOSSIER_HOME: house.home,
      DATABASE_URL: house.house.config.databaseUrl,
      PORT: port,
      DOSSIER_WORKERS: '1',
    };
    const second = openHouse(readConfig(env, 'demo'));
    await expect(second).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use; name another in PORT.`);
    await expect(second).rejects.toBeInstanceOf(StartError);
  });

  test('knows its regimes', async () => {
    const env = { DOSSIER_HOME: house.home, DATABASE_URL: house.house.config.databaseUrl, DOSSIER_REGIME: 'x-1900' };
    await expect(openHouse(readConfig(env, 'demo'))).rejects.toThrow(
      /^DOSSIER_REGIME is x-1900; the regimes are fr-2010/,
    );
  });

  test('does not open a demo home as production', async () => {
    const env = {
      DOSSIER_HOME: house.home,
      DATABASE_URL: house.house.config.databaseUrl,
      DOSSIER_ENVIRONMENT: 'production',
    };
    await expect(openHouse(readConfig(env))).rejects.toThrow('was begun as demo');
  });
});
