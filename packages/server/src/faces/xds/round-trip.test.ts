// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Author, DocumentEntry, DocumentMetadata, Identifier } from '@dossier/core/documents';
import fc from 'fast-check';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { describe, expect, it } from 'vitest';
import { INS, metadataBy } from '../../../test/submissions.ts';
import { entryOf, envelope } from '../../../test/xds-messages.ts';
import { defaultXmlLimits } from '../../content/xml/index.ts';
import { readEnvelope } from '../../soap/index.ts';
import { readDocumentEntry } from './ebrim/read-document-entry.ts';
import { readObject } from './ebrim/read-object.ts';
import { newReport } from './ebrim/report.ts';
import {
  folderMembership,
  membership,
  relation,
  writeDocumentEntry,
  writeFolder,
  writeSubmissionSet,
} from './ebrim/write-objects.ts';
import { queryResponse, registryResponse } from './response.ts';

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((value) =>
    value
      .normalize('NFC')
      .replace(/[\p{C}\p{Z}]/gu, ' ')
      .trim(),
  )
  .filter((value) => value !== '');
const oid = fc.array(fc.nat(99_999), { minLength: 1, maxLength: 6 }).map((arcs) => `1.2.250.${arcs.join('.')}`);
const token = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$/);
const code = fc.record({ code: token, system: oid, display: text });
const identifier: fc.Arbitrary<Identifier> = fc.record(
  { system: fc.oneof(oid, fc.constant('https://example.org/ids')), value: token, type: fc.constantFrom('IDNPS', 'PI') },
  { requiredKeys: ['system', 'value'] },
);
const name = fc.record(
  { family: text, given: fc.array(text, { minLength: 1, maxLength: 2 }), prefix: text, suffix: text },
  { requiredKeys: ['family'] },
);
const institution = fc.record({ name: text, identifier }, { requiredKeys: ['name'] });
const lists = {
  institutions: fc.array(institution, { maxLength: 2 }),
  roles: fc.array(text, { maxLength: 2 }),
  specialties: fc.array(
    fc.oneof(
      code,
      token.map((one) => ({ code: one, system: '', display: one })),
    ),
    { maxLength: 2 },
  ),
  telecoms: fc.array(
    fc.oneof(
      fc.stringMatching(/^\+?\d{6,12}$/).map((number) => `tel:${number}`),
      token.map((user) => `mailto:${user}@example.org`),
    ),
    { maxLength: 2 },
  ),
};
const professional: fc.Arbitrary<Author> = fc.record(
  { kind: fc.constant('professional' as const), identifier, name, ...lists },
  { requiredKeys: ['kind', 'name', 'institutions', 'roles', 'specialties', 'telecoms'] },
);
const patient: fc.Arbitrary<Author> = fc.record({
  ...{ kind: fc.constant('patient' as const), name, ...lists },
  identifier: token.map((value) => ({ system: INS.oid, value, type: 'INS-NIR' })),
});
const organization: fc.Arbitrary<Author> = fc.record({
  ...{ kind: fc.constant('organization' as const), ...lists },
  institutions: fc.array(institution, { minLength: 1, maxLength: 2 }),
});
const dtm = fc
  .date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('2049-12-31T23:59:59Z'), noInvalidDate: true })
  .chain((date) =>
    fc.constantFrom(4, 6, 8, 12, 14).map((digits) => date.toISOString().replace(/\D/g, '').slice(0, digits)),
  );

const metadata: fc.Arbitrary<DocumentMetadata> = fc.record(
  {
    uniqueId: fc.oneof(
      oid,
      fc.tuple(oid, token).map(([root, extension]) => `${root}^${extension}`),
      fc.uuid().map((uuid) => `urn:uuid:${uuid}`),
    ),
    ...{
      typeCode: code,
      classCode: code,
      formatCode: code,
      healthcareFacilityTypeCode: code,
      practiceSettingCode: code,
    },
    confidentialityCodes: fc.array(code, { minLength: 1, maxLength: 3 }),
    eventCodes: fc.array(code, { maxLength: 3 }),
    languageCode: fc.constantFrom('fr-FR', 'en'),
    mimeType: fc.constantFrom('text/xml', 'application/pdf'),
    ...{ creationTime: dtm, serviceStartTime: dtm, serviceStopTime: dtm },
    ...{ title: text, comments: text },
    authors: fc.array(fc.oneof(professional, patient, organization), { minLength: 1, maxLength: 3 }),
    legalAuthenticator: professional.map((one) => ({
      ...one,
      institutions: [],
      roles: [],
      specialties: [],
      telecoms: [],
    })),
    sourcePatientId: identifier,
    sourcePatientInfo: fc.record(
      {
        identifiers: fc.array(identifier, { maxLength: 2 }),
        name,
        birthDate: fc.constantFrom('1979', '1979-03', '1979-03-12'),
        sex: fc.constantFrom('male' as const, 'female' as const, 'other' as const, 'unknown' as const),
        address: fc.record(
          { lines: fc.array(text, { minLength: 1, maxLength: 2 }), city: text, postalCode: token, country: token },
          { requiredKeys: ['lines'] },
        ),
      },
      { requiredKeys: ['identifiers', 'name'] },
    ),
    referenceIds: fc.array(
      fc.record({ system: oid, value: token, type: fc.constant('urn:ihe:iti:xds:2013:accession') }),
      { maxLength: 2 },
    ),
    uri: token.map((path) => `https://example.org/${path.repeat(20)}`),
  },
  {
    requiredKeys: [
      ...([
        'uniqueId',
        'typeCode',
        'classCode',
        'formatCode',
        'healthcareFacilityTypeCode',
        'practiceSettingCode',
      ] as const),
      ...([
        'confidentialityCodes',
        'eventCodes',
        'languageCode',
        'mimeType',
        'creationTime',
        'authors',
        'referenceIds',
      ] as const),
    ],
  },
);

const entry = metadata.map((one): DocumentEntry => entryOf(one, Buffer.from('x'), { repositoryUniqueId: '1.2.3' }));

/** An object on the wire, as it arrives. */
const received = (markup: string) => {
  const namespaces = 'xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"';
  const xml = envelope(
    'urn:x',
    markup.replace(/^<rim:\w+/, (start) => `${start} ${namespaces}`),
  );
  const read = readEnvelope({ envelope: Buffer.from(xml), attachments: new Map(), multipart: false }, defaultXmlLimits);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.body;
};

describe('what is written is read again', () => {
  it('a DocumentEntry, in all that its source gave', () => {
    fc.assert(
      fc.property(entry, (one) => {
        const report = newReport();
        const object = readObject(received(writeDocumentEntry(one, INS)), report);
        const read = readDocumentEntry(object, { patientSystems: [INS.oid] }, report);
        expect(report.failures).toEqual([]);
        expect(report.warnings).toEqual([]);
        const { recordId, entryUuid, logicalId, version, availabilityStatus, hash, sizeBytes, ...rest } = one;
        const { repositoryUniqueId, submittedAt, submittedBy, relations, ...given } = rest;
        expect(read).toEqual({
          metadata: given,
          patientId: `${INS.value}^^^&${INS.oid}&ISO^NH`,
          stated: { hash, sizeBytes },
          repositoryUniqueId,
        });
        expect([object.id, object.lid]).toEqual([`urn:uuid:${entryUuid}`, `urn:uuid:${logicalId}`]);
      }),
      { numRuns: 200 },
    );
  });
});

const schemas = join(import.meta.dirname, '../../../../../../shared/corpus/nist-iheos-toolkit2/schema/v3');

describe.skipIf(!existsSync(schemas))('by the schemas of ebXML RegRep and XDS.b', () => {
  xmlRegisterFsInputProviders();
  const validator = (file: string): ((xml: string) => void) => {
    const namespace = `urn:oasis:names:tc:ebxml-regrep:xsd:${file.split('.')[0]}:3.0`;
    const imported = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="${namespace}" schemaLocation="${join(schemas, file)}"/></xs:schema>`;
    const url = join(schemas, 'entry.xsd');
    const schema = XsdValidator.fromDoc(XmlDocument.fromBuffer(Buffer.from(imported), { url }));
    return (xml) => {
      const document = XmlDocument.fromString(xml);
      try {
        schema.validate(document);
      } finally {
        document.dispose();
      }
    };
  };

  it('every answer to a stored query is valid', () => {
    const validate = validator('query.xsd');
    const set = {
      ...{ recordId: '', entryUuid: '11111111-1111-4111-8111-111111111111', uniqueId: '1.2.3', sourceId: '1.2.3' },
      contentTypeCode: { code: '07', system: '1.2.3' },
      ...{ submittedAt: '2026-11-23T12:00:00.000Z', authors: [], title: 't', intendedRecipients: [], members: [] },
    };
    const folder = {
      ...{
        recordId: '',
        entryUuid: '21111111-1111-4111-8111-111111111111',
        uniqueId: '1.2.4',
        codes: [{ code: 'a', system: '1.2' }],
      },
      ...{
        title: 't',
        lastUpdateTime: '2026-11-23T12:00:00.000Z',
        availabilityStatus: 'approved' as const,
        members: [],
      },
    };
    const ids = [set.entryUuid, folder.entryUuid] as const;
    const beside = [
      writeSubmissionSet(set, INS),
      writeFolder(folder, INS),
      membership(...ids).markup,
      folderMembership(...ids).markup,
      relation('replaces', ...ids).markup,
    ];
    fc.assert(
      fc.property(entry, (one) => validate(queryResponse({ failures: [] }, [writeDocumentEntry(one, INS), ...beside]))),
      { numRuns: 50 },
    );
    validate(queryResponse({ failures: [{ code: 'query-unknown', parameters: { query: 'x' }, location: 'y' }] }, []));
  });

  it('so is an answer to a submission', () => {
    const failures = [{ code: 'element-missing', parameters: { path: 'a', why: 'b' }, location: 'c' } as const];
    const warnings = [{ code: 'metadata-not-kept', parameters: { path: 'a', name: 'b' } } as const];
    const validate = validator('rs.xsd');
    for (const outcome of [
      { failures: [] },
      { failures: [], warnings },
      { failures, warnings },
      { failures, partly: true },
    ])
      validate(registryResponse(outcome));
    expect(() => validate(registryResponse({ failures: [] }).replace('status=', 'state='))).toThrow();
  });

  it('a submission that is not valid is found out by them', () => {
    const one = writeDocumentEntry(entryOf(metadataBy('899700218896'), Buffer.from('x')), INS);
    expect(() =>
      validator('query.xsd')(queryResponse({ failures: [] }, [one.replace('rim:Slot', 'rim:Slut') as typeof one])),
    ).toThrow();
  });
});
