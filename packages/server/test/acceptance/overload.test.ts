// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { INS } from '../../src/faces/fhir/intake/test-messages.ts';
import { type FhirHouse, fhirHouse } from '../../src/faces/fhir/routes/test-house.ts';
import { type Attempt, acknowledgedOf, attemptOf, type Counter, expectAllOrNothing, inTurns, share } from './shares.ts';

const PLACES = 4;
const CLIENTS = 200;

let fhir: FhirHouse;
let counter: Counter;
beforeAll(async () => {
  fhir = await fhirHouse({ DOSSIER_REQUESTS_LIMIT: String(PLACES) });
  const { house } = fhir;
  counter = {
    base: house.baseUrl,
    ins: INS.value,
    authorToken: await house.token('gp'),
    patientToken: await house.token('dominique'),
  };
});
afterAll(() => fhir.house.stop());

const sharesJournalled = async (): Promise<number> => {
  const { rows } = await fhir.house.pool.query<{ count: number }>(
    `SELECT count(*) FROM journal_entry WHERE operation = 'document.share'`,
  );
  return rows[0]?.count ?? -1;
};

const sample = async (name: string, { house } = fhir): Promise<number> => {
  const text = await (await fetch(`${house.url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length) ?? 0,
  );
};

const refusalsOf = (attempts: readonly Attempt[]) => attempts.flatMap(({ refusal }) => (refusal ? [refusal] : []));

it('refuses what is too much, says when to come again, and loses nothing that it acknowledged', async () => {
  const before = await sharesJournalled();
  const attempts = Array.from({ length: CLIENTS }, attemptOf);
  let others: readonly number[] = [];
  let done = 0;
  await inTurns(attempts, CLIENTS, async (attempt) => {
    await share(attempt, counter);
    done += 1;
    if (done !== 1) return;
    // In the middle of the storm.
    const answers = await Promise.all(
      ['/healthz', '/readyz', '/metrics'].map((path) => fetch(`${fhir.house.url}${path}`)),
    );
    others = answers.map(({ status }) => status);
  });
  expect(others).toEqual([200, 200, 200]);

  const refusals = refusalsOf(attempts);
  expect(acknowledgedOf(attempts)).toBeGreaterThan(0);
  expect(refusals.length).toBeGreaterThan(0);
  expect(acknowledgedOf(attempts) + refusals.length).toBe(CLIENTS);
  for (const { status, retryAfter, text } of refusals) {
    expect([status, retryAfter], text).toEqual([503, '5']);
    expect(JSON.parse(text)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'throttled', details: { coding: [{ code: 'busy' }] } }],
    });
  }
  // No record was touched for those who were refused.
  expect(await sharesJournalled()).toBe(before + acknowledgedOf(attempts));
  expect(await sample('dossier_http_requests_refused_total{full="requests"}')).toBe(refusals.length);
  // The last answers may not have been read to their end.
  await expect.poll(() => sample('dossier_http_requests_in_progress')).toBe(0);

  await inTurns(attempts, 1, async (attempt) => {
    const there = await expectAllOrNothing(attempt, counter);
    expect(there).toBe(attempt.acknowledged !== undefined);
  });
});

it('takes everything again when the storm is over', async () => {
  const attempts = Array.from({ length: 10 }, attemptOf);
  await inTurns(attempts, PLACES / 2, (attempt) => share(attempt, counter));
  expect(refusalsOf(attempts)).toEqual([]);
  expect(acknowledgedOf(attempts)).toBe(attempts.length);
});

it('refuses a body for which there is no room, in the words of the face, and traces nothing', async () => {
  const small = await fhirHouse({
    DOSSIER_DOCUMENT_LIMIT_BYTES: '65536',
    DOSSIER_BODY_LIMIT_BYTES: '131072',
    DOSSIER_BODIES_LIMIT_BYTES: '131072',
  });
  const body = JSON.stringify({ resourceType: 'Bundle', filler: 'x'.repeat(100_000) });
  const authorization = `Bearer ${await small.house.token('gp')}`;
  const holding = request(`${small.house.url}/fhir/`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/fhir+json', 'content-length': body.length },
  });
  holding.on('error', () => undefined);
  holding.write(body.slice(0, -1));
  await expect.poll(() => sample('dossier_http_body_bytes', small)).toBe(body.length - 1);
  const refused = await small.ask('gp', '', { body, headers: { accept: 'application/fhir+xml' } });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(refused.headers.get('content-type')).toMatch('application/fhir+xml');
  expect(refused.text).toMatch(/<OperationOutcome[\s\S]*<code value="busy"\/>/);
  expect(await sample('dossier_http_requests_refused_total{full="bytes"}', small)).toBe(1);
  // Without the other it would be read, and judged.
  holding.destroy();
  await expect.poll(() => sample('dossier_http_body_bytes', small)).toBe(0);
  expect((await small.ask('gp', '', { body })).status).toBe(422);
  expect(await small.traces('document.share')).toEqual([]);
  await small.house.stop();
});
