// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profiles } from '../identifiers/index.ts';
import { bundle, type Loose, simplified } from '../intake/test-messages.ts';
import { type FhirHouse, fhirHouse, ofDominique, type Reply } from './test-house.ts';

let house: FhirHouse;
beforeAll(async () => {
  house = await fhirHouse();
});
afterAll(() => house.house.stop());

const profilesOf = ({ json }: Reply): readonly string[] => json.meta.profile ?? [];

/** Publishes the simplified message of the tests, changed. */
const publish = (change: (message: Loose) => void): Promise<Reply> => {
  const message = simplified();
  message.masterIdentifier.value = `urn:oid:1.2.250.1.999.7.600.${++serial}`;
  change(message);
  return house.ask('gp', '/DocumentReference', { body: message });
};
let serial = 0;

/** Paths of values that JSON of FHIR does not have (FHIR R4 §2.6.2): null, empty strings, lists and objects. */
const emptyIn = (value: unknown, path = ''): readonly string[] => {
  if (value === null || value === '') return [path];
  if (typeof value !== 'object') return [];
  const members = Object.entries(value);
  return members.length === 0 ? [path] : members.flatMap(([name, member]) => emptyIn(member, `${path}/${name}`));
};

describe('a profile', () => {
  it('is claimed by documents that have all it asks for (PDSm comprehensive DocumentReference)', async () => {
    const { entryUuid } = await house.share();
    const read = await house.ask('gp', `/DocumentReference/${entryUuid}`);
    expect(profilesOf(read)).toEqual([profiles.documentReference]);
    expect(read.json).toMatchObject({
      custodian: expect.anything(),
      date: expect.any(String),
      context: { period: { start: expect.any(String) }, sourcePatientInfo: expect.anything() },
      content: [{ attachment: { title: expect.any(String), hash: expect.any(String), size: expect.any(Number) } }],
    });
  });

  it.each<[string, (message: Loose) => void]>([
    ['the time of the act', () => undefined],
    [
      'a title',
      (message) => {
        message.context = { period: { start: '2026-06-12' } };
        delete message.content[0].attachment.title;
      },
    ],
    [
      'an author that PDSm takes',
      (message) => {
        message.context = { period: { start: '2026-06-12' } };
        message.contained.push({ resourceType: 'Organization', id: 'organization', name: 'Cabinet' });
        message.author = [{ reference: '#organization' }];
      },
    ],
  ])('is not claimed by one without %s', async (_, change) => {
    const published = await publish(change);
    expect(published.status).toBe(201);
    expect(profilesOf(published)).toEqual([]);
  });

  it('is not claimed by a deleted document, whose status it does not take', async () => {
    const { entryUuid } = await house.share();
    const deleted = await house.ask('gp', `/DocumentReference/${entryUuid}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: [{ op: 'replace', path: '/status', value: 'entered-in-error' }],
    });
    expect(deleted.json).toMatchObject({ status: 'entered-in-error' });
    expect(profilesOf(deleted)).toEqual([]);
  });
});

describe('what a profile asks for', () => {
  it('the custodian of a document without an organisation is the repository', async () => {
    const { json } = await publish(() => undefined);
    const { repositoryUniqueId } = house.house.ports;
    expect(json.custodian).toEqual({
      identifier: { system: 'urn:ietf:rfc:3986', value: `urn:oid:${repositoryUniqueId}` },
    });
  });

  it('the source of a submission set is a PractitionerRole, even of a professional alone (PDSm)', async () => {
    await house.share();
    const { json } = await house.ask('gp', `/List?${ofDominique}&code=submissionset&_count=1`);
    const [{ resource: list }] = json.entry;
    const role = list.contained.find(({ id }: Loose) => `#${id}` === list.source.reference);
    expect(role).toMatchObject({ resourceType: 'PractitionerRole', practitioner: { reference: expect.any(String) } });
  });
});

describe('every entry with a resource has a fullUrl (FHIR R4 §2.36.4)', () => {
  const withoutUrl = ({ json }: Reply) =>
    json.entry.filter(({ resource, fullUrl }: Loose) => resource && fullUrl === undefined);

  it('the outcome in a searchset too', async () => {
    const found = await house.ask('gp', `/DocumentReference?${ofDominique}&unheard-of=1`);
    expect(found.json.entry.at(-1)).toMatchObject({
      fullUrl: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
      search: { mode: 'outcome' },
    });
    expect(withoutUrl(found)).toEqual([]);
  });

  it('what a transaction gives back too', async () => {
    const message = bundle();
    message.entry[0].resource.identifier[0].value = 'urn:oid:1.2.250.1.999.8.601';
    message.entry[1].resource.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.601';
    const shared = await house.ask('gp', '/', { body: message, headers: { prefer: 'return=representation' } });
    const [set, document] = shared.json.entry;
    expect(withoutUrl(shared)).toEqual([]);
    expect(set.fullUrl).toBe(`${house.house.baseUrl}/List/${set.resource.id}`);
    expect(document.fullUrl).toBe(`${house.house.baseUrl}/DocumentReference/${document.resource.id}`);
  });
});

describe('no answer has an empty value (FHIR R4 §2.6.2)', () => {
  it.each([
    '/metadata',
    `/DocumentReference?${ofDominique}`,
    '/DocumentReference?identifier=urn:oid:1.2.3.4',
    `/List?${ofDominique}&code=submissionset`,
    `/Patient?identifier=${encodeURIComponent('urn:oid:1.2.250.1.213.1.4.10|279035121518989')}`,
    '/Patient/:record/$everything',
    `/Consent?${ofDominique}`,
    `/AuditEvent?${ofDominique}&_count=200`,
    '/DocumentReference/nothing',
    `/DocumentReference?${ofDominique}&unheard-of=1`,
  ])('%s', async (path) => {
    // a search without any criterion is a trace of its own kind
    await house.ask('gp', `/DocumentReference?${ofDominique}`);
    await house.ask('stranger', `/DocumentReference?${ofDominique}`, {
      token: { mode: 'break-glass', reason: 'urgence' },
    });
    const reply = await house.ask('dominique', path.replace(':record', house.recordId));
    expect(emptyIn(reply.json)).toEqual([]);
  });
});
