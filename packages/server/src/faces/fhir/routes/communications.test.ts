// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Loose } from '../intake/test-messages.ts';
import { type FhirHouse, fhirHouse, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

const kindsOf = (reply: Loose): readonly string[] =>
  (reply.json.entry ?? []).map(({ resource }: Loose) => resource.topic.coding[0].code);

describe('Communication', () => {
  it('is what the caller was told, and nobody else', async () => {
    await fhir.share();
    // Read on by the house within a second.
    await vi.waitFor(
      async () =>
        expect(kindsOf(await fhir.ask('dominique', `/Communication?${ofDominique}`))).toContain('first-access'),
      { timeout: 20_000, interval: 200 },
    );
    const reply = await fhir.ask('dominique', `/Communication?${ofDominique}`);
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json.total).toBe(kindsOf(reply).length);
    const [first] = reply.json.entry;
    expect(first.resource).toMatchObject({ resourceType: 'Communication', status: 'completed', language: 'fr' });
    expect(first.fullUrl).toBe(`${fhir.house.baseUrl}/Communication/${first.resource.id}`);
    expect((await fhir.traces('journal.read'))[0]).toMatchObject({ outcome: 'success', detail: { of: 'notices' } });

    const read = await fhir.ask('dominique', `/Communication/${first.resource.id}`);
    expect(read.json).toEqual(first.resource);

    const paged = await fhir.ask('dominique', `/Communication?${ofDominique}&_count=1`);
    expect(paged.json.entry).toHaveLength(1);
    expect(paged.json.total).toBe(reply.json.total);
    const counted = await fhir.ask('dominique', `/Communication?${ofDominique}&_summary=count`);
    expect([counted.json.total, kindsOf(counted)]).toEqual([reply.json.total, []]);

    // A doctor of the patient was told nothing, and does not find what the patient was told.
    expect(kindsOf(await fhir.ask('cardiologist', `/Communication?${ofDominique}`))).toEqual([]);
    expect((await fhir.ask('cardiologist', `/Communication/${first.resource.id}`)).status).toBe(404);
    // Another patient has no way in.
    const stranger = await fhir.ask('adele', `/Communication?${ofDominique}`);
    expect(stranger.status).toBe(403);
    expect((await fhir.traces('journal.read'))[0]).toMatchObject({ outcome: 'refused' });
  });
});
