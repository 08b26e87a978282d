// SPDX-License-Identifier: Apache-2.0
import { frenchProfile, lawAt } from '@dossier/core/data';
import { checkMetadata } from '@dossier/core/documents';
import { sentenceOf } from '@dossier/core/errors';
import { describe, expect, it } from 'vitest';
import { fictionalIns } from '../../../test/cda.ts';
import { readDescribed } from './sidecar.ts';

const law = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');
const pdf = Buffer.from('%PDF-1.7\nfictional');

const standard = {
  patient: {
    ins: fictionalIns(),
    birthFamilyName: 'ORMEAU',
    birthGivenNames: ['CLARA', 'LOUISE'],
    sex: 'female',
    birthDate: '1985-07-14',
    birthPlaceCode: '75056',
  },
  type: '11488-4',
  title: 'Consultation du 10 mars',
  creationTime: '2026-03-10T11:30:00+01:00',
  author: {
    id: '899700000101',
    family: 'VASSEUR',
    given: 'Solène',
    specialty: 'G15_10/SM26',
    organization: { id: '1990000101', name: 'Maison de santé des Ormes' },
  },
  practiceSetting: 'AMBULATOIRE',
  facility: 'SA07',
};

const read = (changes: object = {}, { name = 'a.pdf', content = pdf }: { name?: string; content?: Buffer } = {}) =>
  readDescribed(name, content, Buffer.from(JSON.stringify({ ...standard, ...changes })), {
    law,
    environment: 'demo',
    insKeyErrors: 'warn',
  });

const faults = (changes: object, file?: { name?: string; content?: Buffer }): readonly string[] => {
  const described = read(changes, file);
  return described.ok ? [] : described.error.map(({ code, location }) => `${code} ${location ?? ''}`.trim());
};

describe('a document with a metadata file', () => {
  it('gets metadata that pass the rules of the registry', () => {
    const described = read({
      replaces: '1.2.250.1.999.1.0',
      confidentiality: 'MASQUE_PS',
      serviceStopTime: '2026-03-11',
    });
    if (!described.ok) throw new Error(described.error.map(sentenceOf).join());
    const { metadata, patient, relations } = described.value;
    expect(checkMetadata(metadata, law)).toEqual([]);
    expect(metadata).toMatchObject({
      typeCode: { code: '11488-4' },
      classCode: { code: '10' },
      formatCode: { code: 'urn:ihe:iti:xds-sd:pdf:2008' },
      mimeType: 'application/pdf',
      creationTime: '20260310103000',
      serviceStartTime: '20260310103000',
      serviceStopTime: '20260311',
      confidentialityCodes: [{ code: 'MASQUE_PS' }],
      authors: [
        {
          kind: 'professional',
          identifier: { value: '899700000101' },
          institutions: [{ identifier: { value: '1990000101' } }],
        },
      ],
      legalAuthenticator: { identifier: { value: '899700000101' } },
    });
    expect(patient.traits).toMatchObject({ birthFamilyName: 'ORMEAU', birthGivenNames: ['CLARA', 'LOUISE'] });
    expect(patient.ins).toEqual({ oid: '1.2.250.1.213.1.4.10', value: fictionalIns() });
    expect(relations).toEqual([{ type: 'replaces', target: '1.2.250.1.999.1.0' }]);
  });

  it('has an identifier that depends on patient and bytes alone, unless it is given', () => {
    const id = (changes: object, content?: Buffer): string => {
      const described = read(changes, content === undefined ? {} : { content });
      return described.ok ? described.value.metadata.uniqueId : '';
    };
    expect(id({})).toMatch(/^2\.25\.\d{30,39}$/);
    expect(id({ title: 'Another title' })).toBe(id({}));
    expect(id({}, Buffer.from('%PDF-1.7\nother'))).not.toBe(id({}));
    expect(id({ patient: { ...standard.patient, ins: fictionalIns('042') } })).not.toBe(id({}));
    expect(id({ uniqueId: '1.2.250.1.999.5' })).toBe('1.2.250.1.999.5');
  });

  it.each([
    ['no patient', { patient: undefined }, ['element-missing patient']],
    ['a patient that is a text', { patient: 'CLARA' }, ['element-invalid patient']],
    ['no INS', { patient: { ...standard.patient, ins: undefined } }, ['element-missing patient.ins']],
    ['an INS of letters', { patient: { ...standard.patient, ins: 'x' } }, ['ins-invalid patient.ins']],
    [
      'an INS of another system',
      { patient: { ...standard.patient, insSystem: '1.2.3' } },
      ['ins-oid-refused patient.ins'],
    ],
    ['a sex that is none', { patient: { ...standard.patient, sex: 'F' } }, ['element-invalid patient.sex']],
    ['no title', { title: undefined }, ['element-missing title']],
    ['an empty title', { title: ' ' }, ['element-invalid title']],
    ['a title that is a number', { title: 7 }, ['element-invalid title']],
    ['an unknown type', { type: 'letter' }, ['element-invalid type']],
    ['an unknown setting', { practiceSetting: 'BUREAU' }, ['element-invalid practiceSetting']],
    ['an unknown facility', { facility: 'SA99' }, ['element-invalid facility']],
    ['a time without zone', { creationTime: '2026-03-10T11:30:00' }, ['element-invalid creationTime']],
    ['no author', { author: undefined }, ['element-missing author']],
    ['an author without family name', { author: { id: '8' } }, ['element-missing author.family']],
    [
      'an organisation without id',
      { author: { ...standard.author, organization: { name: 'X' } } },
      ['element-missing author.organization.id'],
    ],
    ['a misspelt member', { titel: 'x' }, ['element-invalid titel']],
    [
      'a misspelt member inside',
      { patient: { ...standard.patient, birthdate: '1985-07-14' } },
      ['element-invalid patient.birthdate'],
    ],
    ['a member named as the prototype', JSON.parse('{"__proto__":{"a":1}}'), ['element-invalid __proto__']],
    ['replacing itself', { uniqueId: '1.2.3', replaces: '1.2.3' }, ['element-invalid replaces']],
  ])('refuses %s', (_, changes, expected) => {
    // JSON.stringify drops undefined; a spread loses __proto__, so it is put in as text.
    const described = Object.hasOwn(changes, '__proto__')
      ? readDescribed('a.pdf', pdf, Buffer.from(JSON.stringify(standard).replace('{', '{"__proto__":{"a":1},')), {
          law,
          environment: 'demo',
          insKeyErrors: 'warn',
        })
      : read(changes);
    expect(described.ok || described.error.map(({ code, location }) => `${code} ${location ?? ''}`.trim())).toEqual(
      expected,
    );
  });

  it('refuses a file that is not what it says', () => {
    expect(faults({}, { content: Buffer.from('MZ') })).toEqual(['element-invalid mediaType']);
    expect(faults({}, { name: 'a.exe' })).toEqual(['element-invalid mediaType']);
    expect(faults({ mediaType: 'application/pdf' }, { name: 'a.bin' })).toEqual([]);
  });

  it.each(['', '[]', 'null', '"x"', '{', '{"a":1}}', '\ud800'])('refuses %j as metadata', (text) => {
    const described = readDescribed('a.pdf', pdf, Buffer.from(text), {
      law,
      environment: 'demo',
      insKeyErrors: 'warn',
    });
    expect(described.ok || described.error[0]?.code).toBe('body-malformed');
  });
});
