// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Loose, TRE_A07 } from '../intake/test-messages.ts';
import { codeOf, type FhirHouse, fhirHouse, ids, insToken, link, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

describe('Find Document Lists (ITI-66)', () => {
  it('finds submission sets and folders with what is in sight', async () => {
    await fhir.share();
    const { logicalId } = await fhir.share();
    const sets = await fhir.ask('gp', `/List?${ofDominique}&code=submissionset&status=current&_count=1`);
    expect(sets.status, sets.text).toBe(200);
    expect(sets.json.entry[0].resource).toMatchObject({
      resourceType: 'List',
      entry: [{ item: { reference: `DocumentReference/${logicalId}` } }],
    });
    const next = await fhir.ask('gp', link(sets, 'next') ?? '');
    expect(next.json.total).toBe(sets.json.total);
    expect(ids(next)).not.toEqual(ids(sets));
    const one = await fhir.ask('gp', `/List?code=submissionset&identifier=urn:uuid:${ids(sets)[0]}`);
    expect(ids(one)).toEqual(ids(sets));
    expect((await fhir.ask('gp', `/List/${ids(sets)[0]}`)).json).toEqual(sets.json.entry[0].resource);
    expect((await fhir.ask('gp', `/List?${ofDominique}&code=submissionset&status=retired`)).json.total).toBe(0);
    expect((await fhir.traces('document.find'))[0]).toMatchObject({ outcome: 'success' });
    const hidden = await fhir.ask('stranger', `/List/${ids(sets)[0]}`);
    const unknown = await fhir.ask('stranger', `/List/${randomUUID()}`);
    expect([hidden.status, hidden.text]).toEqual([404, unknown.text]);
  });

  it('needs to know of which kind', async () => {
    const reply = await fhir.ask('gp', `/List?${ofDominique}`);
    expect([reply.status, codeOf(reply)]).toEqual([400, 'parameter-missing']);
  });
});

describe('the patient', () => {
  it('is found by INS, without one there is no entry', async () => {
    const found = await fhir.ask('gp', `/Patient?identifier=${encodeURIComponent(insToken)}`);
    expect(found.json).toMatchObject({ total: 1, entry: [{ resource: { id: fhir.recordId, active: true } }] });
    expect((await fhir.traces('record.test-existence'))[0]).toMatchObject({ outcome: 'success' });
    const none = await fhir.ask('gp', '/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|277076322082910');
    expect(none.json).toMatchObject({ total: 0 });
    expect((await fhir.ask('gp', `/Patient/${fhir.recordId}`)).json).toEqual(found.json.entry[0].resource);
    expect((await fhir.ask('gp', '/Patient/nobody')).status).toBe(404);
  });

  it('has everything in pages', async () => {
    for (let count = 0; count < 12; count++) await fhir.share();
    let page = await fhir.ask('dominique', `/Patient/${fhir.recordId}/$everything?_count=10`);
    expect(page.status, page.text).toBe(200);
    const types = new Map<string, number>();
    const count = () => {
      for (const { resource } of page.json.entry ?? []) {
        types.set(resource.resourceType, (types.get(resource.resourceType) ?? 0) + 1);
      }
    };
    count();
    for (let next = link(page, 'next'); next; next = link(page, 'next')) {
      page = await fhir.ask('dominique', next);
      expect(page.status, page.text).toBe(200);
      count();
    }
    const documents = await fhir.ask('dominique', `/DocumentReference?${ofDominique}&_summary=count`);
    expect(types.get('Patient')).toBe(1);
    expect(types.get('DocumentReference')).toBe(documents.json.total);
    expect(types.get('Consent')).toBe(6);
    expect(types.get('List')).toBeGreaterThan(1);
    expect((await fhir.ask('stranger', `/Patient/${fhir.recordId}/$everything`)).status).toBe(403);
  });

  it('has everything without the decisions for who may not read them, and no trace of asking for them', async () => {
    const token = { mode: 'break-glass', reason: 'inconsciente' } as const;
    const before = (await fhir.traces('consent.read')).length;
    const page = await fhir.ask('stranger', `/Patient/${fhir.recordId}/$everything?_count=200`, { token });
    expect(page.status, page.text).toBe(200);
    const types = new Set(page.json.entry.map(({ resource }: Loose) => resource.resourceType));
    expect([...types].sort()).toEqual(['DocumentReference', 'List', 'Patient']);
    expect(await fhir.traces('consent.read')).toHaveLength(before);
    expect((await fhir.traces('document.find'))[0]).toMatchObject({ outcome: 'success' });
    await fhir.ask('gp', `/Patient/${fhir.recordId}/$everything?_count=1`);
    expect((await fhir.traces('consent.read'))[0]).toMatchObject({
      outcome: 'success',
      actor: { kind: 'professional' },
    });
  });

  it('learns who can see a document, and why', async () => {
    const { entryUuid } = await fhir.share();
    const path = `/Patient/${fhir.recordId}/$explain?document=DocumentReference/${entryUuid}`;
    const reply = await fhir.ask('dominique', path);
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json.parameter.map(({ name }: Loose) => name)).toContain('law');
    const party = encodeURIComponent('urn:oid:1.2.250.1.71.4.2.1|899700218896');
    expect((await fhir.ask('dominique', path.replace('$', '%24'))).status).toBe(200);
    const ofGp = await fhir.ask('dominique', `${path}&party=${party}`);
    const explained = ofGp.json.parameter.filter(({ name }: Loose) => name === 'explanation');
    expect(explained.length).toBeGreaterThan(0);
    for (const { part } of explained) expect(part).toContainEqual({ name: 'party', valueString: 'ps:899700218896' });
    expect((await fhir.traces('access.explain'))[0]).toMatchObject({ outcome: 'success' });
    const posted = await fhir.ask('dominique', `/Patient/${fhir.recordId}/$explain`, {
      body: {
        resourceType: 'Parameters',
        parameter: [{ name: 'document', valueString: `DocumentReference/${entryUuid}` }],
      },
    });
    expect(posted.json).toEqual(reply.json);
    expect((await fhir.ask('dominique', `/Patient/${fhir.recordId}/$explain`)).status).toBe(400);
  });

  it('previews what somebody would see, for the patient only', async () => {
    const { logicalId, entryUuid } = await fhir.share();
    const preview = (more: string) => `/Patient/${fhir.recordId}/$preview?party=urn:oid:1.2.250.1.71.4.2.1|${more}`;
    const mask = [{ op: 'add', path: '/securityLabel/-', value: { coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] } }];
    const named = async (more: string): Promise<readonly string[]> => {
      const { json, text } = await fhir.ask('dominique', preview(more));
      expect(json.resourceType, text).toBe('Parameters');
      return json.parameter.flatMap((one: Loose) => (one.name === 'document' ? [one.valueReference.reference] : []));
    };
    const nurse = '899700000000&profession=60&mode=break-glass';
    expect(await named(nurse)).toContain(`DocumentReference/${logicalId}`);
    await fhir.ask('dominique', `/DocumentReference/${entryUuid}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: mask,
    });
    expect(await named(nurse)).not.toContain(`DocumentReference/${logicalId}`);
    expect(await named('899700218896&profession=10')).toContain(`DocumentReference/${logicalId}`); // the attending doctor
    const stranger = await fhir.ask('dominique', preview('899700000000&profession=10'));
    expect(stranger.json.parameter[0]).toEqual({ name: 'verdict', valueCode: 'refused' });
    expect((await fhir.traces('access.explain'))[0]).toMatchObject({ detail: { of: 'preview' } });
    expect((await fhir.ask('dominique', preview('899700000000&mode=x'))).status).toBe(400);
    expect((await fhir.ask('dominique', `/Patient/${fhir.recordId}/$preview`)).status).toBe(400);
    expect((await fhir.ask('cardiologist', preview('899700218896'))).status).toBe(403);
  });
});
