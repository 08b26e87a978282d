// SPDX-License-Identifier: Apache-2.0

import { instantOf } from '@dossier/core/time';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import { requestToken } from '../demo/index.ts';
import { keyFiles } from '../platform/installation.ts';
import { rotateSigningKeys } from './index.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse({ now: instantOf(Date.now()) });
});
afterAll(() => house?.stop());

const statusOf = async (token: string): Promise<number> =>
  (
    await fetch(`${house.baseUrl}/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989`, {
      headers: { authorization: `Bearer ${token}` },
    })
  ).status;
const kidOf = (token: string): string => decodeProtectedHeader(token).kid ?? '';
const published = async (): Promise<readonly string[]> => {
  const { keys } = (await (await fetch(`${house.url}/oauth2/jwks`)).json()) as {
    readonly keys: readonly { kid: string; alg: string; d?: string; p?: string }[];
  };
  for (const { d, p } of keys) expect([d, p]).toEqual([undefined, undefined]);
  return keys.filter(({ alg }) => alg === 'ES256').map(({ kid }) => kid);
};
const file = (): string => keyFiles(house.home).authorization;
const until = (token: () => Promise<string>, kid: string) =>
  expect.poll(async () => kidOf(await token()), { timeout: 20_000 }).toBe(kid);

test('a new key signs without a restart, what the old one signed stays good, and a betrayed one is good no more', async () => {
  const token = () => requestToken(house.home, 'support');
  const old = await token();
  expect(await statusOf(old)).not.toBe(401);
  const kid = await rotateSigningKeys(file(), Date.now());
  await until(token, kid);
  expect(await statusOf(await token())).not.toBe(401);
  expect(await statusOf(old)).not.toBe(401);
  expect(await published()).toEqual([kid, kidOf(old)]);

  const betrayed = await token();
  const fresh = await rotateSigningKeys(file(), Date.now(), { revoke: true });
  await until(token, fresh);
  expect(await published()).toEqual([fresh]);
  for (const one of [old, betrayed]) expect(await statusOf(one)).toBe(401);
  expect(await statusOf(await token())).not.toBe(401);
});

test('a key is published for two days after another took its place', async () => {
  const before = await published();
  const kid = await rotateSigningKeys(file(), Date.now() - 3 * 24 * 3_600_000);
  const last = await rotateSigningKeys(file(), Date.now());
  await expect.poll(published, { timeout: 20_000 }).toEqual([last, kid]);
  expect(before).not.toContain(kid);
});
