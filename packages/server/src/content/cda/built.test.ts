// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildCda, type CdaToBuild } from '@dossier/client';
import { frenchProfile, lawAt } from '@dossier/core/data';
import fc from 'fast-check';
import { ParseOption, XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { describe, expect, it } from 'vitest';
import { understand } from '../understanding/index.ts';
import { metadataFromCda, readCdaHeader } from './index.ts';

/** What a publisher builds with the SDK is read here as any other document. */
const law = lawAt(frenchProfile, '2026-11-24T12:00:00.000Z');
const schema = join(
  import.meta.dirname,
  '../../../../../../shared/corpus/ans-testcontenucda-3.0/infrastructure/cda/CDA_extended.xsd',
);

const document = (more: Partial<CdaToBuild> = {}): CdaToBuild => ({
  id: '1.2.250.1.999.1.42',
  type: { code: '11488-4', system: '2.16.840.1.113883.6.1', display: 'CR de consultation' },
  title: 'Compte rendu de consultation',
  writtenAt: new Date('2026-11-20T09:30:00Z'),
  patient: {
    ins: { oid: '1.2.250.1.213.1.4.10', value: '279035121518989' },
    birthFamilyName: 'PAT-TROIS',
    birthGivenNames: ['DOMINIQUE', 'MARIE'],
    sex: 'female',
    birthDate: '1979-03-25',
    birthPlaceCode: '51215',
  },
  author: {
    id: '899700218896',
    family: 'MÉDECIN',
    given: 'Charles',
    specialty: { code: 'G15_10/SM26', system: '1.2.250.1.213.1.1.4.5', display: 'Médecine générale' },
    organization: {
      id: '10B0165854',
      name: 'Cabinet & fils',
      setting: { code: 'AMBULATOIRE', system: '1.2.250.1.213.1.1.4.9', display: 'Ambulatoire' },
      facility: { code: 'SA07', system: '1.2.250.1.71.4.2.4', display: 'Cabinet individuel' },
    },
  },
  content: { mediaType: 'text/plain', bytes: new TextEncoder().encode('Tension 12/8. Revoir dans un an.') },
  ...more,
});

const read = (bytes: Uint8Array) => {
  const header = readCdaHeader(bytes);
  return header.ok ? metadataFromCda(header.value, { law, environment: 'demo', insKeyErrors: 'warn' }) : header;
};

describe('a CDA that the SDK builds', () => {
  it('is taken without a remark, and says what it was given', async () => {
    const result = read(
      buildCda(document({ version: 2, replaces: '1.2.250.1.999.1.41', setId: '1.2.250.1.999.1.40' })),
    );
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    const { metadata, patient, relations, warnings } = result.value;
    expect(warnings).toEqual([]);
    expect(metadata).toMatchObject({
      uniqueId: '1.2.250.1.999.1.42',
      title: 'Compte rendu de consultation',
      typeCode: { code: '11488-4' },
      creationTime: '20261120093000',
      practiceSettingCode: { code: 'AMBULATOIRE' },
      healthcareFacilityTypeCode: { code: 'SA07' },
      authors: [{ identifier: { value: '899700218896' }, institutions: [{ name: 'Cabinet & fils' }] }],
    });
    expect(patient.ins).toMatchObject({ value: '279035121518989' });
    expect(relations).toEqual([{ type: 'replaces', target: '1.2.250.1.999.1.41' }]);
    const { sections } = await understand(buildCda(document()), 'text/xml');
    expect(sections.map(({ text }) => text).join()).toContain('Tension 12/8. Revoir dans un an.');
  });

  it('carries any words as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (words) => {
        const title = words.replace(/\s+/g, ' ').trim();
        fc.pre(title !== '' && !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(title));
        const result = read(buildCda(document({ title })));
        expect(result.ok && result.value.metadata.title).toBe(title);
      }),
      { numRuns: 60 },
    );
  });

  it.skipIf(!existsSync(schema))('is valid by the schema of the corpus', () => {
    xmlRegisterFsInputProviders();
    const xsd = XmlDocument.fromBuffer(
      new TextEncoder().encode(
        `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="urn:hl7-org:v3" schemaLocation="${schema}"/></xs:schema>`,
      ),
      { url: join(dirname(schema), 'entry.xsd') },
    );
    const validator = XsdValidator.fromDoc(xsd);
    for (const bytes of [buildCda(document()), buildCda(document({ replaces: '1.2.3', version: 2 }))]) {
      const xml = XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_HUGE });
      expect(() => validator.validate(xml)).not.toThrow();
      xml.dispose();
    }
    validator.dispose();
    xsd.dispose();
  });
});
