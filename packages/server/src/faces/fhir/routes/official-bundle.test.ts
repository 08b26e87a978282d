// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Loose, TRE_A07 } from '../intake/test-messages.ts';
import { type FhirHouse, fhirHouse, ids, insToken, ofDominique } from './test-house.ts';

const official = fileURLToPath(
  new URL(
    '../../../../../../../shared/corpus/ans-pdsm4dmp-eeds/Bundle-example-td2-iti65-lot-soumission.json',
    import.meta.url,
  ),
);

/** The official example as it is, but for its patient, who is made a demo one. */
const officialBundle = (): string => readFileSync(official, 'utf8').replaceAll('123456789012345', '279035121518989');

describe.skipIf(!existsSync(official))('the official PDSm4DMP bundle (skipped without the corpus)', () => {
  let fhir: FhirHouse;
  beforeAll(async () => {
    fhir = await fhirHouse();
  });
  afterAll(() => fhir.house.stop());

  it('is accepted, found, read byte for byte, replaced and masked', async () => {
    expect(insToken).toContain('279035121518989');
    const shared = await fhir.ask('gp', '/', { body: officialBundle() });
    expect(shared.status, shared.text).toBe(200);
    const message: Loose = JSON.parse(officialBundle());
    const identifier = 'urn:ietf:rfc:3986|urn:oid:1.2.250.1.213.1.4.8.99999.2';
    const found = await fhir.ask(
      'gp',
      `/DocumentReference?${ofDominique}&status=current&identifier=${encodeURIComponent(identifier)}`,
    );
    expect(found.json.total, found.text).toBe(1);
    const [{ resource }] = found.json.entry;

    const content = await fhir.ask('gp', resource.content[0].attachment.url);
    expect(content.bytes).toEqual(Buffer.from(message.entry[2].resource.data, 'base64'));
    expect(content.headers.get('content-type')).toBe('application/xml');

    const replacement: Loose = JSON.parse(officialBundle());
    const [set, document] = replacement.entry.map((entry: Loose) => entry.resource);
    set.identifier = [{ use: 'usual', system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.250.1.213.1.4.8.99999.11' }];
    document.masterIdentifier.value = 'urn:oid:1.2.250.1.213.1.4.8.99999.3';
    document.relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${resource.id}` } }];
    const replaced = await fhir.ask('gp', '/', { body: replacement });
    expect(replaced.status, replaced.text).toBe(200);
    expect((await fhir.ask('gp', `/DocumentReference/${resource.id}`)).json.status).toBe('superseded');

    const address = `/DocumentReference?identifier=${encodeURIComponent('urn:ietf:rfc:3986|urn:oid:1.2.250.1.213.1.4.8.99999.3')}`;
    const masked = await fhir.ask('gp', address, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: [{ op: 'replace', path: '/securityLabel/0', value: { coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] } }],
    });
    expect(masked.status, masked.text).toBe(200);
    expect(ids(await fhir.ask('cardiologist', address))).toEqual([]);
    expect((await fhir.traces()).map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['document.share', 'document.find-reference', 'document.retrieve', 'document.mask']),
    );
  });
});
