// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { readProvideBundle } from './index.ts';
import {
  bundle,
  contextOf,
  folderEntry,
  INS,
  type Loose,
  otherPatient,
  patchEntry,
  RECORD,
  TRE_A07,
} from './test-messages.ts';

const changed = (change: (message: Loose) => void): unknown => {
  const message = bundle();
  change(message);
  return message;
};

const refusal = (message: unknown, context = contextOf()): readonly string[] => {
  const read = readProvideBundle(message, context);
  return read.ok ? [] : read.error.map(({ code, location }) => `${code} ${location}`);
};

const document = 'Bundle.entry[1].resource';
const attachment = `${document}.content[0].attachment`;

describe('what is refused of a Provide Document Bundle', () => {
  it.each<[string, (message: Loose) => void, readonly string[]]>([
    ['not a transaction', (m) => (m.type = 'batch'), ['element-invalid Bundle.type']],
    ['another profile', (m) => (m.meta.profile = ['http://x/y']), ['element-unsupported Bundle.meta.profile']],
    ['no submission set', (m) => m.entry.shift(), ['element-missing Bundle.entry']],
    [
      'two submission sets',
      (m) => m.entry.push({ ...structuredClone(m.entry[0]), fullUrl: 'urn:uuid:aaaaaaaa-0000-4000-8000-00000000000f' }),
      ['element-invalid Bundle.entry[3].resource'],
    ],
    [
      'a List of another kind',
      (m) => (m.entry[0].resource.code.coding[0].code = 'shopping'),
      ['element-invalid Bundle.entry[0].resource.code', 'element-missing Bundle.entry'],
    ],
    [
      'a resource that has no place',
      (m) =>
        m.entry.push({ resource: { resourceType: 'Observation' }, request: { method: 'POST', url: 'Observation' } }),
      ['element-unsupported Bundle.entry[3].resource.resourceType'],
    ],
    ['another method', (m) => (m.entry[1].request.method = 'PUT'), ['element-invalid Bundle.entry[1].request.method']],
    [
      'no request',
      (m) => delete m.entry[1].request,
      ['element-missing Bundle.entry[1].request.method', 'element-missing Bundle.entry[1].request.url'],
    ],
    [
      'a conditional create',
      (m) => (m.entry[1].request.ifNoneExist = 'x=y'),
      ['element-unsupported Bundle.entry[1].request.ifNoneExist'],
    ],
    [
      'a request elsewhere',
      (m) => (m.entry[1].request.url = 'https://evil.example/x'),
      ['external-url-refused Bundle.entry[1].request.url'],
    ],
    [
      'one fullUrl twice',
      (m) => (m.entry[2].fullUrl = m.entry[1].fullUrl),
      [
        'duplicate-in-message Bundle.entry[2].fullUrl',
        `content-missing ${attachment}.url`,
        'element-missing Bundle.entry[0].resource.entry',
        'element-unsupported Bundle.entry[0].resource.entry[0].item.reference',
        'content-unreferenced Bundle.entry[2].resource',
      ],
    ],
    ['no type', (m) => delete m.entry[1].resource.type, [`element-missing ${document}.type`]],
    ['no category', (m) => delete m.entry[1].resource.category, [`element-missing ${document}.category[0]`]],
    [
      'no masterIdentifier',
      (m) => delete m.entry[1].resource.masterIdentifier,
      [`element-missing ${document}.masterIdentifier`],
    ],
    ['no author', (m) => delete m.entry[1].resource.author, [`element-missing ${document}.author`]],
    [
      'no securityLabel',
      (m) => delete m.entry[1].resource.securityLabel,
      [`element-missing ${document}.securityLabel`],
    ],
    [
      'no language',
      (m) => delete m.entry[1].resource.content[0].attachment.language,
      [`element-missing ${attachment}.language`],
    ],
    [
      'no creation',
      (m) => delete m.entry[1].resource.content[0].attachment.creation,
      [`element-missing ${attachment}.creation`],
    ],
    [
      'no format',
      (m) => delete m.entry[1].resource.content[0].format,
      [`element-missing ${document}.content[0].format`],
    ],
    [
      'no facility',
      (m) => delete m.entry[1].resource.context.facilityType,
      [`element-missing ${document}.context.facilityType`],
    ],
    [
      'no practice setting',
      (m) => delete m.entry[1].resource.context.practiceSetting,
      [`element-missing ${document}.context.practiceSetting`],
    ],
    [
      'no source patient',
      (m) => delete m.entry[1].resource.context.sourcePatientInfo,
      [`element-missing ${document}.context.sourcePatientInfo`],
    ],
    ['no sourceId', (m) => m.entry[0].resource.extension.pop(), ['element-missing Bundle.entry[0].resource.extension']],
    [
      'no designationType',
      (m) => m.entry[0].resource.extension.shift(),
      ['element-missing Bundle.entry[0].resource.extension'],
    ],
    [
      'free text as type',
      (m) => (m.entry[1].resource.type = { text: 'CR' }),
      [`element-missing ${document}.type.coding`, `element-missing ${document}.type`],
    ],
    ['an unknown type', (m) => (m.entry[1].resource.type.coding[0].code = '0-0'), [`code-unknown ${document}.type`]],
    [
      'an unknown class',
      (m) => (m.entry[1].resource.category[0].coding[0].code = 'ZZ'),
      [`code-unknown ${document}.category[0]`],
    ],
    [
      'an unknown format',
      (m) => (m.entry[1].resource.content[0].format.code = 'urn:x'),
      [`code-unknown ${document}.content[0].format`],
    ],
    [
      'an unknown facility',
      (m) => (m.entry[1].resource.context.facilityType.coding[0].code = 'X'),
      [`code-unknown ${document}.context.facilityType`],
    ],
    [
      'an unknown practice setting',
      (m) => (m.entry[1].resource.context.practiceSetting.coding[0].code = 'X'),
      [`code-unknown ${document}.context.practiceSetting`],
    ],
    [
      'an unknown confidentiality',
      (m) => m.entry[1].resource.securityLabel.push({ coding: [{ system: TRE_A07, code: 'MASQUE' }] }),
      [`code-unknown ${document}.securityLabel[1]`],
    ],
    [
      'a class that is not that of the type',
      (m) => (m.entry[1].resource.category[0].coding[0].code = '31'),
      [`type-class-mismatch ${document}.category[0]`],
    ],
    [
      'a misspelt element',
      (m) => (m.entry[1].resource.securityLabels = []),
      [`element-unsupported ${document}.securityLabels`],
    ],
    [
      'a misspelt attachment element',
      (m) => (m.entry[1].resource.content[0].attachment.mime = 'x'),
      [`element-unsupported ${attachment}.mime`],
    ],
    [
      'a modifierExtension',
      (m) => (m.entry[1].resource.modifierExtension = [{ url: 'x' }]),
      [`element-unsupported ${document}.modifierExtension`],
    ],
    ['a docStatus', (m) => (m.entry[1].resource.docStatus = 'final'), [`element-unsupported ${document}.docStatus`]],
    [
      'a status other than current',
      (m) => (m.entry[1].resource.status = 'superseded'),
      [`element-invalid ${document}.status`],
    ],
    [
      'two contents',
      (m) => m.entry[1].resource.content.push({ attachment: {} }),
      [`element-unsupported ${document}.content[1]`],
    ],
    [
      'two categories',
      (m) => m.entry[1].resource.category.push(m.entry[1].resource.category[0]),
      [`element-unsupported ${document}.category[1]`],
    ],
    [
      'a time without its zone',
      (m) => (m.entry[1].resource.context.period.start = '2026-06-12T10:00:00'),
      [`element-invalid ${document}.context.period.start`],
    ],
    [
      'a day that is not',
      (m) => (m.entry[1].resource.content[0].attachment.creation = '2026-02-30'),
      [`element-invalid ${attachment}.creation`],
    ],
    [
      'an end before the start',
      (m) => (m.entry[1].resource.context.period.end = '2026-06-01'),
      [`element-invalid ${document}.context.period.end`],
    ],
    [
      'a uniqueId with a space',
      (m) => (m.entry[1].resource.masterIdentifier.value = 'urn:x:a b'),
      [`element-invalid ${document}.masterIdentifier`],
    ],
    [
      'a uniqueId of 129 characters',
      (m) => (m.entry[1].resource.masterIdentifier.value = `urn:x:${'a'.repeat(123)}`),
      [`element-invalid ${document}.masterIdentifier`],
    ],
    [
      'a uniqueId under a system that is no OID',
      (m) => (m.entry[1].resource.masterIdentifier.system = 'http://x'),
      [`element-invalid ${document}.masterIdentifier.system`],
    ],
    [
      'a title of 129 characters',
      (m) => (m.entry[1].resource.content[0].attachment.title = 'a'.repeat(129)),
      [`element-invalid ${attachment}.title`],
    ],
    [
      'a title that reads backwards',
      (m) => (m.entry[1].resource.content[0].attachment.title = 'CR\u202efdp.exe'),
      [`element-invalid ${attachment}.title`],
    ],
    [
      'a control character',
      (m) => (m.entry[1].resource.description = 'a\u0001b'),
      [`element-invalid ${document}.description`],
    ],
    [
      'half a surrogate pair in a name',
      (m) => (m.entry[1].resource.contained[1].name[0].family = '\ud800'),
      [`element-invalid ${document}.contained[1].name[0].family`],
    ],
    [
      'a text that is a number',
      (m) => (m.entry[1].resource.description = 7),
      [`element-invalid ${document}.description`],
    ],
    [
      'a list that is an object',
      (m) => (m.entry[1].resource.author = {}),
      [`element-invalid ${document}.author`, `element-missing ${document}.author`],
    ],
    [
      'a hash that is no SHA-1',
      (m) => (m.entry[1].resource.content[0].attachment.hash = 'AAAA'),
      [`element-invalid ${attachment}.hash`],
    ],
    [
      'a negative size',
      (m) => (m.entry[1].resource.content[0].attachment.size = -1),
      [`element-invalid ${attachment}.size`],
    ],
    [
      'a type that a browser would run',
      (m) => {
        m.entry[1].resource.content[0].attachment.contentType = 'text/html';
        m.entry[2].resource.contentType = 'text/html';
      },
      [`element-unsupported ${attachment}.contentType`],
    ],
    [
      'a Binary of another type',
      (m) => (m.entry[2].resource.contentType = 'text/plain'),
      [`element-invalid ${attachment}.contentType`],
    ],
    [
      'content that is no base64',
      (m) => (m.entry[2].resource.data = 'AAA*'),
      ['element-invalid Bundle.entry[2].resource.data'],
    ],
    [
      'base64 that is cut',
      (m) => (m.entry[2].resource.data = 'AAAAA'),
      ['element-invalid Bundle.entry[2].resource.data'],
    ],
    [
      'base64 with bits to spare',
      (m) => (m.entry[2].resource.data = 'AAB='),
      ['element-invalid Bundle.entry[2].resource.data'],
    ],
    [
      'base64 of another alphabet',
      (m) => (m.entry[2].resource.data = '-_-_'),
      ['element-invalid Bundle.entry[2].resource.data'],
    ],
    ['empty content', (m) => (m.entry[2].resource.data = ''), ['element-invalid Bundle.entry[2].resource.data']],
    ['no data', (m) => delete m.entry[2].resource.data, ['content-missing Bundle.entry[2].resource.data']],
    [
      'content beyond the limit',
      (m) => (m.entry[2].resource.data = 'AAAA'.repeat(4000)),
      ['document-too-large Bundle.entry[2].resource.data'],
    ],
    ['no content', (m) => m.entry.pop(), [`content-missing ${attachment}.url`]],
    [
      'content elsewhere',
      (m) => (m.entry[1].resource.content[0].attachment.url = 'https://evil.example/x.pdf'),
      [`external-url-refused ${attachment}.url`, 'content-unreferenced Bundle.entry[2].resource'],
    ],
    [
      'content in a file',
      (m) => (m.entry[1].resource.content[0].attachment.url = 'file:///etc/passwd'),
      [`external-url-refused ${attachment}.url`, 'content-unreferenced Bundle.entry[2].resource'],
    ],
    [
      'content on this server',
      (m) => (m.entry[1].resource.content[0].attachment.url = 'Binary/1'),
      [`content-missing ${attachment}.url`, 'content-unreferenced Bundle.entry[2].resource'],
    ],
    [
      'content within the document',
      (m) => (m.entry[1].resource.content[0].attachment.data = 'AAAA'),
      [`element-unsupported ${attachment}.data`],
    ],
    [
      'no subject anywhere',
      (m) => {
        delete m.entry[0].resource.subject;
        delete m.entry[1].resource.subject;
        m.entry[1].resource.contained[0].identifier.pop();
      },
      ['element-missing Bundle.entry[0].resource.subject'],
    ],
    [
      'another patient in the document',
      (m) => (m.entry[1].resource.subject.reference = otherPatient),
      [`patient-mismatch ${document}.subject`, `patient-mismatch ${document}.context.sourcePatientInfo`].slice(0, 1),
    ],
    [
      'another source patient',
      (m) => (m.entry[1].resource.contained[0].identifier[1].value = '277076322082910'),
      [`patient-mismatch ${document}.context.sourcePatientInfo`],
    ],
    [
      'a Patient of somebody else',
      (m) =>
        m.entry.push({
          resource: { resourceType: 'Patient', identifier: [{ ...INS, value: '277076322082910' }] },
          request: { method: 'POST', url: 'Patient' },
        }),
      ['patient-mismatch Bundle.entry[3].resource'],
    ],
    [
      'an INS with a wrong key',
      (m) => {
        for (const index of [0, 1])
          m.entry[index].resource.subject.reference = 'Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518900';
        m.entry[1].resource.contained[0].identifier.pop();
      },
      [`ins-invalid ${document}.subject`, 'ins-invalid Bundle.entry[0].resource.subject'],
    ],
    [
      'a number that is no INS',
      (m) => {
        for (const index of [0, 1]) m.entry[index].resource.subject.reference = 'Patient?identifier=urn:oid:1.2.3|1';
      },
      [`ins-oid-refused ${document}.subject`, 'ins-oid-refused Bundle.entry[0].resource.subject'],
    ],
    [
      'a patient elsewhere',
      (m) => (m.entry[1].resource.subject.reference = 'https://evil.example/Patient/1'),
      [`external-url-refused ${document}.subject.reference`],
    ],
    [
      'a contained resource that is not there',
      (m) => (m.entry[1].resource.author[0].reference = '#nobody'),
      [`element-invalid ${document}.author[0].reference`],
    ],
    [
      'an author on another server',
      (m) => (m.entry[1].resource.author[0].reference = 'https://evil.example/Practitioner/1'),
      [`external-url-refused ${document}.author[0].reference`],
    ],
    [
      'an author this server does not have',
      (m) => (m.entry[1].resource.author[0].reference = 'Practitioner/1'),
      [`element-invalid ${document}.author[0].reference`],
    ],
    [
      'an author that is a document',
      (m) => (m.entry[1].resource.author[0].reference = 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000002'),
      [`element-invalid ${document}`],
    ],
    [
      'two contained resources with one id',
      (m) => m.entry[1].resource.contained.push({ resourceType: 'Device', id: 'author' }),
      [`duplicate-in-message ${document}.contained[2]`],
    ],
    [
      'a document that the set does not name',
      (m) => (m.entry[0].resource.entry = []),
      ['element-missing Bundle.entry[0].resource.entry'],
    ],
    [
      'a set that names a document of the record',
      (m) => m.entry[0].resource.entry.push({ item: { reference: `DocumentReference/${RECORD}` } }),
      ['element-unsupported Bundle.entry[0].resource.entry[1].item.reference'],
    ],
    [
      'a relation of an unknown kind',
      (m) =>
        (m.entry[1].resource.relatesTo = [{ code: 'improves', target: { reference: `DocumentReference/${RECORD}` } }]),
      [`element-invalid ${document}.relatesTo[0].code`],
    ],
    [
      'a document that replaces itself',
      (m) => (m.entry[1].resource.relatesTo = [{ code: 'replaces', target: { reference: m.entry[1].fullUrl } }]),
      [`element-invalid ${document}.relatesTo[0].target`],
    ],
    [
      'a target elsewhere',
      (m) =>
        (m.entry[1].resource.relatesTo = [
          { code: 'replaces', target: { reference: 'http://x.example/DocumentReference/1' } },
        ]),
      [`external-url-refused ${document}.relatesTo[0].target.reference`],
    ],
    [
      'a target that cannot be known',
      (m) => (m.entry[1].resource.relatesTo = [{ code: 'replaces', target: { reference: 'DocumentReference/doc-x' } }]),
      [`target-unknown ${document}.relatesTo[0].target.reference`],
    ],
    [
      'a status patch of what is not replaced',
      (m) => m.entry.push(patchEntry(RECORD)),
      ['element-invalid Bundle.entry[3].request.url'],
    ],
    [
      'a patch of another element',
      (m) => {
        const entry = patchEntry(RECORD);
        entry.resource.parameter[0].part[0].valueString = 'DocumentReference.securityLabel';
        m.entry[1].resource.relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${RECORD}` } }];
        m.entry.push(entry);
      },
      ['patch-not-allowed Bundle.entry[3].resource.parameter[0].part[0]'],
    ],
    [
      'a folder without title',
      (m) => {
        const entry = folderEntry();
        delete entry.resource.title;
        m.entry[0].resource.entry.push({ item: { reference: entry.fullUrl } });
        m.entry.push(entry);
      },
      ['element-missing Bundle.entry[3].resource.title'],
    ],
    [
      'one uniqueId twice',
      (m) => {
        const copy = structuredClone(m.entry[1]);
        copy.fullUrl = 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000005';
        m.entry[0].resource.entry.push({ item: { reference: copy.fullUrl } });
        m.entry.push(copy);
      },
      ['duplicate-in-message Bundle.entry[3].resource.masterIdentifier'],
    ],
    [
      'an entry that is null',
      (m) => (m.entry[1] = null),
      [
        'element-unsupported Bundle.entry[0].resource.entry[0].item.reference',
        'content-unreferenced Bundle.entry[2].resource',
      ],
    ],
  ])('refuses %s, and says where', (_, change, expected) => {
    expect(refusal(changed(change)).toSorted()).toEqual([...expected].toSorted());
  });

  it('finds all faults, not the first', () => {
    const found = refusal(
      changed((message) => {
        delete message.entry[1].resource.type;
        message.entry[1].resource.content[0].attachment.size = 'many';
        message.entry[0].resource.status = 'retired';
      }),
    );
    expect(found).toHaveLength(3);
  });

  it('counts entries and documents before reading them', () => {
    const many = changed((message) => {
      message.entry = Array.from({ length: 51 }, () => message.entry[1]);
    });
    expect(refusal(many)).toEqual(['too-many-entries Bundle.entry']);
    const documents = changed((message) => {
      for (let index = 0; index < 5; index++)
        message.entry.push({ ...message.entry[1], fullUrl: `urn:uuid:aaaaaaaa-0000-4000-8000-00000000010${index}` });
    });
    expect(refusal(documents)).toContain('too-many-entries Bundle.entry');
  });

  it.each([undefined, null, 7, 'Bundle', [], {}, { resourceType: 'Patient' }, { resourceType: 'Bundle', entry: 'x' }])(
    'refuses %j without falling over',
    (message) => {
      expect(refusal(message)).not.toEqual([]);
    },
  );

  it('is not led astray by __proto__', () => {
    const message = JSON.parse(
      JSON.stringify(bundle()).replace(
        '"resourceType":"Binary"',
        '"__proto__":{"contentType":"x"},"resourceType":"Binary"',
      ),
    );
    expect(refusal(message)).toEqual([]);
    expect(
      refusal(changed((m) => (m.entry[1].resource = JSON.parse('{"__proto__":{"resourceType":"DocumentReference"}}')))),
    ).toContain('element-missing Bundle.entry[1].resource.resourceType');
    expect(Object.hasOwn(Object.prototype, 'contentType')).toBe(false);
  });

  it('refuses test identifiers in production', () => {
    expect(refusal(bundle(), contextOf({ environment: 'production' }))).toContain(
      `ins-oid-refused ${document}.subject`,
    );
  });
});
