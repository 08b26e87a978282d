// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Loose, TRE_A07 } from '../intake/test-messages.ts';
import { type FhirHouse, fhirHouse, ids, ofDominique } from './test-house.ts';

const masked = { coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] };
const maskIt = {
  method: 'PATCH',
  body: [{ op: 'replace', path: '/securityLabel/0', value: masked }],
  headers: { 'content-type': 'application/json-patch+json' },
};

describe('a document that is related to one out of sight', () => {
  let fhir: FhirHouse;
  let target: { readonly entryUuid: string; readonly logicalId: string };
  let source: { readonly entryUuid: string; readonly logicalId: string; readonly uniqueId: string };
  beforeAll(async () => {
    fhir = await fhirHouse();
    target = await fhir.share((document) => document.securityLabel.push(masked));
    source = await fhir.share((document) => {
      document.relatesTo = [{ code: 'appends', target: { reference: `DocumentReference/${target.entryUuid}` } }];
    });
  });
  afterAll(() => fhir.house.stop());

  const relation = () => [{ code: 'appends', target: { reference: `DocumentReference/${target.logicalId}` } }];

  /** What each way of asking shows of the source. */
  const shown = async (who: 'gp' | 'cardiologist' | 'dominique'): Promise<readonly Loose[]> => {
    const pages = [
      `/DocumentReference?${ofDominique}`,
      `/DocumentReference?identifier=urn:oid:${source.uniqueId}`,
      `/DocumentReference?_id=${source.entryUuid}`,
      `/Patient/${fhir.recordId}/$everything`,
    ];
    const found = [];
    for (const path of pages) {
      const reply = await fhir.ask(who, path);
      const entry = reply.json.entry.find((one: Loose) => one.resource.id === source.entryUuid);
      found.push(entry.resource);
      if (who === 'cardiologist') expect([path, reply.text.includes(target.logicalId)]).toEqual([path, false]);
    }
    for (const id of [source.entryUuid, source.logicalId])
      found.push((await fhir.ask(who, `/DocumentReference/${id}`)).json);
    return found;
  };

  it('names it to those who see it only, on every way', async () => {
    for (const who of ['gp', 'dominique'] as const)
      for (const one of await shown(who)) expect([who, one.relatesTo]).toEqual([who, relation()]);
    for (const one of await shown('cardiologist')) {
      expect(one.id).toBe(source.entryUuid);
      expect(one).not.toHaveProperty('relatesTo');
    }
    const asXml = await fhir.ask('cardiologist', `/DocumentReference/${source.entryUuid}?_format=xml`);
    expect(asXml.status).toBe(200);
    expect(asXml.text).not.toContain('relatesTo');
  });

  it('is not found by it', async () => {
    for (const id of [target.logicalId, target.entryUuid]) {
      const path = `/DocumentReference?${ofDominique}&relatesto=DocumentReference/${id}`;
      expect(ids(await fhir.ask('gp', path))).toEqual([source.entryUuid]);
      const hidden = await fhir.ask('cardiologist', path);
      expect([hidden.status, hidden.json.total, ids(hidden)]).toEqual([200, 0, []]);
    }
  });

  it('is shown to its sharer as it was shared, and keeps its relation when it is revised', async () => {
    const message = bundle();
    const [set, document] = message.entry.map((entry: Loose) => entry.resource);
    set.identifier[0].value = 'urn:oid:1.2.250.1.999.8.77';
    document.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.77';
    document.relatesTo = relation();
    const shared = await fhir.ask('gp', '/', { body: message, headers: { prefer: 'return=representation' } });
    expect(shared.json.entry[1].resource.relatesTo).toEqual(relation());
    const { id } = shared.json.entry[1].resource;
    const revised = await fhir.ask('gp', `/DocumentReference/${id}`, maskIt);
    expect([revised.status, revised.json.relatesTo]).toEqual([200, relation()]);
    expect((await fhir.ask('dominique', `/DocumentReference/${id}`)).json.relatesTo).toEqual(relation());
  });
});

describe('who revises a document that is related to one out of sight', () => {
  it('is not shown what it is related to, and loses it for nobody', async () => {
    const fhir = await fhirHouse();
    const target = await fhir.share((document) => document.securityLabel.push(masked));
    const author = await fhir.share((document) => {
      document.relatesTo = [{ code: 'appends', target: { reference: `DocumentReference/${target.entryUuid}` } }];
    });
    const revised = await fhir.ask('cardiologist', `/DocumentReference/${author.entryUuid}`, maskIt);
    expect(revised.status, revised.text).toBe(200);
    expect(revised.json).not.toHaveProperty('relatesTo');
    const read = await fhir.ask('gp', `/DocumentReference/${author.entryUuid}`);
    expect(read.json.relatesTo).toHaveLength(1);
    await fhir.house.stop();
  });
});
