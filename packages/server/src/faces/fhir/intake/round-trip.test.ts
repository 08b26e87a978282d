// SPDX-License-Identifier: Apache-2.0
import type { Author, Code, DocumentEntry, Identifier, SubmissionSet } from '@dossier/core/documents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, fillRendering, renderDocumentReference, renderSubmissionSet } from '../rendering/index.ts';
import { fromXml, toXml } from '../xml/index.ts';
import { readDocumentReference } from './document-reference.ts';
import type { Element } from './element.ts';
import { readSubmissionSet } from './lists.ts';
import { newReport } from './report.ts';
import { noEntries, scopeOf } from './scope.ts';
import { readRelations } from './targets.ts';
import { contextOf, law, NOW, RECORD } from './test-messages.ts';

const BASE = 'http://127.0.0.1:8080/fhir';

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
const conceptOf = (element: keyof typeof law.valueSets): fc.Arbitrary<Code> =>
  fc
    .constantFrom(...law.valueSets[element].concepts)
    .map(({ code, system }) => ({ code, system, display: `${code} !` }));
const freeCode: fc.Arbitrary<Code> = fc.record({ code: token, system: oid }, { requiredKeys: ['code', 'system'] });
const identifier: fc.Arbitrary<Identifier> = fc.record(
  { system: oid, value: token, type: fc.constantFrom('IDNPS', 'INS-NIR', 'urn:ihe:iti:xds:2013:accession') },
  { requiredKeys: ['system', 'value'] },
);
const name = fc.record(
  { family: text, given: fc.array(text, { minLength: 1, maxLength: 3 }), prefix: text, suffix: text },
  { requiredKeys: ['family'] },
);
const institution = fc.record({ name: text, identifier: identifier }, { requiredKeys: ['name'] }).map((one) => one);
const telecom = fc.oneof(
  fc.stringMatching(/^\+?\d{6,12}$/).map((number) => `tel:${number}`),
  token.map((user) => `mailto:${user}@example.org`),
  token.map((path) => `https://example.org/${path}`),
  token.map((value) => `other-${value}`),
);
const lists = {
  institutions: fc.array(institution, { maxLength: 2 }),
  roles: fc.array(text, { maxLength: 2 }),
  specialties: fc.array(freeCode, { maxLength: 2 }),
  telecoms: fc.uniqueArray(telecom, { maxLength: 2 }),
};
const person = (kind: 'professional' | 'patient' | 'related-person'): fc.Arbitrary<Author> =>
  fc.record(
    { kind: fc.constant(kind), identifier, name, ...lists },
    { requiredKeys: ['kind', 'name', 'institutions', 'roles', 'specialties', 'telecoms'] },
  );
const device: fc.Arbitrary<Author> = fc.record({
  kind: fc.constant('device' as const),
  identifier,
  name: fc.record(
    { family: text, given: fc.array(text, { minLength: 1, maxLength: 1 }) },
    { requiredKeys: ['family'] },
  ),
  ...lists,
});
const organization: fc.Arbitrary<Author> = fc.record({
  kind: fc.constant('organization' as const),
  ...lists,
  institutions: fc.array(institution, { minLength: 1, maxLength: 2 }),
});
const author = fc.oneof(person('professional'), person('patient'), person('related-person'), device, organization);

const dtm = fc
  .date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('2049-12-31T23:59:59Z'), noInvalidDate: true })
  .chain((date) =>
    fc.constantFrom(4, 6, 8, 12, 14).map((digits) => date.toISOString().replace(/\D/g, '').slice(0, digits)),
  )
  // a FHIR dateTime with an hour always has its seconds: minutes alone come back as `…00`
  .map((value) => (value.length === 12 ? `${value}00` : value));

const uniqueId = fc.oneof(
  oid,
  fc.tuple(oid, token).map(([root, extension]) => `${root}^${extension}`),
  fc.uuid().map((uuid) => `urn:uuid:${uuid}`),
  token.map((path) => `https://example.org/${path}`),
);

const types = Object.keys(law.typeToClass.classOf);
const typeAndClass = fc
  .constantFrom(...law.valueSets.typeCode.concepts.filter(({ code }) => types.includes(code)))
  .map(({ code, system }) => {
    const classCode = law.typeToClass.classOf[code] ?? '';
    const concept = law.valueSets.classCode.concepts.find((one) => one.code === classCode);
    return { typeCode: { code, system }, classCode: { code: classCode, system: concept?.system ?? '' } };
  });

const entry: fc.Arbitrary<DocumentEntry> = fc
  .record(
    {
      uniqueId,
      formatCode: conceptOf('formatCode'),
      healthcareFacilityTypeCode: conceptOf('healthcareFacilityTypeCode'),
      practiceSettingCode: conceptOf('practiceSettingCode'),
      confidentialityCodes: fc.uniqueArray(conceptOf('confidentialityCode'), {
        selector: ({ code }) => code,
        minLength: 1,
        maxLength: 4,
      }),
      eventCodes: fc.array(freeCode, { maxLength: 3 }),
      languageCode: fc.constantFrom('fr-FR', 'en', 'de-CH'),
      mimeType: fc.constantFrom('text/xml', 'application/pdf', 'image/jpeg'),
      creationTime: dtm,
      serviceStartTime: dtm,
      title: text,
      comments: text,
      authors: fc.array(author, { minLength: 1, maxLength: 3 }),
      legalAuthenticator: person('professional'),
      sourcePatientId: identifier.map((one) => ({ ...one, type: 'PI' })),
      sourcePatientInfo: fc.record(
        {
          identifiers: fc.array(identifier, { maxLength: 2 }),
          name,
          birthDate: fc.constantFrom('1979', '1979-03', '1979-03-12'),
          sex: fc.constantFrom('male' as const, 'female' as const, 'other' as const, 'unknown' as const),
          address: fc.record(
            { lines: fc.array(text, { maxLength: 2 }), city: text, postalCode: token, country: token },
            { requiredKeys: ['lines'] },
          ),
        },
        { requiredKeys: ['identifiers', 'name'] },
      ),
      referenceIds: fc.array(
        fc.record({
          system: fc.oneof(oid, fc.constant('')),
          value: token,
          type: fc.constantFrom('urn:ihe:iti:xds:2013:accession', 'urn:ihe:iti:xds:2016:studyInstanceUID'),
        }),
        { maxLength: 2 },
      ),
      hash: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      sizeBytes: fc.nat(),
      relations: fc.array(
        fc.record({
          type: fc.constantFrom(
            ...(['replaces', 'appends', 'transforms', 'transforms-and-replaces', 'signs'] as const),
          ),
          target: fc.uuid(),
        }),
        { maxLength: 2 },
      ),
      entryUuid: fc.uuid(),
      logicalId: fc.uuid(),
      version: fc.integer({ min: 1, max: 99 }),
    },
    {
      requiredKeys: [
        ...(['uniqueId', 'formatCode', 'healthcareFacilityTypeCode', 'practiceSettingCode'] as const),
        ...(['confidentialityCodes', 'eventCodes', 'languageCode', 'mimeType', 'creationTime', 'authors'] as const),
        ...(['sourcePatientId', 'referenceIds', 'hash', 'sizeBytes', 'relations'] as const),
        ...(['entryUuid', 'logicalId', 'version'] as const),
      ],
    },
  )
  .chain((fields) =>
    typeAndClass.map(
      (codes): DocumentEntry => ({
        ...fields,
        ...codes,
        recordId: RECORD,
        availabilityStatus: 'approved',
        repositoryUniqueId: '1.2.3',
        submittedAt: NOW,
        submittedBy: [],
      }),
    ),
  );

const byCode = (codes: readonly Code[]) => codes.toSorted((a, b) => a.code.localeCompare(b.code));

const read = (value: unknown) => {
  const report = newReport();
  const reference: Element = { value, path: 'DocumentReference', report };
  const scope = scopeOf(reference, noEntries, BASE);
  const result = readDocumentReference(reference, scope, 'comprehensive', contextOf(), undefined);
  return { ...result, relations: readRelations(reference, scope, []), failures: report.failures };
};

describe('what is rendered is read again', () => {
  it('a DocumentEntry, through JSON and through XML, is the same in all that XDS carries', () => {
    fc.assert(
      fc.property(entry, (original) => {
        const rendering = renderDocumentReference(original);
        const json: unknown = JSON.parse(
          bytesOf(
            fillRendering(Buffer.from(rendering), {
              ...original,
              base: BASE,
              availabilityStatus: 'approved',
              updatedAt: NOW,
            }),
          ).toString(),
        );
        const xml = fromXml(toXml(json));
        expect(xml).toEqual({ ok: true, value: json });
        const { metadata, stated, subject, relations, failures } = read(json);
        expect(failures).toEqual([]);
        const { confidentialityCodes, ...others } = metadata;
        expect(byCode(confidentialityCodes)).toEqual(byCode(original.confidentialityCodes));
        expect(original).toMatchObject(others);
        for (const name of [
          'title',
          'comments',
          'serviceStartTime',
          'legalAuthenticator',
          'sourcePatientInfo',
        ] as const)
          expect(metadata[name]).toEqual(withoutRepetition(original, name));
        expect(metadata.authors).toEqual(original.authors);
        expect(stated).toEqual({ hash: original.hash, sizeBytes: original.sizeBytes });
        expect(subject).toMatchObject({ recordId: RECORD });
        expect(relations.map(({ type, target }) => ({ type, target }))).toEqual(
          original.relations.map(({ type, target }) => ({ type, target: { entryUuid: target } })),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('a SubmissionSet', () => {
    const authors = fc.array(person('professional'), { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(oid, authors, fc.array(organization, { maxLength: 2 }), text, (id, people, recipients, title) => {
        const set: SubmissionSet = {
          recordId: RECORD,
          entryUuid: RECORD,
          uniqueId: id,
          sourceId: '1.2.3',
          contentTypeCode: { code: 'SA07', system: '1.2.250.1.71.4.2.4' },
          submittedAt: NOW,
          authors: people,
          title,
          comments: title,
          intendedRecipients: recipients,
          members: [],
        };
        const report = newReport();
        const list: Element = { value: JSON.parse(JSON.stringify(renderSubmissionSet(set))), path: 'List', report };
        const again = readSubmissionSet(list, scopeOf(list, noEntries, BASE), 'comprehensive', contextOf());
        expect(report.failures).toEqual([]);
        const { recordId: _, entryUuid: __, submittedAt: ___, members: ____, ...sent } = set;
        expect(again.set).toEqual(sent);
      }),
      { numRuns: 60 },
    );
  });
});

/** sourcePatientId is not repeated among the identifiers of sourcePatientInfo. */
const withoutRepetition = (original: DocumentEntry, name: keyof DocumentEntry): unknown => {
  const info = original.sourcePatientInfo;
  const id = original.sourcePatientId;
  if (name !== 'sourcePatientInfo' || info === undefined) return original[name];
  return {
    ...info,
    identifiers: info.identifiers.filter(({ system, value }) => system !== id?.system || value !== id.value),
  };
};
