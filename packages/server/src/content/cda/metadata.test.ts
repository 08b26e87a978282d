// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { checkMetadata } from '@dossier/core/documents';
import { sentenceOf } from '@dossier/core/errors';
import { describe, expect, it } from 'vitest';
import {
  autoPresentable,
  type CdaParts,
  cda,
  cdaText,
  facility,
  fictionalIns,
  ins,
  nonXmlBody,
  professional,
  replaces,
  serviceEvent,
} from '../../../test/cda.ts';
import { type FindingCode, findings, type IdentityContext, metadataFromCda, readCdaHeader } from './index.ts';

const law = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');
const demo: IdentityContext = { law, environment: 'demo', insKeyErrors: 'warn' };
const production: IdentityContext = { law, environment: 'production', insKeyErrors: 'refuse' };

const judge = (bytes: Uint8Array, context: IdentityContext = demo) => {
  const header = readCdaHeader(bytes);
  return header.ok ? metadataFromCda(header.value, context) : header;
};

const document = (changes: Partial<CdaParts> = {}, context?: IdentityContext) => {
  const judged = judge(cda(changes), context);
  if (!judged.ok) throw new Error(judged.error.map(sentenceOf).join('\n'));
  return judged.value;
};

const b64 = (bytes: string | number[]): string => Buffer.from(bytes as string).toString('base64');
const embedded = (mediaType: string, content: string | number[]): string =>
  nonXmlBody(`<text mediaType="${mediaType}" representation="B64">${b64(content)}</text>`);

describe('metadata of a CDA document', () => {
  it('is what the header says, and passes the rules of the registry', () => {
    const { metadata, patient, relations, warnings } = document();
    expect(warnings).toEqual([]);
    expect(relations).toEqual([]);
    expect(checkMetadata(metadata, law)).toEqual([]);
    expect(patient).toEqual({
      ins: { oid: '1.2.250.1.213.1.4.10', value: fictionalIns() },
      traits: {
        birthFamilyName: 'ORMEAU',
        birthGivenNames: ['CLARA', 'LOUISE'],
        sex: 'female',
        birthDate: '1985-07-14',
        birthPlaceCode: '75056',
        usedFamilyName: 'DELMAS',
        usedGivenName: 'CLARA',
      },
    });
    const author = {
      kind: 'professional',
      identifier: { system: '1.2.250.1.71.4.2.1', value: '899700000101', type: 'IDNPS' },
      name: { family: 'VASSEUR', given: ['Solène'], prefix: 'DR' },
      institutions: [
        {
          name: 'Maison de santé des Ormes',
          identifier: { system: '1.2.250.1.71.4.2.2', value: '1990000101', type: 'IDNST' },
        },
      ],
      specialties: [{ code: 'G15_10/SM26', system: '1.2.250.1.213.1.1.4.5', display: 'Médecin généraliste' }],
      telecoms: ['tel:0100000000'],
    };
    expect(metadata).toMatchObject({
      uniqueId: '1.2.250.1.999.1.1',
      typeCode: { code: '11490-0', system: '2.16.840.1.113883.6.1' },
      classCode: { code: '10', system: '1.2.250.1.213.1.1.4.1' },
      formatCode: { code: 'urn:asip:ci-sis:ldl-ses:2017' },
      healthcareFacilityTypeCode: { code: 'SA07' },
      practiceSettingCode: { code: 'AMBULATOIRE' },
      confidentialityCodes: [{ code: 'N', system: '2.16.840.1.113883.5.25' }],
      eventCodes: [{ code: '34117-2', system: '2.16.840.1.113883.6.1', display: 'Historique' }],
      languageCode: 'fr-FR',
      mimeType: 'text/xml',
      creationTime: '20260310103000',
      serviceStartTime: '20260310083000',
      serviceStopTime: '20260310090000',
      title: 'Lettre de liaison de Clara',
      authors: [{ ...author, roles: ['Médecin traitant'] }],
      legalAuthenticator: { ...author, roles: [] },
      sourcePatientId: { system: '1.2.250.1.999.7', value: 'IPP-42', type: 'PI' },
      sourcePatientInfo: {
        name: { family: 'DELMAS', given: ['CLARA'] },
        birthDate: '1985-07-14',
        sex: 'female',
        address: { lines: ['3 rue des Ormes'], city: 'Valmont', postalCode: '99100' },
      },
      referenceIds: [],
    });
  });

  it('of an auto-présentable document has the media type of a stylesheet', () => {
    const judged = judge(autoPresentable());
    expect(judged.ok && judged.value.metadata.mimeType).toBe('application/xslt+xml');
  });

  it.each([
    ['application/pdf', '%PDF-1.7', 'urn:ihe:iti:xds-sd:pdf:2008'],
    ['text/plain', 'Bonjour', 'urn:ihe:iti:xds-sd:text:2008'],
    ['image/jpeg', [0xff, 0xd8, 0xff, 0xe0], 'urn:ihe:iti-fr:xds-sd:jpeg:2010'],
    ['image/tiff', [0x49, 0x49, 0x2a, 0x00], 'urn:ihe:iti-fr:xds-sd:tiff:2010'],
    ['text/rtf', '{\\rtf1', 'urn:ihe:iti-fr:xds-sd:rtf:2010'],
    ['application/rtf', '{\\rtf1', 'urn:ihe:iti-fr:xds-sd:rtf:2010'],
  ])('of a level 1 body %s', (mediaType, content, format) => {
    const { metadata, warnings } = document({ body: embedded(mediaType, content) });
    expect(metadata.formatCode.code).toBe(format);
    expect(metadata.mimeType).toBe('text/xml');
    expect(warnings).toEqual([]);
  });

  it('takes the format of the closest model', () => {
    const templates = `<templateId root="1.2.250.1.213.1.1.1.1"/><templateId root="1.3.6.1.4.1.19376.1.3.3"/>
      <templateId root="1.2.250.1.213.1.1.1.37" extension="2023.01"/>`;
    expect(document({ templates }).metadata.formatCode.code).toBe('urn:asip:ci-sis:vac:2019');
  });

  it('keeps orders, accession numbers and studies of an imaging report as references', () => {
    const { metadata } = document({
      code: '<code code="18748-4" codeSystem="2.16.840.1.113883.6.1"/>',
      order: `<inFulfillmentOf><order><id root="1.2.3" extension="9"/><ps3-20:accessionNumber root="1.2.4" extension="8"/></order></inFulfillmentOf>`,
      documentationOf: serviceEvent({ code: '<id root="1.2.840.99.1"/><code code="A" codeSystem="1.2.3"/>' }),
    });
    expect(metadata.referenceIds.map(({ value, type }) => [value, type?.split(':').at(-1)])).toEqual([
      ['9', 'order'],
      ['8', 'accession'],
      ['1.2.840.99.1', 'studyInstanceUID'],
    ]);
  });

  it('says which document it replaces, completes or is made from', () => {
    const related =
      replaces('<id root="1.2.250.1.999.1.0"/>') +
      replaces('<id root="1.2.3" extension="a"/>', 'APND') +
      replaces('<id root="90E1C8EC-F951-4B26-A305-A34848818DD6"/>', 'XFRM');
    expect(document({ related }).relations).toEqual([
      { type: 'replaces', target: '1.2.250.1.999.1.0' },
      { type: 'appends', target: '1.2.3^a' },
      { type: 'transforms', target: 'urn:uuid:90e1c8ec-f951-4b26-a305-a34848818dd6' },
    ]);
  });

  it('takes a UUID as identifier, as its URN', () => {
    const id = '<id root="90E1C8EC-F951-4B26-A305-A34848818DD6"/>';
    expect(document({ id }).metadata.uniqueId).toBe('urn:uuid:90e1c8ec-f951-4b26-a305-a34848818dd6');
  });

  it.each([
    [
      'a device',
      '<assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="5.1/2"/><assignedAuthoringDevice><softwareName>Robot</softwareName></assignedAuthoringDevice></assignedAuthor>',
      'device',
    ],
    [
      'the patient',
      `<assignedAuthor>${ins()}<assignedPerson><name><family>DELMAS</family></name></assignedPerson></assignedAuthor>`,
      'patient',
    ],
    [
      'a relative',
      `<assignedAuthor>${ins(fictionalIns('042'))}<assignedPerson><name><family>DELMAS</family></name></assignedPerson></assignedAuthor>`,
      'related-person',
    ],
    [
      'an organisation',
      '<assignedAuthor><id root="1.2.3" extension="x"/><representedOrganization><id root="1.2.250.1.71.4.2.2" extension="1990000101"/><name>Ormes</name></representedOrganization></assignedAuthor>',
      'organization',
    ],
  ])('tells %s as author', (_, assigned, kind) => {
    const { metadata } = document({ author: `<author><time value="20260310"/>${assigned}</author>` });
    expect(metadata.authors.map((author) => author.kind)).toEqual([kind]);
  });

  it('keeps an INS of the national systems under the test one in a demonstration, and as it is in production', () => {
    const patientIds = ins(fictionalIns(), '1.2.250.1.213.1.4.8');
    expect(document({ patientIds }).patient.ins.oid).toBe('1.2.250.1.213.1.4.10');
    expect(document({ patientIds }, production).patient.ins.oid).toBe('1.2.250.1.213.1.4.8');
  });

  it('refuses a wrong INS key in production, and warns of it in a demonstration', () => {
    const value = fictionalIns();
    const wrong = value.slice(0, 13) + String((Number(value.slice(13)) % 97) + 1).padStart(2, '0');
    const patientIds = ins(wrong, '1.2.250.1.213.1.4.8');
    expect(document({ patientIds }).warnings.map(({ code }) => code)).toEqual(['ins-invalid']);
    const judged = judge(cda({ patientIds }), production);
    expect(judged.ok || judged.error).toMatchObject([
      { code: 'ins-invalid', location: '/ClinicalDocument/recordTarget/patientRole/id' },
    ]);
  });

  it('gives all reasons at once', () => {
    const judged = judge(cda({ id: '', author: '', componentOf: '' }));
    expect(judged.ok || judged.error.map(({ parameters }) => parameters.finding)).toEqual([
      'id-missing',
      'author-missing',
      'facility-missing',
    ]);
  });
});

const LOINC = '2.16.840.1.113883.6.1';
const nullCode = '<code nullFlavor="UNK"/>';
const withoutIds = professional.replaceAll(/<id [^>]*>/g, '');

/** One change of a valid document, and the one finding that comes of it. */
const rows: readonly (readonly [FindingCode, Partial<CdaParts>])[] = [
  ['id-missing', { id: '' }],
  ['id-missing', { id: '<id nullFlavor="UNK"/>' }],
  ['id-with-extension', { id: '<id root="1.2.250.1.999.1" extension="1"/>' }],
  ['id-malformed', { id: '<id root="hello"/>' }],
  ['id-malformed', { id: '<id root="1.02.3"/>' }],
  ['set-id-missing', { setId: '' }],
  ['version-missing', { version: '' }],
  ['version-replaces-nothing', { version: '<versionNumber value="2"/>' }],
  ['template-missing', { templates: '<templateId root="1.2.250.1.213.1.1.1.29"/>' }],
  ['type-missing', { code: '' }],
  ['type-missing', { code: nullCode }],
  ['type-unknown', { code: `<code code="99999-9" codeSystem="${LOINC}"/>` }],
  ['title-missing', { title: '' }],
  ['title-missing', { title: '<title>  </title>' }],
  ['title-too-long', { title: `<title>${'é'.repeat(129)}</title>` }],
  ['language-missing', { language: '' }],
  ['language-missing', { language: '<languageCode code="français"/>' }],
  ['confidentiality-missing', { confidentiality: '' }],
  ['confidentiality-missing', { confidentiality: '<confidentialityCode nullFlavor="NAV"/>' }],
  ['confidentiality-unknown', { confidentiality: '<confidentialityCode code="SECRET" codeSystem="1.2.3"/>' }],
  ['code-system-corrected', { code: '<code code="11490-0" codeSystem="1.2.3"/>' }],
  ['code-system-corrected', { componentOf: facility('<code code="SA07"/>') }],
  ['model-unknown', { templates: '<templateId root="1.2.250.1.213.1.1.1.1"/><templateId root="1.2.3.4"/>' }],
  ['time-missing', { effectiveTime: '' }],
  ['time-missing', { effectiveTime: '<effectiveTime nullFlavor="UNK"/>' }],
  ['time-malformed', { effectiveTime: '<effectiveTime value="2026-03-10"/>' }],
  ['time-without-zone', { effectiveTime: '<effectiveTime value="20260310113000"/>' }],
  [
    'service-start-missing',
    { documentationOf: serviceEvent({ time: '<effectiveTime><high value="20260310"/></effectiveTime>' }) },
  ],
  ['service-start-missing', { documentationOf: serviceEvent({ time: '<effectiveTime nullFlavor="NA"/>' }) }],
  [
    'service-times-reversed',
    {
      documentationOf: serviceEvent({
        time: '<effectiveTime><low value="20260310"/><high value="20260309"/></effectiveTime>',
      }),
    },
  ],
  ['patient-missing', { recordTarget: ' ' }],
  [
    'several-patients',
    {
      recordTarget: `<recordTarget><patientRole>${ins()}</patientRole></recordTarget><recordTarget><patientRole>${ins()}</patientRole></recordTarget>`,
    },
  ],
  ['ins-missing', { patientIds: '<id root="1.2.250.1.999.7" extension="IPP-42"/>' }],
  ['ins-missing', { patientIds: ins('0123456789', '1.2.250.1.213.1.4.2') }],
  ['ins-missing', { patientIds: '' }],
  ['several-ins', { patientIds: ins() + ins(fictionalIns('042')) }],
  ['traits-incomplete', { patient: '<patient><name><family qualifier="SP">DELMAS</family></name></patient>' }],
  ['author-missing', { author: '' }],
  [
    'author-unnamed',
    { author: '<author><time value="20260310"/><assignedAuthor><id nullFlavor="UNK"/></assignedAuthor></author>' },
  ],
  [
    'author-without-identifier',
    {
      author: `<author>${withoutIds.replace('<name>Maison', '<id root="1.2.250.1.71.4.2.2" extension="1990000101"/><name>Maison')}</author>`,
    },
  ],
  [
    'author-without-organization',
    {
      author: `<author>${professional.replace(/<representedOrganization>.*<\/representedOrganization>/s, '')}</author>`,
    },
  ],
  ['author-specialty-unknown', { author: `<author>${professional.replace('G15_10/SM26', 'G15_10/XX99')}</author>` }],
  ['legal-authenticator-missing', { legalAuthenticator: '' }],
  ['legal-authenticator-unnamed', { legalAuthenticator: '<legalAuthenticator><assignedEntity/></legalAuthenticator>' }],
  ['custodian-missing', { custodian: '' }],
  ['practice-setting-missing', { documentationOf: serviceEvent({ setting: '<name>Ormes</name>' }) }],
  [
    'practice-setting-unknown',
    {
      documentationOf: serviceEvent({
        setting: '<standardIndustryClassCode code="BUREAU" codeSystem="1.2.250.1.213.1.1.4.9"/>',
      }),
    },
  ],
  ['facility-missing', { componentOf: '' }],
  ['facility-missing', { componentOf: facility(nullCode) }],
  ['facility-unknown', { componentOf: facility('<code code="SA99" codeSystem="1.2.250.1.71.4.2.4"/>') }],
  ['body-missing', { body: '' }],
  ['body-missing', { body: nonXmlBody('') }],
  ['body-empty', { body: nonXmlBody('<text mediaType="application/pdf" representation="B64"/>') }],
  [
    'body-by-reference',
    { body: nonXmlBody('<text mediaType="application/pdf"><reference value="http://127.0.0.1/a.pdf"/></text>') },
  ],
  ['media-type-refused', { body: embedded('video/mp4', 'x') }],
  ['media-type-refused', { body: embedded('toString', 'x') }],
  ['media-type-doubtful', { body: embedded('application/pdf', 'MZ program') }],
  ['related-without-id', { related: replaces('') }],
  ['related-without-id', { related: replaces('<id root="hello"/>') }],
  ['related-to-itself', { related: replaces('<id root="1.2.250.1.999.1.1"/>') }],
  ['related-kind-unknown', { related: replaces('<id root="1.2.250.1.999.1.0"/>', 'COPY') }],
];

describe('one change of a valid document', () => {
  it.each(rows)('%s', (code, changes) => {
    const judged = judge(cda(changes));
    const found = judged.ok ? judged.value.warnings : judged.error;
    expect(found.map(({ parameters }) => parameters.finding)).toEqual([code]);
    expect(judged.ok).toBe(findings[code].severity === 'warn');
    const [failure] = found;
    expect(failure?.location).toMatch(/^\/ClinicalDocument/);
    const sentence = failure === undefined ? '' : sentenceOf(failure);
    expect(sentence).toMatch(/^[A-Z].*\.$/s);
    expect(sentence).not.toMatch(/[{}]|undefined/);
    if (judged.ok) expect(checkMetadata(judged.value.metadata, law)).toEqual([]);
  });

  it('encoding-not-utf8', () => {
    const latin1 = Buffer.from(cdaText({ prolog: '<?xml version="1.0" encoding="ISO-8859-1"?>' }), 'latin1');
    const judged = judge(latin1);
    expect(judged.ok && judged.value.warnings.map(sentenceOf)).toEqual([
      'The document is written in iso-8859-1; the CI-SIS asks for UTF-8.',
    ]);
    expect(judged.ok && judged.value.metadata.legalAuthenticator?.name?.given).toEqual(['Solène']);
  });

  it('type-without-class, for a type that the map of classes does not know', () => {
    const lean = { ...law, typeToClass: { ...law.typeToClass, classOf: {} } };
    const judged = judge(cda(), { ...demo, law: lean });
    expect(judged.ok || judged.error.map(({ parameters }) => parameters.finding)).toEqual(['type-without-class']);
  });

  it('docs/import.md gives every sentence under what it leads to', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../../docs/import.md'), 'utf8');
    const [, refused = '', warned = ''] = page.split(/^Refused:$|^Shared with a warning:$/m);
    for (const [code, { severity, sentence }] of Object.entries(findings)) {
      expect(severity === 'refuse' ? refused : warned).toContain(`| \`${code}\` | ${sentence} |`);
    }
  });

  it('covers every finding of the table', () => {
    const elsewhere: readonly string[] = ['not-cda', 'encoding-not-utf8', 'type-without-class'];
    const covered = new Set([...rows.map(([code]) => code), ...elsewhere]);
    expect(Object.keys(findings).filter((code) => !covered.has(code))).toEqual([]);
  });
});
