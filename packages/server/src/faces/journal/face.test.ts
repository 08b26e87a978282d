// SPDX-License-Identifier: Apache-2.0
import { createPublicKey } from 'node:crypto';
import { type ConsistencyProof, type SignedHead, verifyConsistencyProof, verifyHead } from '@dossier/core/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../../test/harness.ts';
import { journalCrypto, publicKeyFromPem } from '../../store/journal/index.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.stop());

const ask = async (path: string, method = 'GET') => {
  const response = await fetch(`${house.url}/journal/${path}`, { method });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** Leaves a trace and seals it: a search for a record that is not there. */
const sealOne = async (): Promise<void> => {
  const token = await house.token('gp');
  await fetch(`${house.baseUrl}/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await house.house.journal.seal();
};

describe('the public side of the journal', () => {
  test('has no head while nothing is sealed', async () => {
    expect(await ask('head')).toMatchObject({ status: 404, text: expect.stringContaining('nothing is sealed yet') });
    expect(await ask('consistency?from=1')).toMatchObject({ status: 404 });
  });

  test('serves the key, and heads that are signed by it', async () => {
    await sealOne();
    const key = await ask('key');
    expect(key.headers.get('content-type')).toContain('application/x-pem-file');
    expect(createPublicKey(key.text)).toMatchObject({ type: 'public', asymmetricKeyType: 'ed25519' });
    const head = JSON.parse((await ask('head')).text) as SignedHead;
    expect(verifyHead(head, publicKeyFromPem(key.text), journalCrypto)).toMatchObject({ ok: true });
    expect(Object.keys(head.head).toSorted()).toEqual(
      ['batches', 'keyId', 'logId', 'logRoot', 'previousHeadHash', 'sealedAt'].toSorted(),
    );
  });

  test('proves that an earlier log is the beginning of the newest', async () => {
    await sealOne();
    const { head } = JSON.parse((await ask('head')).text) as SignedHead;
    await sealOne();
    await sealOne();
    const proof = JSON.parse((await ask(`consistency?from=${head.batches}`)).text) as ConsistencyProof;
    const key = publicKeyFromPem((await ask('key')).text);
    expect(verifyConsistencyProof(proof, key, journalCrypto)).toMatchObject({
      ok: true,
      value: { from: head, to: { batches: head.batches + 2 } },
    });
  });

  test.each([
    ['consistency', 400, 'parameter-missing'],
    ['consistency?from=', 400, 'parameter-invalid'],
    ['consistency?from=0', 400, 'parameter-invalid'],
    ['consistency?from=-1', 400, 'parameter-invalid'],
    ['consistency?from=1.5', 400, 'parameter-invalid'],
    ['consistency?from=1&from=2', 400, 'parameter-invalid'],
    ['consistency?from=9999999999999999999999', 400, 'parameter-invalid'],
    ['consistency?from=999999999999999', 404, 'object-unknown'],
    ['other', 404, 'address-unknown'],
  ])('%s answers %i %s', async (path, status, code) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ code });
  });

  test('takes no other method', async () => {
    expect(await ask('head', 'DELETE')).toMatchObject({ status: 405 });
    expect(await ask('key', 'HEAD')).toMatchObject({ status: 200, text: '' });
  });
});
