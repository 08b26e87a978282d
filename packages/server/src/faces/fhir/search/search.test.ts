// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseAuditEventSearch,
  parseConsentSearch,
  parseDocumentSearch,
  parseListSearch,
  parsePatientSearch,
  readQuery,
} from './index.ts';

const context = { now: '2026-11-23T12:00:00.000Z', base: 'https://dossier.test/fhir', strict: false };
const record = '0f8b6c2a-1111-4222-8333-444455556666';
const ins = 'patient.identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989';

const documents = (query: string, strict = false) => parseDocumentSearch(readQuery(query), { ...context, strict });
const criteria = (query: string) => {
  const parsed = documents(`${ins}&${query}`);
  return parsed.ok ? parsed.value.query.criteria : parsed.error;
};
const refusal = (query: string) => {
  const parsed = documents(query);
  return parsed.ok ? 'accepted' : `${parsed.error.code} ${parsed.error.parameters.name}`;
};

describe('whose record', () => {
  const byIns = { ins: { oid: '1.2.250.1.213.1.4.10', value: '279035121518989' } };
  it.each([
    [ins, { record: byIns }],
    ['patient:identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989', { record: byIns }],
    ['subject:Patient.identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989', { record: byIns }],
    [`patient=${record}`, { record: { recordId: record } }],
    [`subject=Patient/${record}`, { record: { recordId: record } }],
    [`patient=https://dossier.test/fhir/Patient/${record}`, { record: { recordId: record } }],
    ['patient=Patient/unknown', { record: { recordId: '00000000-0000-0000-0000-000000000000' } }],
    ['identifier=urn:oid:1.2.3', { objects: ['1.2.3'] }],
    [`_id=${record}`, { objects: [record] }],
  ])('%s', (query, expected) => {
    expect(documents(query)).toMatchObject({ ok: true, value: { where: expected } });
  });

  it('knows when only an object names the record', () => {
    expect(documents('identifier=urn:oid:1.2.3')).toMatchObject({ value: { where: { objects: ['1.2.3'] } } });
    expect(documents(`${ins}&identifier=urn:oid:1.2.3`)).toMatchObject({ value: { where: { record: byIns } } });
  });

  it.each([
    ['status=current', 'parameter-missing patient or patient.identifier'],
    ['identifier=1.2.3,1.2.4', 'parameter-missing patient or patient.identifier'],
    ['patient.identifier=279035121518989', 'parameter-invalid patient.identifier'],
    [`patient=${record},${record}`, 'parameter-invalid patient'],
    [`${ins}&patient=${record}`, 'parameter-invalid patient'],
    ['subject:Device=x', 'parameter-invalid subject:Device'],
    ['patient=https://else.test/fhir/Patient/1', 'parameter-invalid patient'],
  ])('%s is refused', (query, expected) => {
    expect(refusal(query)).toBe(expected);
  });
});

describe('criteria of documents', () => {
  it.each([
    ['status=current', [{ field: 'status', anyOf: ['approved', 'archived'] }]],
    ['status=superseded,entered-in-error', [{ field: 'status', anyOf: ['deprecated', 'deleted'] }]],
    ['isArchived=true', [{ field: 'status', anyOf: ['archived'] }]],
    ['isArchived=false', [{ field: 'status', anyOf: ['approved', 'deprecated', 'deleted'] }]],
    [
      'type=http://loinc.org|11488-4',
      [{ field: 'type', anyOf: [{ system: '2.16.840.1.113883.6.1', code: '11488-4' }] }],
    ],
    ['type=11488-4,11490-0', [{ field: 'type', anyOf: [{ code: '11488-4' }, { code: '11490-0' }] }]],
    ['category=urn:oid:1.2.3|', [{ field: 'class', anyOf: [{ system: '1.2.3' }] }]],
    ['setting=|AMBULATOIRE', [{ field: 'practice-setting', anyOf: [{ system: '', code: 'AMBULATOIRE' }] }]],
    ['security-label=MASQUE_PS', [{ field: 'confidentiality', anyOf: [{ code: 'MASQUE_PS' }] }]],
    ['related:identifier=urn:oid:1.2.3|A1', [{ field: 'reference', anyOf: [{ system: '1.2.3', code: 'A1' }] }]],
    [
      'creation=ge2026&creation=lt2027',
      [
        { field: 'creation', from: '2026-01-01T00:00:00.000Z' },
        { field: 'creation', to: '2027-01-01T00:00:00.000Z' },
      ],
    ],
    ['period=sa2026', [{ field: 'service-start', from: '2027-01-01T00:00:00.000Z' }]],
    ['period=eb2026', [{ field: 'service-stop', to: '2026-01-01T00:00:00.000Z' }]],
    ['period=ge2026', [{ field: 'service', from: '2026-01-01T00:00:00.000Z' }]],
    [
      'date=ap2026-11-23',
      [
        { field: 'creation', from: '2026-11-22T22:48:00.000Z' },
        { field: 'creation', to: '2026-11-24T01:12:00.000Z' },
      ],
    ],
    ['author.family=Martin', [{ field: 'author-family', anyOf: [{ match: 'prefix', text: 'Martin' }] }]],
    [
      'author:PractitionerRole.practitioner.given:exact=Emma',
      [{ field: 'author-given', anyOf: [{ match: 'exact', text: 'Emma' }] }],
    ],
    ['author:identifier=urn:oid:1.2.250.1.71.4.2.1|899700218896', [{ field: 'author', anyOf: ['ps:899700218896'] }]],
    [`relatesTo=DocumentReference/${record}`, [{ field: 'relates-to', anyOf: [record] }]],
    [`_list=${record}`, [{ field: 'member-of', anyOf: [record] }]],
    ['type=', []],
  ])('%s', (query, expected) => {
    expect(criteria(query)).toEqual(expected);
  });

  it.each([
    'status=draft',
    'status=constructor',
    '_sort=__proto__',
    'type:constructor=x',
    'isArchived=perhaps',
    'creation=soon',
    'creation=2026,2027',
    'type:in=http://else.test/vs',
    'type:missing=true',
    'author.family:phonetic=x',
    'author.identifier=899700218896',
    '_count=many',
    '_count=-1',
    '_sort=colour',
    '_summary=text',
    '_total=perhaps',
    'type=%00',
    `type=${'x'.repeat(600)}`,
    `type=${Array.from({ length: 101 }, (_, n) => n).join(',')}`,
  ])('%s is refused', (query) => {
    expect(refusal(`${ins}&${query}`)).toMatch(/^parameter-invalid /);
  });

  it('takes at most fifty parameters', () => {
    expect(refusal('type=x&'.repeat(51))).toMatch(/^too-many-entries/);
  });
});

describe('answers', () => {
  it('sorts, counts and pages as asked', () => {
    expect(documents(ins)).toMatchObject({
      value: { query: { order: { by: 'submitted', descending: true }, limit: 50 }, countOnly: false },
    });
    expect(documents(`${ins}&_sort=creation&_count=7`)).toMatchObject({
      value: { query: { order: { by: 'creation', descending: false }, limit: 7 } },
    });
    expect(documents(`${ins}&_sort=-period-start&_count=9999`)).toMatchObject({
      value: { query: { order: { by: 'service-start', descending: true }, limit: 200 } },
    });
    for (const query of ['_count=0', '_summary=count']) {
      expect(documents(`${ins}&${query}`)).toMatchObject({ value: { countOnly: true, query: { limit: 0 } } });
    }
  });

  it('counts some, all or none', () => {
    const countsOf = (query: string) => {
      const parsed = documents(query);
      return parsed.ok ? parsed.value.query.counts : parsed.error.code;
    };
    expect(countsOf(ins)).toBeUndefined();
    expect(countsOf(`${ins}&_total=estimate`)).toBeUndefined();
    expect(countsOf(`${ins}&_total=accurate`)).toBe('all');
    expect(countsOf(`${ins}&_total=none`)).toBe('none');
    expect(countsOf(`${ins}&_total=none&_summary=count`)).toBe('all');
  });

  it('leaves out what it does not know, with a warning, unless told to be strict', () => {
    const query = `${ins}&colour=blue&status=current`;
    expect(documents(query)).toMatchObject({
      value: {
        understood: [{ name: 'patient.identifier' }, { name: 'status' }],
        warnings: [{ code: 'parameter-unknown', parameters: { name: 'colour' } }],
      },
    });
    expect(documents(query, true)).toMatchObject({ ok: false, error: { code: 'parameter-unknown' } });
  });

  it('never throws, whatever is asked', () => {
    const name = fc.oneof(
      fc.constantFrom(
        'patient',
        'identifier',
        'status',
        'creation',
        'period',
        'type',
        'author.family',
        '_sort',
        '_list',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ name, value: fc.string() })), (parameters) => {
        expect(typeof parseDocumentSearch(parameters, context).ok).toBe('boolean');
        expect(typeof parseListSearch(parameters, context).ok).toBe('boolean');
      }),
    );
  });
});

describe('lists', () => {
  const lists = (query: string) => parseListSearch(readQuery(query), context);
  const code = 'code=https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes|submissionset';

  it('asks for the kind of list', () => {
    expect(lists(ins)).toMatchObject({ ok: false, error: { code: 'parameter-missing', parameters: { name: 'code' } } });
    expect(lists(`${ins}&${code}`)).toMatchObject({ value: { kind: 'submissionset', nothing: false } });
    expect(lists(`${ins}&code=folder`)).toMatchObject({ value: { kind: 'folder' } });
    expect(lists(`${ins}&code=other`).ok).toBe(false);
    expect(lists(`${ins}&code=folder,submissionset`).ok).toBe(false);
  });

  it('joins its conditions', () => {
    const query = `${ins}&${code}&status=current&date=ge2026&date=lt2027&date=ge2026-06&source.family=Dupont&designationType=04&sourceId=urn:oid:1.2.3`;
    expect(lists(query)).toMatchObject({
      value: {
        query: {
          from: '2026-06-01T00:00:00.000Z',
          to: '2027-01-01T00:00:00.000Z',
          authorFamily: [{ match: 'prefix', text: 'Dupont' }],
          codes: [{ code: '04' }],
          sourceIds: ['1.2.3'],
        },
      },
    });
  });

  it.each([
    ['_id', '_id=a', '_id=b'],
    ['identifier', 'identifier=urn:oid:1.2.3', 'identifier=urn:oid:1.2.4'],
    ['_id', 'identifier=urn:oid:1.2.3', '_id=a'],
    ['code', code, 'code=folder'],
    ['designationType', 'designationType=04', 'designationType=07'],
    ['sourceId', 'sourceId=urn:oid:1.2.3', 'sourceId=urn:oid:1.2.4'],
    ['source.given', 'source.given=Anne', 'source.given:exact=Anne'],
  ])('forgets no condition: refuses %s beside another', (name, one, other) => {
    expect(lists([ins, code, one, other].join('&'))).toMatchObject({
      ok: false,
      error: { code: 'parameter-invalid', parameters: { name: expect.stringContaining(name) } },
    });
    expect(lists([ins, code, one, one].join('&')).ok).toBe(true);
  });

  it('knows what no list can be', () => {
    expect(lists(`${ins}&${code}&status=retired`)).toMatchObject({ value: { nothing: true } });
  });
});

describe('other searches', () => {
  it('finds a patient by INS', () => {
    const parsed = parsePatientSearch(readQuery('identifier=urn:oid:1.2.250.1.213.1.4.8|279035121518989'), context);
    expect(parsed).toMatchObject({
      value: { record: { ins: { oid: '1.2.250.1.213.1.4.8', value: '279035121518989' } } },
    });
    expect(parsePatientSearch([], context)).toMatchObject({ error: { code: 'parameter-missing' } });
    expect(parsePatientSearch(readQuery('family=Martin&birthdate=1979'), context)).toMatchObject({
      value: { asked: { family: 'Martin', birthDate: '1979' } },
    });
    expect(parsePatientSearch(readQuery('family=Martin&_id=1'), context)).toMatchObject({
      error: { code: 'parameter-invalid' },
    });
    expect(parsePatientSearch(readQuery('birthdate=79'), context)).toMatchObject({
      error: { code: 'parameter-invalid' },
    });
  });

  it('reads the journal by its facts', () => {
    const query = `${ins}&date=ge2026-11&subtype=document.retrieve,document.find&outcome=0&agent=urn:oid:1.2.250.1.71.4.2.1|8997&entity=DocumentReference/${record}`;
    expect(parseAuditEventSearch(readQuery(query), context)).toMatchObject({
      value: {
        query: {
          from: '2026-11-01T00:00:00.000Z',
          operations: ['document.retrieve', 'document.find'],
          outcome: 'success',
          actor: 'ps:8997',
          document: record,
          limit: 50,
        },
      },
    });
    expect(parseAuditEventSearch(readQuery(`${ins}&outcome=12`), context).ok).toBe(false);
    const twice = (one: string, other: string) =>
      parseAuditEventSearch(readQuery([ins, one, other].join('&')), context);
    const refused = { ok: false, error: { code: 'parameter-invalid' } };
    expect(twice('outcome=0', 'outcome=4')).toMatchObject(refused);
    expect(twice('subtype=document.find', 'subtype=document.share')).toMatchObject(refused);
    expect(twice('agent=urn:oid:1.2.250.1.71.4.2.1|8997', 'agent=urn:oid:1.2.250.1.71.4.2.1|8998')).toMatchObject(
      refused,
    );
    expect(twice('outcome=4', 'outcome=4')).toMatchObject({ value: { query: { outcome: 'refused' } } });
    expect(twice('date=ge2026-11', 'date=lt2026-12')).toMatchObject({
      value: { query: { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' } },
    });
  });

  it('reads consents by status', () => {
    expect(parseConsentSearch(readQuery(`${ins}&status=active`), context)).toMatchObject({
      value: { statuses: [['active']] },
    });
    expect(parseConsentSearch(readQuery(`${ins}&status=rejected`), context).ok).toBe(false);
  });
});
