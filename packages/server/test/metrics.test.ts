// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHouse, testHouse } from './harness.ts';

const INS = '277076322082910';
const PATIENT = `/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|${INS}`;

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.stop());

const get = async (path: string, token?: string) => {
  const response = await fetch(`${house.url}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

/** The value of a sample: its name with its labels as they stand. */
const sample = async (name: string): Promise<number | undefined> => {
  const line = (await get('/metrics')).text.split('\n').find((text) => text.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
};

describe('/metrics', () => {
  test('is what Prometheus reads, and tells of the process', async () => {
    const { status, type, text } = await get('/metrics');
    expect(status).toBe(200);
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? \S+|)$/);
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toContain('dossier_database_connections_max 20');
    expect(text).toContain('dossier_database_requests_waiting 0');
  });

  test('counts requests by pattern, method and status, and names nobody', async () => {
    const token = await house.token('gp');
    const document = randomUUID();
    await get(PATIENT, token);
    await get(`/fhir/DocumentReference/${document}`, token);
    await get(`/nothing/${INS}`);
    const count = (labels: string) => sample(`dossier_http_request_duration_seconds_count{${labels}}`);
    expect(await count('route="/fhir/Patient",method="GET",status="200"')).toBe(1);
    expect(await count('route="/fhir/DocumentReference/:id",method="GET",status="404"')).toBe(1);
    expect(await count('route="none",method="GET",status="404"')).toBe(1);
    const { text } = await get('/metrics');
    for (const secret of [INS, document, '899700218896', 'identifier=']) expect(text).not.toContain(secret);
  });

  test('counts use cases by operation and outcome, as the journal has them', async () => {
    const { rows } = await house.pool.query<{ operation: string; outcome: string; count: number }>(
      'SELECT operation, outcome, count(*) FROM journal_entry GROUP BY 1, 2',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { operation, outcome, count } of rows)
      expect(await sample(`dossier_accesses_total{operation="${operation}",outcome="${outcome}"}`)).toBe(count);
  });

  test('says how far the journal and the duties are behind', async () => {
    await house.house.journal.seal();
    expect(await sample('dossier_journal_unsealed_entries')).toBe(0);
    const sealed = (await sample('dossier_journal_last_seal_timestamp_seconds')) ?? 0;
    expect(Math.abs(sealed - Date.parse(house.clock.now()) / 1000)).toBeLessThan(60);
    expect(await sample('dossier_duties_due')).toBe(0);
    await house.pool.query(
      `INSERT INTO record.duty (record_id, duty_id, kind, due_at, retry_at)
       VALUES (gen_random_uuid(), gen_random_uuid(), 'open-record', '2026-11-01Z', NULL),
              (gen_random_uuid(), gen_random_uuid(), 'open-record', '2026-11-01Z', '2026-12-01Z'),
              (gen_random_uuid(), gen_random_uuid(), 'open-record', '2027-11-01Z', NULL)`,
    );
    expect([await sample('dossier_duties_due'), await sample('dossier_duties_put_off')]).toEqual([2, 1]);
    await house.pool.query('DELETE FROM record.duty');
  });

  test('leaves out what the database does not tell, and answers all the same', async () => {
    await house.pool.query('ALTER TABLE record.duty RENAME TO duty_away');
    expect(await sample('dossier_duties_due')).toBeUndefined();
    expect(await sample('dossier_journal_unsealed_entries')).toBeDefined();
    await house.pool.query('ALTER TABLE record.duty_away RENAME TO duty');
    expect(await sample('dossier_duties_due')).toBe(0);
  });

  test('DOSSIER_METRICS=off takes the address away', async () => {
    const silent = await testHouse({ env: { DOSSIER_METRICS: 'off' } });
    expect((await fetch(`${silent.url}/metrics`)).status).toBe(404);
    await silent.stop();
  });
});
