// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, pairIn } from '../../test/certificates.ts';
import { type TestHouse, testHouse } from '../../test/harness.ts';

const path = '/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989';

let house: TestHouse;
let header: string;
beforeAll(async () => {
  house = await testHouse({ tls: true, env: { DOSSIER_TRUSTED_PROXIES: '127.0.0.0/8' } });
  const { cert } = await pairIn(house.home, 'cards/gp-authentication');
  header = `:${new X509Certificate(cert).raw.toString('base64')}:`;
});
afterAll(() => house.stop());

const status = async (headers: Record<string, string>): Promise<number> =>
  (await fetch(`${house.url}${path}`, { headers })).status;

test('from a proxy that is trusted, the certificate in its header counts (RFC 9440 §2.2)', async () => {
  expect(await status({ 'client-cert': header })).toBe(200);
  expect(await status({})).toBe(401);
});

test.each([
  ['without colons', (good: string) => good.slice(1, -1)],
  ['twice', (good: string) => `${good}, ${good}`],
  ['as PEM', () => '-----BEGIN CERTIFICATE-----'],
  ['with something else in it', () => `:${Buffer.from('no certificate').toString('base64')}:`],
  ['cut', (good: string) => `${good.slice(0, 200)}:`],
  ['empty', () => '::'],
])('a header %s is nobody', async (_what, change) => {
  expect(await status({ 'client-cert': change(header) })).toBe(401);
});

test('the certificate of the proxy itself is not that of its caller', async () => {
  const reply = await ask(`${house.house.tlsUrl}${path}`, house, await pairIn(house.home, 'cards/gp-authentication'));
  expect(reply).toMatchObject({ status: 401 });
});

test('the scheme that it states is that of the addresses in the answer', async () => {
  const at = async (proto: string): Promise<string> => {
    const answer = await fetch(`${house.baseUrl}/metadata`, { headers: { 'x-forwarded-proto': proto } });
    return ((await answer.json()) as { implementation: { url: string } }).implementation.url;
  };
  expect(await at('http')).toBe(house.baseUrl);
  expect(await at('https')).toBe(`${house.house.tlsUrl}/fhir`);
});
