// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Loose, otherPatient, patchEntry, simplified } from '../../src/faces/fhir/intake/test-messages.ts';
import { type Expected, expectRefusal, type HostileHouse, hostileHouse } from './hostile-house.ts';

let hostile: HostileHouse;
beforeAll(async () => {
  hostile = await hostileHouse();
});
afterAll(() => hostile.house.stop());

/** Stands in the title and in the content of every message below; must never be found anywhere. */
const MARK = 'Zwiebelkuchen';

const refill = (message: Loose, text: string): void => {
  const bytes = Buffer.from(text);
  const { attachment } = message.entry[1].resource.content[0];
  message.entry[2].resource.data = bytes.toString('base64');
  attachment.size = bytes.length;
  attachment.hash = createHash('sha1').update(bytes).digest('base64');
};

const marked = (): Loose => {
  const message = bundle();
  message.entry[0].resource.identifier[0].value = 'urn:oid:1.2.250.1.999.8.666';
  message.entry[1].resource.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.666';
  message.entry[1].resource.content[0].attachment.title = MARK;
  message.entry[1].resource.description = MARK;
  refill(message, `%PDF-1.4 ${MARK}`);
  return message;
};

const ofPatient = (message: Loose, ins: string): void => {
  const [set, document] = message.entry.map((entry: Loose) => entry.resource);
  for (const resource of [set, document]) {
    resource.subject.reference = `Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|${ins}`;
  }
  document.contained[0].identifier[1].value = ins;
};

/** A second document beside the first, whose content is its own. */
const withSecond = (message: Loose, change: (document: Loose, content: Loose) => void): void => {
  const document = structuredClone(message.entry[1]);
  const content = structuredClone(message.entry[2]);
  document.fullUrl = 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000012';
  content.fullUrl = 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000013';
  document.resource.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.667';
  document.resource.content[0].attachment.url = content.fullUrl;
  message.entry[0].resource.entry.push({ item: { reference: document.fullUrl } });
  message.entry.push(document, content);
  change(document.resource, content.resource);
};

const document = 'Bundle.entry[1].resource';
const attachment = `${document}.content[0].attachment`;

/** What is wrong, how a valid message gets it, what is answered, and whether a record was named by then. */
const cases: readonly (readonly [string, (message: Loose) => void, Expected, journalled?: number])[] = [
  [
    'another profile',
    (m) => (m.meta.profile = ['http://example.org/another-profile']),
    { status: 422, code: 'element-unsupported', at: 'Bundle.meta.profile' },
  ],
  [
    'no type',
    (m) => delete m.entry[1].resource.type,
    { status: 422, code: 'element-missing', at: `${document}.type`, says: 'is required' },
  ],
  [
    'no author',
    (m) => delete m.entry[1].resource.author,
    { status: 422, code: 'element-missing', at: `${document}.author` },
  ],
  [
    'an unknown type code',
    (m) => (m.entry[1].resource.type.coding[0].code = '0-0'),
    { status: 422, code: 'code-unknown', at: `${document}.type`, says: /the code 0-0 of .* is not in/ },
  ],
  [
    'an unknown facility',
    (m) => (m.entry[1].resource.context.facilityType.coding[0].code = "SA07'; DROP TABLE record.record; --"),
    { status: 422, code: 'code-unknown', at: `${document}.context.facilityType` },
  ],
  [
    'a wrong hash',
    (m) => (m.entry[1].resource.content[0].attachment.hash = createHash('sha1').update('else').digest('base64')),
    { status: 422, code: 'hash-mismatch', at: document },
    1,
  ],
  [
    'a wrong size',
    (m) => (m.entry[1].resource.content[0].attachment.size += 1),
    { status: 422, code: 'size-mismatch', at: document, says: /has 22 bytes; its metadata states 23/ },
    1,
  ],
  [
    'a class that is not that of the type',
    (m) => (m.entry[1].resource.category[0].coding[0].code = '31'),
    { status: 422, code: 'type-class-mismatch', at: `${document}.category[0]` },
  ],
  ['a record that does not exist', (m) => ofPatient(m, hostile.ins.none), { status: 404, code: 'record-unknown' }, 1],
  ['a closed record', (m) => ofPatient(m, hostile.ins.closed), { status: 409, code: 'record-closed' }, 1],
  [
    'two patients',
    (m) => (m.entry[1].resource.subject.reference = otherPatient),
    { status: 422, code: 'patient-mismatch', at: `${document}.subject` },
  ],
  [
    'a target that is not there',
    (m) => {
      const target = '0b2c8f6e-5f8b-4d65-9a43-2f9f6f3f7c11';
      m.entry[1].resource.relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${target}` } }];
      m.entry.push(patchEntry(target));
    },
    { status: 422, code: 'target-unknown' },
    1,
  ],
  [
    'one fullUrl twice',
    (m) => m.entry.push({ ...structuredClone(m.entry[2]) }),
    { status: 422, code: 'duplicate-in-message', at: 'Bundle.entry[3].fullUrl' },
  ],
  [
    'one uniqueId twice',
    (m) =>
      withSecond(m, (second) => {
        second.masterIdentifier = m.entry[1].resource.masterIdentifier;
      }),
    { status: 422, code: 'duplicate-in-message', at: 'Bundle.entry[3].resource.masterIdentifier' },
  ],
  [
    'a good document beside a bad one',
    (m) =>
      withSecond(m, (_, content) => {
        content.data = 'AAAA';
      }),
    { status: 422, code: 'size-mismatch', at: 'Bundle.entry[3].resource' },
    1,
  ],
  [
    'a good document beside one whose identifier is taken',
    (m) =>
      withSecond(m, (second) => {
        second.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.100.1';
      }),
    { status: 409, code: 'duplicate-different-content' },
    1,
  ],
  [
    'a title that reads backwards',
    (m) => (m.entry[1].resource.content[0].attachment.title = 'ordonnance\u202efdp.exe'),
    { status: 422, code: 'element-invalid', at: `${attachment}.title`, says: 'direction of writing' },
  ],
  [
    'a NUL in a title',
    (m) => (m.entry[1].resource.content[0].attachment.title = 'a\u0000b'),
    { status: 422, code: 'element-invalid', at: `${attachment}.title` },
  ],
  [
    'the marks that a rendering has',
    (m) => (m.entry[1].resource.description = '\u0001/Binary/x \u0002 \u0003'),
    { status: 422, code: 'element-invalid', at: `${document}.description` },
  ],
  [
    'half a surrogate pair',
    (m) => (m.entry[1].resource.contained[1].name[0].family = 'A\ud83d'),
    { status: 422, code: 'element-invalid', at: `${document}.contained[1].name[0].family` },
  ],
  [
    'digits of another script in the INS',
    (m) => ofPatient(m, '２７９０３５１２１５１８９８９'),
    { status: 422, code: 'ins-invalid', at: `${document}.context.sourcePatientInfo` },
  ],
  [
    'a path as attachment',
    (m) => (m.entry[1].resource.content[0].attachment.url = '../../../etc/passwd'),
    { status: 422, code: 'element-invalid', at: `${attachment}.url` },
  ],
  [
    'an address to fetch',
    (m) => (m.entry[1].resource.content[0].attachment.url = 'http://169.254.169.254/latest/meta-data'),
    { status: 422, code: 'external-url-refused', at: `${attachment}.url` },
  ],
  [
    'a type that would split a header',
    (m) => {
      m.entry[1].resource.content[0].attachment.contentType = 'application/pdf\r\nSet-Cookie: a=b';
      m.entry[2].resource.contentType = 'application/pdf\r\nSet-Cookie: a=b';
    },
    { status: 422, code: 'element-unsupported', at: `${attachment}.contentType` },
  ],
  [
    'a number that is infinite',
    (m) => (m.entry[1].resource.content[0].attachment.size = 1e308),
    { status: 422, code: 'element-invalid', at: `${attachment}.size` },
  ],
];

describe('a message with one thing wrong', () => {
  for (const [name, change, expected, journalled = 0] of cases) {
    it(name, async () => {
      const message = marked();
      change(message);
      const answer = await hostile.leavesNothing(() => hostile.ask({ body: message }), { journalled });
      expectRefusal(answer, expected);
    });
  }

  it('and without it is taken', async () => {
    const message = bundle();
    message.entry[1].resource.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.668';
    const before = await hostile.holdings();
    expect((await hostile.ask({ body: message })).status).toBe(200);
    expect((await hostile.holdings()).data).not.toEqual(before.data);
  });

  it('10,000 entries', async () => {
    const limit = hostile.house.house.config.entriesLimit;
    const message = marked();
    message.entry.push(...Array.from({ length: 9_997 }, (_, index) => ({ fullUrl: `urn:uuid:${index}` })));
    const answer = await hostile.leavesNothing(() => hostile.ask({ body: message }));
    const says = `10000 entries; at most ${limit}`;
    expectRefusal(answer, { status: 413, code: 'too-many-entries', at: 'Bundle.entry', says });
    // With all that an entry has, they are too much to be parsed at all.
    message.entry = Array.from({ length: 10_000 }, (_, index) => message.entry[index % 3]);
    const whole = await hostile.leavesNothing(() => hostile.ask({ body: message }));
    expectRefusal(whole, { status: 413, code: 'too-many-entries', says: `more than ${limit * 1_000} elements` });
  });

  it('leaves none of its text in the database, sealed or not, nor in the log', async () => {
    expect(await hostile.foundIn(MARK)).toEqual([]);
    expect(hostile.house.log.filter((line) => line.includes(MARK))).toEqual([]);
    expect(hostile.house.log.filter((line) => line.includes(hostile.ins.open))).toEqual([]);
  });
});

const INJECTION = "x'); DROP SCHEMA record CASCADE; --";

/** Every place of a message that holds text. */
const texts = (value: Loose, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'string'
    ? [path]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => texts(inner, [...path, name]))
      : [];

const put = (message: Loose, path: readonly string[], text: string): void => {
  const parent = path.slice(0, -1).reduce((node, name) => node[name], message);
  parent[path.at(-1) ?? ''] = text;
};

/** All that the house gives back of what it took: the resources that an answer is, or leads to. */
const holding = async (answer: Loose): Promise<string> => {
  const addresses: readonly string[] =
    answer.resourceType === 'Bundle'
      ? answer.entry.map(({ response }: Loose) => `/fhir/${response.location}`)
      : [`/fhir/DocumentReference/${answer.id}`];
  const read = await Promise.all(addresses.map((path) => hostile.ask({ path })));
  return read.map(({ bytes }) => bytes.toString()).join('\n');
};

describe('SQL in every field', () => {
  it.each<[string, string, () => Loose]>([
    ['a Provide Document Bundle', '/fhir/', bundle],
    ['a simplified publish', '/fhir/DocumentReference', simplified],
  ])('of %s is refused, or kept as it is', async (_, path, valid) => {
    const before = await hostile.fhir.ask('gp', `/DocumentReference?patient=${hostile.fhir.recordId}&_summary=count`);
    const paths = texts(valid());
    expect(paths.length).toBeGreaterThan(15);
    let taken = 0;
    const dropped: string[] = [];
    for (const [index, place] of paths.entries()) {
      const message = valid();
      const own = message.masterIdentifier ?? message.entry[1].resource.masterIdentifier;
      own.value = `urn:oid:1.2.250.1.999.7.700.${path.length}.${index}`;
      put(message, place, INJECTION);
      const answer = await hostile.ask({ path, body: message });
      expect(answer.status, `${place.join('.')} ${answer.text.slice(0, 300)}`).toBeLessThan(500);
      if (answer.status < 300) {
        taken += 1;
        const kept = await holding(answer.json);
        if (!kept.includes(INJECTION)) dropped.push(place.join('.'));
      } else expect(answer.json.issue[0].details.coding[0].code, place.join('.')).toMatch(/^[a-z-]+$/);
    }
    const after = await hostile.fhir.ask('gp', `/DocumentReference?patient=${hostile.fhir.recordId}&_summary=count`);
    expect(after.json.total).toBe(before.json.total + taken);
    expect(dropped).toEqual([]);
  });

  it('of a search finds nothing', async () => {
    const names = ['_id', 'identifier', 'status', 'type', 'category', 'format', 'facility', 'setting', 'event'];
    const more = ['security-label', 'related', 'creation', 'date', 'period', 'author.identifier', 'author.family'];
    const rest = [
      'author.given:contains',
      'relatesto',
      '_list',
      '_sort',
      '_count',
      '_summary',
      '_lastUpdated',
      '_page',
    ];
    // Each that is understood is an access to the record, and stands in its journal.
    await hostile.leavesNothing(
      async () => {
        for (const name of [...names, ...more, ...rest]) {
          const query = new URLSearchParams({ patient: hostile.fhir.recordId, [name]: "' OR '1'='1" });
          const answer = await hostile.ask({ path: `/fhir/DocumentReference?${query}` });
          expect([200, 400], `${name} ${answer.text.slice(0, 300)}`).toContain(answer.status);
          if (answer.status === 200) expect(answer.json.total, name).toBe(0);
        }
      },
      { journalled: 11 },
    );
  });
});
