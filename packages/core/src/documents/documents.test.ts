// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { law } from '../../test/matters.ts';
import { checkMetadata, classFor } from './check.ts';
import { withCode, withoutCode } from './confidentiality.ts';
import { factsOf } from './facts.ts';
import { after, type LifeEvent, statusesBefore } from './life-cycle.ts';
import type { Author, AvailabilityStatus, DocumentMetadata } from './types.ts';
import { isOid, isUuid, oidOfUuid, uniqueIdFault } from './unique-id.ts';

const LOINC = '2.16.840.1.113883.6.1';
const author: Author = {
  kind: 'professional',
  identifier: { system: '1.2.250.1.71.4.2.1', value: '899700000001' },
  institutions: [{ identifier: { system: '1.2.250.1.71.4.2.2', value: '1750000001' } }, { name: 'sans identifiant' }],
  roles: [],
  specialties: [],
  telecoms: [],
};
const metadata: DocumentMetadata = {
  uniqueId: '1.2.250.1.999.1.1',
  typeCode: { code: '11488-4', system: LOINC },
  classCode: { code: '10', system: '1.2.250.1.213.1.1.4.1' },
  formatCode: { code: 'urn:ihe:iti:xds-sd:pdf:2008', system: '1.3.6.1.4.1.19376.1.2.3' },
  healthcareFacilityTypeCode: { code: 'SA07', system: '1.2.250.1.71.4.2.4' },
  practiceSettingCode: { code: 'AMBULATOIRE', system: '1.2.250.1.213.1.1.4.9' },
  confidentialityCodes: [{ code: 'N', system: '2.16.840.1.113883.5.25' }],
  eventCodes: [],
  languageCode: 'fr-FR',
  mimeType: 'text/xml',
  creationTime: '20261123120000',
  authors: [author],
  referenceIds: [],
};

describe('the life of a document', () => {
  const events: readonly LifeEvent[] = ['replace', 'archive', 'unarchive', 'delete'];
  const ways: Record<AvailabilityStatus, readonly LifeEvent[]> = {
    approved: ['replace', 'archive', 'delete'],
    archived: ['unarchive', 'delete'],
    deprecated: ['delete'],
    deleted: [],
  };

  it('has these ways and no others', () => {
    for (const [status, possible] of Object.entries(ways) as [AvailabilityStatus, readonly LifeEvent[]][])
      for (const event of events) {
        expect(after(status, event).ok, `${status} ${event}`).toBe(possible.includes(event));
        expect(statusesBefore(event).includes(status)).toBe(possible.includes(event));
      }
  });

  it('says between which statuses there is no way', () => {
    expect(after('deleted', 'archive')).toEqual({ ok: false, error: { from: 'deleted', to: 'archived' } });
  });
});

describe('checkMetadata', () => {
  const faultsOf = (more: Partial<DocumentMetadata>) =>
    checkMetadata({ ...metadata, ...more }, law).map(({ element, failure }) => `${element} ${failure.code}`);

  it('takes a valid document', () => expect(checkMetadata(metadata, law)).toEqual([]));

  it.each([
    [{ uniqueId: '1.02.3' }, 'uniqueId element-invalid'],
    [{ creationTime: '20261323' }, 'creationTime element-invalid'],
    [{ serviceStartTime: '2026', serviceStopTime: '2025' }, 'serviceStopTime element-invalid'],
    [{ mimeType: 'pdf' }, 'mimeType element-invalid'],
    [{ languageCode: 'french!' }, 'languageCode element-invalid'],
    [{ authors: [] }, 'authors element-missing'],
    [{ title: 'x'.repeat(129) }, 'title element-invalid'],
    [{ title: 'abc\u202ecba' }, 'title element-invalid'],
    [{ comments: 'x'.repeat(4001) }, 'comments element-invalid'],
    [{ confidentialityCodes: [] }, 'confidentialityCodes element-invalid'],
    [{ typeCode: { code: '00000-0', system: LOINC } }, 'typeCode code-unknown'],
    [{ typeCode: { code: '11488-4', system: '1.2.3' } }, 'typeCode code-unknown'],
    [{ classCode: { code: '99', system: '1.2.250.1.213.1.1.4.1' } }, 'classCode code-unknown'],
    [{ formatCode: { code: 'none', system: 'x' } }, 'formatCode code-unknown'],
    [
      { healthcareFacilityTypeCode: { code: 'SA00', system: '1.2.250.1.71.4.2.4' } },
      'healthcareFacilityTypeCode code-unknown',
    ],
    [{ practiceSettingCode: { code: 'NOWHERE', system: '1.2.250.1.213.1.1.4.9' } }, 'practiceSettingCode code-unknown'],
    [{ confidentialityCodes: [{ code: 'X', system: '2.16.840.1.113883.5.25' }] }, 'confidentialityCodes code-unknown'],
  ] satisfies [Partial<DocumentMetadata>, string][])('refuses %j', (more, fault) =>
    expect(faultsOf(more)).toEqual([fault]),
  );
});

describe('classFor', () => {
  const given = (code: string, type = '11488-4') =>
    classFor({ code: type, system: LOINC }, { code, system: '1.2.250.1.213.1.1.4.1' }, law);

  it('takes the official class, and puts a known erratum of the official samples right', () => {
    expect(given('10')).toEqual({ classCode: { code: '10', system: '1.2.250.1.213.1.1.4.1' } });
    expect(given('11').classCode).toMatchObject({ code: '10', system: '1.2.250.1.213.1.1.4.1' });
    expect(given('11').warning?.code).toBe('type-class-mismatch');
  });

  it('refuses every other pair, and leaves types it does not know to the value set (D10)', () => {
    expect(given('42').failure?.parameters).toEqual({ type: '11488-4', expected: '10', given: '42' });
    expect(given('42', 'unknown').failure).toBeUndefined();
  });
});

describe('factsOf', () => {
  it('takes the keys of authors and institutions, and knows the patient as author', () => {
    const stored = { ...metadata, logicalId: 'l', availabilityStatus: 'approved' as const, submittedBy: [] };
    expect(factsOf(stored, 'p', law.partySystems).authorKeys).toEqual(['ps:899700000001', 'org:1750000001']);
    expect(factsOf({ ...stored, submittedBy: ['ps:2'] }, 'p', law.partySystems).authorKeys).toContain('ps:2');
    const own: Author = { ...author, kind: 'patient', institutions: [] };
    expect(factsOf({ ...stored, authors: [own] }, 'p', law.partySystems)).toMatchObject({ byPatient: true });
    const organization: Author = {
      ...author,
      kind: 'organization',
      identifier: { system: '1.2.250.1.71.4.2.2', value: '1750000009' },
      institutions: [],
    };
    expect(factsOf({ ...stored, authors: [organization] }, 'p', law.partySystems).authorKeys).toEqual([
      'org:1750000009',
    ]);
  });
});

describe('confidentiality codes', () => {
  const n = { code: 'N', system: 's' };
  const masked = { code: 'MASQUE_PS', system: 's' };
  it('cumulate, and never leave none', () => {
    expect(withCode([n], masked)).toEqual([masked, n]);
    expect(withCode([masked, n], masked)).toEqual([masked, n]);
    expect(withoutCode([masked, n], 'MASQUE_PS', n)).toEqual([n]);
    expect(withoutCode([masked], 'MASQUE_PS', n)).toEqual([n]);
  });
});

describe('identifiers', () => {
  it('tells OIDs and UUIDs', () => {
    expect([isOid('1.2.250.1'), isOid('3.1'), isOid('1.02'), isOid('1'), isOid(`1.${'1'.repeat(63)}`)]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect([isUuid('aaaaaaaa-0000-4000-8000-000000000001'), isUuid('AAAAAAAA-0000-4000-8000-000000000001')]).toEqual([
      true,
      false,
    ]);
  });
  it('makes an OID of a UUID', () => {
    expect(oidOfUuid('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')).toBe('2.25.329800735698586629295641978511506172918');
  });
  it.each([
    ['1.2.250.1.213.1', undefined],
    ['1.2.250^abc', undefined],
    ['urn:uuid:aaaaaaaa-0000-4000-8000-000000000001', undefined],
    ['https://hopital.example/doc/1', undefined],
    ['', 'it is empty'],
    ['1'.repeat(129), 'it is longer than 128 characters'],
    ['1.2 3', 'it has characters other than printable ASCII without spaces'],
    ['1.2^', 'the extension after ^ is empty'],
    ['urn:uuid:no', 'it is not a UUID in lower case'],
    ['abc', 'it is neither an OID, an OID^extension, nor a URI'],
  ])('uniqueId %s', (text, fault) => expect(uniqueIdFault(text)).toBe(fault));
});
