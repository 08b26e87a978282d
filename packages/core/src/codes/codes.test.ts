// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { codeSystems, frenchProfile, lawAt } from '../data/index.ts';
import { codeSystemOid, codeSystemUri, findConcept, labelOf } from './index.ts';

const { valueSets } = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');

describe('code systems', () => {
  it.each([
    ['2.16.840.1.113883.6.1', 'http://loinc.org'],
    ['2.16.840.1.113883.6.96', 'http://snomed.info/sct'],
    ['2.16.840.1.113883.5.25', 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'],
    ['1.3.6.1.4.1.19376.1.2.3', 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode'],
    ['1.2.250.1.213.1.1.4.1', 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument'],
    ['1.2.250.1.71.4.2.4', 'https://mos.esante.gouv.fr/NOS/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite'],
    ['1.2.250.1.213.1.1.4.9', 'https://mos.esante.gouv.fr/NOS/TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice'],
    ['URN', 'https://mos.esante.gouv.fr/NOS/TRE_A10-NomenclatureURN/FHIR/TRE-A10-NomenclatureURN'],
  ])('knows %s as %s, both ways', (oid, uri) => {
    expect(codeSystemUri(oid)).toBe(uri);
    expect(codeSystemOid(uri)).toBe(oid);
    expect(codeSystemOid(`urn:oid:${oid}`)).toBe(oid);
  });

  it('gives each OID one URI and each name one OID', () => {
    const uris = new Map<string, string>();
    const oids = new Map<string, string>();
    for (const { oid, uri, aliases = [] } of codeSystems) {
      expect(uris.get(oid) ?? uri, oid).toBe(uri);
      uris.set(oid, uri);
      for (const name of [uri, ...aliases]) {
        expect(oids.get(name) ?? oid, name).toBe(oid);
        oids.set(name, oid);
      }
    }
  });

  it('writes an unknown OID as urn:oid and leaves an unknown URI alone', () => {
    expect(codeSystemUri('1.2.3.4')).toBe('urn:oid:1.2.3.4');
    expect(codeSystemOid('urn:oid:1.2.3.4')).toBe('1.2.3.4');
    expect(codeSystemUri('https://example.org/codes')).toBe('https://example.org/codes');
    expect(codeSystemOid('https://example.org/codes')).toBe('https://example.org/codes');
    expect(codeSystemUri('not an oid')).toBe('not an oid');
  });

  it('understands the other names in use', () => {
    const nos = 'https://mos.esante.gouv.fr/NOS';
    expect(codeSystemOid(`${nos}/TRE_A11-IheFormatCode/FHIR/TRE-A11-IheFormatCode`)).toBe('1.3.6.1.4.1.19376.1.2.3');
    expect(codeSystemOid(`${nos}/TRE_A07-StatusVisibiliteDocument/FHIR/TRE-A07-StatusVisibiliteDocument`)).toBe(
      '1.2.250.1.213.1.1.4.13',
    );
    expect(codeSystemOid('urn:oid:1.2.840.10065.1.12')).toBe('ASTM');
  });

  it('has, for each system of a value set, a FHIR name that leads back', () => {
    for (const { concepts } of Object.values(valueSets))
      for (const { system } of concepts) expect(codeSystemOid(codeSystemUri(system))).toBe(system);
  });
});

describe('concepts', () => {
  it('are found by code, and by system where the same code stands in several', () => {
    expect(findConcept(valueSets.contentTypeCode, '11', '1.2.250.1.213.2.2')?.label.fr).toContain(
      'Hébergement complet',
    );
    expect(findConcept(valueSets.contentTypeCode, '11', '1.2.250.1.213.1.6.1.128')?.label.fr).toBe('Centre postcure');
    expect(findConcept(valueSets.typeCode, '11488-4')?.system).toBe('2.16.840.1.113883.6.1');
  });

  it('are not found under another system, nor by a name that every object has', () => {
    expect(findConcept(valueSets.typeCode, '11488-4', '1.2.250.1.213.1.1.4.12')).toBeUndefined();
    expect(findConcept(valueSets.typeCode, 'constructor')).toBeUndefined();
    expect(findConcept(valueSets.typeCode, '')).toBeUndefined();
  });

  it('show a label in the language asked for, else the other, else the code', () => {
    const concept = { code: 'X', system: '1.2.3' };
    expect(labelOf({ ...concept, label: { fr: 'un', en: 'one' } }, 'en')).toBe('one');
    expect(labelOf({ ...concept, label: { fr: 'un' } }, 'en')).toBe('un');
    expect(labelOf({ ...concept, label: { en: 'one' } }, 'fr')).toBe('one');
    expect(labelOf({ ...concept, label: {} }, 'fr')).toBe('X');
  });
});
