// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { readSimplifiedPublish } from './index.ts';
import { content, contextOf, INS, type Loose, RECORD, simplified } from './test-messages.ts';

const read = (change: (message: Loose) => void = () => {}, context = contextOf()) => {
  const message = simplified();
  change(message);
  return readSimplifiedPublish(message, context);
};

const refusal = (change: (message: Loose) => void, context = contextOf()): readonly string[] => {
  const result = read(change, context);
  return result.ok ? [] : result.error.map(({ code, location }) => `${code} ${location}`);
};

const accepted = (change?: (message: Loose) => void, context = contextOf()) => {
  const result = read(change, context);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.submission;
};

const cda = (header: string, body = '<structuredBody/>') =>
  Buffer.from(
    `<ClinicalDocument xmlns="urn:hl7-org:v3">${header}<id root="1.2"/><effectiveTime value="2026"/><component>${body}</component></ClinicalDocument>`,
  );

describe('reading a simplified publish (ITI-105)', () => {
  it('derives what the French profile leaves out', () => {
    const submission = accepted();
    expect(submission).toMatchObject({
      ins: { value: INS.value },
      set: { sourceId: '1.2.250.1.999.1', contentTypeCode: { code: 'SA07' }, authors: [{ kind: 'professional' }] },
      folders: [],
    });
    expect(submission.set.uniqueId).toMatch(/^2\.25\.\d+$/);
    expect(submission.documents[0]?.content).toEqual(content);
    expect(submission.documents[0]?.metadata).toMatchObject({
      classCode: { code: '10' },
      confidentialityCodes: [{ code: 'N' }],
      languageCode: 'fr-FR',
      formatCode: { code: 'urn:ihe:iti:xds-sd:pdf:2008' },
      healthcareFacilityTypeCode: { code: 'SA07' },
      practiceSettingCode: { code: 'AMBULATOIRE' },
      creationTime: '20260612080000',
      sourcePatientId: { value: INS.value },
    });
  });

  it('gives a document without masterIdentifier a UUID', () => {
    const submission = accepted((message) => delete message.masterIdentifier);
    expect(submission.documents[0]?.metadata.uniqueId).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
  });

  it.each([
    [
      'a model',
      cda('<templateId root="1.2.250.1.213.1.1.1.1"/><templateId root="1.2.250.1.213.1.1.1.29"/>'),
      'urn:asip:ci-sis:ldl-ses:2017',
    ],
    [
      'a body that is PDF',
      cda('', '<nonXMLBody><text mediaType="application/pdf" representation="B64">AA</text></nonXMLBody>'),
      'urn:ihe:iti:xds-sd:pdf:2008',
    ],
    ['nothing known', cda(''), 'urn:ihe:iti:xds:2017:mimeTypeSufficient'],
    ['no CDA', Buffer.from('<a/>'), 'urn:ihe:iti:xds:2017:mimeTypeSufficient'],
  ])('derives the format of XML with %s', (_, bytes, format) => {
    const submission = accepted((message) => {
      message.content[0].attachment.contentType = 'text/xml';
      message.content[0].attachment.data = bytes.toString('base64');
    });
    expect(submission.documents[0]?.metadata.formatCode.code).toBe(format);
  });

  it('honours relatesTo', () => {
    const submission = accepted((message) => {
      message.relatesTo = [
        { code: 'replaces', target: { reference: `DocumentReference/${RECORD}` } },
        { code: 'appends', target: { identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3' } } },
        {
          code: 'replaces',
          target: { reference: 'DocumentReference?identifier=urn:ietf:rfc:3986|urn:oid:1.2.4' },
          extension: [
            { url: 'urn:dossier:extension:association-type', valueUri: 'urn:ihe:iti:2007:AssociationType:XFRM_RPLC' },
          ],
        },
      ];
    });
    expect(submission.documents[0]?.relations).toMatchObject([
      { type: 'replaces', target: { entryUuid: RECORD } },
      { type: 'appends', target: { uniqueId: '1.2.3' } },
      { type: 'transforms-and-replaces', target: { uniqueId: '1.2.4' } },
    ]);
  });

  it.each<[string, (message: Loose) => void, readonly string[]]>([
    [
      'no data',
      (m) => delete m.content[0].attachment.data,
      [
        'content-missing DocumentReference.content[0].attachment.data',
        'element-missing DocumentReference.content[0].format',
      ],
    ],
    [
      'a url',
      (m) => (m.content[0].attachment.url = 'https://evil.example/x'),
      ['element-unsupported DocumentReference.content[0].attachment.url'],
    ],
    ['no subject', (m) => delete m.subject, ['element-missing DocumentReference.subject']],
    [
      'no type',
      (m) => delete m.type,
      ['element-missing DocumentReference.type', 'element-missing DocumentReference.category[0]'],
    ],
    ['no author', (m) => delete m.author, ['element-missing DocumentReference.author']],
    ['no status', (m) => delete m.status, ['element-missing DocumentReference.status']],
    ['a Bundle', (m) => (m.resourceType = 'Bundle'), ['element-invalid DocumentReference.resourceType']],
  ])('refuses %s', (_, change, expected) => {
    expect(refusal(change).toSorted()).toEqual([...expected].toSorted());
  });

  it('refuses what it cannot derive', () => {
    const context = contextOf();
    const { sourceId, languageCode } = context.defaults;
    expect(refusal(() => {}, { ...context, defaults: { sourceId, languageCode } })).toEqual([
      'element-missing DocumentReference.context.facilityType',
      'element-missing DocumentReference.context.practiceSetting',
    ]);
  });
});
