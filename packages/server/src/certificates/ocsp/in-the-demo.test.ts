// SPDX-License-Identifier: Apache-2.0
import { readFile, rename, writeFile } from 'node:fs/promises';
import { instantOf } from '@dossier/core/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, cardOf, issue, issueList, type Pair, pairIn, signerIn } from '../../../test/certificates.ts';
import { type TestHouse, testHouse } from '../../../test/harness.ts';
import { demoAuthorityFiles } from '../index.ts';

const path = '/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse({ tls: true });
});
afterAll(() => house.stop());

const inDays = (count: number): Date => new Date(Date.parse(house.clock.now()) + count * 86_400_000);

const newCard = async (): Promise<Pair> => {
  const card = cardOf('gp', 'authentication');
  if (!card) throw new Error('gp has a card');
  const made = await issue(await signerIn(house.home), { ...card, notBefore: inDays(-2), notAfter: inDays(30) });
  return { cert: made.certificate, key: made.key };
};

const answer = async (pair: Pair) => {
  const { status, text } = await ask(`${house.house.tlsUrl}${path}`, house, pair);
  return { status, text };
};

test('a card that was revoked a moment ago is refused, while the list in memory does not name it', async () => {
  const [lost, kept] = [await newCard(), await newCard()];
  const list = await issueList(await signerIn(house.home), [lost.cert], inDays(-0.5), inDays(9));
  await writeFile(demoAuthorityFiles(house.home).crl, list);
  expect(await answer(kept)).toMatchObject({ status: 200 });
  const refused = await answer(lost);
  expect(refused).toMatchObject({ status: 401, text: expect.stringContaining('it has been revoked') });
});

test('while the responder is silent, a card that it did not vouch for is refused, and one that it did is not', async () => {
  const known = await pairIn(house.home, 'cards/gp-authentication');
  expect(await answer(known)).toMatchObject({ status: 200 });
  const { responderKey } = demoAuthorityFiles(house.home);
  const key = await readFile(responderKey);
  await rename(responderKey, `${responderKey}.away`);
  const fresh = await newCard();
  expect(await answer(fresh)).toMatchObject({
    status: 401,
    text: expect.stringContaining('whether it has been revoked cannot be told now'),
  });
  expect(await answer(known)).toMatchObject({ status: 200 });
  expect(house.log.some((line) => line.includes('an OCSP responder does not say'))).toBe(true);
  await writeFile(responderKey, key);
  // It is asked again for what was refused, at the latest ten seconds later.
  house.clock.set(instantOf(Date.parse(house.clock.now()) + 15_000));
  expect(await answer(fresh)).toMatchObject({ status: 200 });
});

test.each([
  ['nothing', ''],
  ['something else', 'certificate, please'],
])('the responder answers %s as it must', async (_what, body) => {
  const at = `${house.url}/demo/ca/ocsp`;
  const headers = { 'content-type': 'application/ocsp-request' };
  const posted = await fetch(at, { method: 'POST', headers, body: Buffer.from(body || ' ') });
  // OCSPResponse { malformedRequest (1) }
  const malformed = Buffer.from('30030a0101', 'hex');
  for (const reply of [posted, await fetch(`${at}/${encodeURIComponent(Buffer.from(body).toString('base64'))}`)]) {
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/ocsp-response']);
    expect(Buffer.from(await reply.arrayBuffer())).toEqual(malformed);
  }
});
