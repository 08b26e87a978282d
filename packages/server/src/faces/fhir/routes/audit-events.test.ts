// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PersonaKey, personas } from '../../../demo/index.ts';
import type { Loose } from '../intake/test-messages.ts';
import { type FhirHouse, fhirHouse, ids, link, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

const operationOf = (event: Loose): string =>
  event.subtype.find(({ system }: Loose) => system === 'urn:dossier:operation').code;

describe('AuditEvent', () => {
  it('tells the patient who did what, newest first', async () => {
    const { logicalId } = await fhir.share();
    await fhir.ask('gp', `/Binary/${logicalId}`);
    await fhir.ask('stranger', `/DocumentReference?${ofDominique}`);
    const reply = await fhir.ask('dominique', `/AuditEvent?${ofDominique}`);
    expect(reply.status, reply.text).toBe(200);
    const events = reply.json.entry.map(({ resource }: Loose) => resource);
    expect(events.slice(0, 3).map(operationOf)).toEqual(['document.find', 'document.retrieve', 'document.share']);
    expect(events[0]).toMatchObject({ outcome: '4', recorded: expect.any(String) });
    expect((await fhir.traces('journal.read'))[0]).toMatchObject({ outcome: 'success' });

    const read = await fhir.ask('dominique', `/AuditEvent/${events[1].id}`);
    expect(read.json).toEqual(events[1]);
    expect(reply.json.entry[1].fullUrl).toBe(`${fhir.house.baseUrl}/AuditEvent/${events[1].id}`);

    const found = async (query: string) =>
      (await fhir.ask('dominique', `/AuditEvent?${ofDominique}&${query}`)).json.entry.map(
        ({ resource }: Loose) => resource,
      );
    const retrieved = await found('subtype=document.retrieve');
    expect(retrieved.map(operationOf)).toEqual(['document.retrieve']);
    expect((await found(`entity=DocumentReference/${logicalId}`)).map(operationOf)).toEqual([
      'document.retrieve',
      'document.share',
    ]);
    expect((await found('outcome=4')).map(operationOf)).toEqual(['document.find']);
    const byGp = await found('agent=urn:oid:1.2.250.1.71.4.2.1|899700218896');
    expect(byGp.map(operationOf)).toEqual(['document.retrieve', 'document.share']);
  });

  it('is the own one for a professional, and their refusals alone for a stranger', async () => {
    await fhir.ask('cardiologist', `/DocumentReference?${ofDominique}`);
    await fhir.ask('stranger', `/DocumentReference?${ofDominique}`);
    const read = async (who: PersonaKey, query = '') => {
      const reply = await fhir.ask(who, `/AuditEvent?${ofDominique}${query}`);
      expect(reply.status, reply.text).toBe(200);
      expect(reply.json.total).toBe((reply.json.entry ?? []).length);
      return (reply.json.entry ?? []).map(({ resource }: Loose) => resource);
    };
    const namesOf = (events: readonly Loose[]) => [...new Set(events.map(({ agent }) => agent[0].name))];
    const own = await read('cardiologist');
    expect(own.map(operationOf)).toContain('document.find');
    expect(namesOf(own)).toEqual([personas.cardiologist.actor.name]);
    const refused = await read('stranger', '&subtype=document.find');
    expect(namesOf(refused)).toEqual([personas.stranger.actor.name]);
    expect(refused.map(({ outcome }: Loose) => outcome)).toContain('4');
    expect(refused.map(({ outcome }: Loose) => outcome)).not.toContain('0');
    const agent = (who: 'gp' | 'cardiologist') => {
      const { actor } = personas[who];
      return `&agent=urn:oid:1.2.250.1.71.4.2.1|${actor.kind === 'professional' ? actor.nationalId : ''}`;
    };
    expect(await read('cardiologist', agent('gp'))).toEqual([]);
    expect(namesOf(await read('cardiologist', agent('cardiologist')))).toEqual([personas.cardiologist.actor.name]);
    expect(namesOf(await read('dominique', agent('gp')))).toEqual([personas.gp.actor.name]);
    const [event] = ids(await fhir.ask('dominique', `/AuditEvent?${ofDominique}&subtype=document.share`));
    expect((await fhir.ask('cardiologist', `/AuditEvent/${event}`)).status).toBe(404);
    expect((await fhir.ask('cardiologist', `/AuditEvent/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await fhir.ask('cardiologist', '/AuditEvent/x')).status).toBe(404);
  });

  it('keeps the reason of break-glass from support, and the proof that would tell it', async () => {
    const reason = 'Coma diabétique';
    const token = { mode: 'break-glass', reason } as const;
    await fhir.ask('stranger', `/DocumentReference?${ofDominique}`, { token });
    const query = `/AuditEvent?${ofDominique}&subtype=document.find&_count=1`;
    const seenBy = async (who: 'dominique' | 'support') => {
      const reply = await fhir.ask(who, query);
      expect(reply.status, reply.text).toBe(200);
      const [{ resource }] = reply.json.entry;
      expect(resource.purposeOfEvent).toMatchObject([{ coding: [{ code: 'BTG' }] }]);
      return { id: resource.id, text: reply.text };
    };
    const { id, text } = await seenBy('dominique');
    expect(text).toContain(reason);
    expect(await seenBy('support')).toMatchObject({ id, text: expect.not.stringContaining(reason) });
    const read = await fhir.ask('support', `/AuditEvent/${id}`);
    expect(read.status).toBe(200);
    expect(read.text).not.toContain(reason);
    await vi.waitFor(async () => {
      const proof = await fhir.ask('dominique', `/AuditEvent/${id}/$proof`);
      expect(proof.text).toContain(reason);
    }, 5_000);
    expect((await fhir.ask('support', `/AuditEvent/${id}/$proof`)).status).toBe(404);
  });

  it('pages', async () => {
    let page = await fhir.ask('dominique', `/AuditEvent?${ofDominique}&_count=2&date=lt2026-11-24`);
    const seen = [...ids(page)];
    for (let next = link(page, 'next'); next && seen.length < 6; next = link(page, 'next')) {
      page = await fhir.ask('dominique', next);
      expect(page.status).toBe(200);
      seen.push(...ids(page));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(5);
  });

  it('comes with a proof once its batch is sealed', async () => {
    const [id] = ids(await fhir.ask('dominique', `/AuditEvent?${ofDominique}&subtype=document.share`));
    await vi.waitFor(async () => {
      const reply = await fhir.ask('dominique', `/AuditEvent/${id}/$proof`);
      expect(reply.status, reply.text).toBe(200);
      const proof = JSON.parse(reply.json.parameter.find(({ name }: Loose) => name === 'proof').valueString);
      expect(proof.entry).toBe(reply.json.parameter[0].valueString);
      expect(proof.entry).toContain('document.share');
    }, 5_000);
    expect((await fhir.ask('cardiologist', `/AuditEvent/${id}/$proof`)).status).toBe(404);
  });
});
