// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, folderEntry, type Loose, patchEntry, simplified } from '../intake/test-messages.ts';
import { toXml } from '../xml/index.ts';
import { codeOf, type FhirHouse, fhirHouse, ids, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

describe('Provide Document Bundle (ITI-65)', () => {
  it('answers one entry for each, in order, and the journal has it', async () => {
    const reply = await fhir.ask('gp', '', { body: bundle() });
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json).toMatchObject({ resourceType: 'Bundle', type: 'transaction-response' });
    const responses = reply.json.entry.map((entry: Loose) => entry.response);
    expect(responses.map(({ status }: Loose) => status)).toEqual(['201 Created', '201 Created', '201 Created']);
    expect(responses[0].location).toMatch(/^List\//);
    expect(responses[1]).toMatchObject({ location: expect.stringMatching(/^DocumentReference\//), etag: 'W/"1"' });
    const [trace] = await fhir.traces('document.share');
    expect(trace).toMatchObject({ outcome: 'success', actor: { key: 'ps:899700218896' } });
    expect(responses[2].location).toBe(`Binary/${trace?.documents[0]}`);
  });

  it('says 200 for what was there, byte for byte, and 409 for other content', async () => {
    const again = await fhir.ask('gp', '/', { body: bundle() });
    expect(again.json.entry.map((entry: Loose) => entry.response.status)).toEqual(['200 OK', '200 OK', '200 OK']);
    const other = bundle();
    other.entry[2].resource.data = Buffer.from('%PDF-1.4 autre').toString('base64');
    delete other.entry[1].resource.content[0].attachment.hash;
    delete other.entry[1].resource.content[0].attachment.size;
    const refused = await fhir.ask('gp', '/', { body: other });
    expect(refused.status).toBe(409);
    expect(codeOf(refused)).toBe('duplicate-different-content');
    expect((await fhir.traces('document.share'))[0]).toMatchObject({ outcome: 'failure' });
  });

  it('gives resources back to those who prefer them, in XML to those who ask', async () => {
    const message = bundle();
    message.entry[0].resource.identifier[0].value = 'urn:oid:1.2.250.1.999.8.5';
    message.entry[1].resource.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.5';
    const reply = await fhir.ask('gp', '/', { body: message, headers: { prefer: 'return=representation' } });
    expect(reply.json.entry[1].resource).toMatchObject({ resourceType: 'DocumentReference', status: 'current' });
    expect(reply.json.entry[0].resource.resourceType).toBe('List');
    const asXml = await fhir.ask('gp', '/?_format=xml', { body: message });
    expect(asXml.headers.get('content-type')).toBe('application/fhir+xml; charset=utf-8');
    expect(asXml.text).toContain('<type value="transaction-response"/>');
  });

  it('takes XML', async () => {
    const message = bundle();
    message.entry[0].resource.identifier[0].value = 'urn:oid:1.2.250.1.999.8.6';
    message.entry[1].resource.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.6';
    const reply = await fhir.ask('gp', '/', {
      body: toXml(message),
      headers: { 'content-type': 'application/fhir+xml' },
    });
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json.entry[1].response.status).toBe('201 Created');
  });

  it('replaces: the older one is superseded, and folders keep their documents', async () => {
    const old = await fhir.share();
    const message = bundle();
    message.entry[0].resource.identifier[0].value = 'urn:oid:1.2.250.1.999.8.7';
    message.entry[1].resource.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.7';
    message.entry[1].resource.relatesTo = [
      { code: 'replaces', target: { reference: `DocumentReference/${old.entryUuid}` } },
    ];
    message.entry.push(folderEntry(), patchEntry(old.entryUuid));
    message.entry[0].resource.entry.push({ item: { reference: message.entry[3].fullUrl } });
    const reply = await fhir.ask('gp', '/', { body: message });
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json.entry.map((entry: Loose) => entry.response.status)).toEqual([
      '201 Created',
      '201 Created',
      '201 Created',
      '201 Created',
      '200 OK',
    ]);
    const before = await fhir.ask('gp', `/DocumentReference/${old.entryUuid}`);
    expect(before.json.status).toBe('superseded');
    expect(before.headers.get('etag')).not.toBe('W/"1"');
    const set = await fhir.ask('gp', `/${reply.json.entry[0].response.location}`);
    expect(set.json.entry.map((entry: Loose) => entry.item.reference.split('/')[0]).sort()).toEqual([
      'DocumentReference',
      'List',
    ]);
    const folder = await fhir.ask('gp', `/${reply.json.entry[3].response.location}`);
    expect(folder.json).toMatchObject({ resourceType: 'List', title: 'Suivi' });
    const members = await fhir.ask('gp', `/DocumentReference?${ofDominique}&_list=${folder.json.id}`);
    expect(members.json.total).toBe(1);
    const related = await fhir.ask('gp', `/DocumentReference?${ofDominique}&relatesto=${old.logicalId}`);
    expect(ids(related)).toEqual(ids(members));
  });

  it('says 200 for a folder that was there, without claiming a new one', async () => {
    const old = await fhir.share();
    const [set] = bundle().entry;
    const folder = folderEntry();
    set.resource.identifier[0].value = 'urn:oid:1.2.250.1.999.8.70';
    folder.resource.identifier[0].value = 'urn:oid:1.2.250.1.999.8.71';
    folder.resource.entry = [{ item: { reference: `DocumentReference/${old.entryUuid}` } }];
    set.resource.entry = [{ item: { reference: folder.fullUrl } }];
    const message = { ...bundle(), entry: [set, folder] };
    const statuses = async () => {
      const { status, text, json } = await fhir.ask('gp', '/', { body: message });
      expect(status, text).toBe(200);
      return json.entry.map((entry: Loose) => entry.response.status);
    };
    expect(await statuses()).toEqual(['201 Created', '201 Created']);
    expect((await fhir.traces('document.share'))[0]).toMatchObject({ documents: [old.logicalId], detail: {} });
    expect(await statuses()).toEqual(['200 OK', '200 OK']);
    expect((await fhir.traces('document.share'))[0]).toMatchObject({
      documents: [old.logicalId],
      detail: { repeated: true },
    });
  });

  it.each<[string, unknown, Record<string, string>, number, string]>([
    ['no JSON', '{"resourceType":', {}, 400, 'body-malformed'],
    ['nothing', '', {}, 400, 'body-malformed'],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]), {}, 400, 'body-malformed'],
    ['deep nesting', '['.repeat(5000), {}, 400, 'nesting-too-deep'],
    ['another resource', { resourceType: 'Patient' }, {}, 422, 'element-invalid'],
    ['plain text', 'hello', { 'content-type': 'text/plain' }, 415, 'media-type-unsupported'],
    ['something compressed', '{}', { 'content-encoding': 'gzip' }, 415, 'media-type-unsupported'],
    ['a DOCTYPE', '<!DOCTYPE x><Bundle/>', { 'content-type': 'application/xml' }, 400, 'doctype-refused'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const before = await fhir.ask('gp', `/DocumentReference?${ofDominique}&_summary=count`);
    const reply = await fhir.ask('gp', '/', { body, headers });
    expect(reply.status, reply.text).toBe(status);
    expect(codeOf(reply)).toBe(code);
    const after = await fhir.ask('gp', `/DocumentReference?${ofDominique}&_summary=count`);
    expect(after.json.total).toBe(before.json.total);
  });

  it('refuses ten thousand entries', async () => {
    const message = bundle();
    message.entry = Array.from({ length: 10_000 }, () => message.entry[1]);
    const reply = await fhir.ask('gp', '/', { body: message });
    expect(reply.status).toBe(413);
    expect(codeOf(reply)).toBe('too-many-entries');
  });
});

describe('Simplified Publish (ITI-105)', () => {
  it('creates, says where, and knows the document again', async () => {
    const reply = await fhir.ask('gp', '/DocumentReference', { body: simplified() });
    expect(reply.status, reply.text).toBe(201);
    const location = reply.headers.get('location') ?? '';
    expect(location).toBe(`${fhir.house.baseUrl}/DocumentReference/${reply.json.id}`);
    expect(reply.headers.get('etag')).toBe('W/"1"');
    expect((await fhir.ask('gp', location)).json).toEqual(reply.json);
    const again = await fhir.ask('gp', '/DocumentReference', {
      body: simplified(),
      headers: { prefer: 'return=minimal' },
    });
    expect([again.status, again.text]).toEqual([200, '']);
    expect(again.headers.get('location')).toBe(location);
    expect((await fhir.traces('document.share'))[0]).toMatchObject({ outcome: 'success', detail: { repeated: true } });
  });

  it('gives a document that came before as it stands now', async () => {
    const archive = [{ op: 'replace', path: '/extension/0/valueBoolean', value: true }];
    const shared = await fhir.ask('gp', '/DocumentReference', { body: simplified() });
    const archived = await fhir.ask('gp', `/DocumentReference/${shared.json.id}`, {
      method: 'PATCH',
      body: JSON.stringify(archive),
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect(archived.status, archived.text).toBe(200);
    const again = await fhir.ask('gp', '/DocumentReference', { body: simplified() });
    const now = await fhir.ask('gp', `/DocumentReference/${shared.json.id}`);
    expect(again.json).toEqual(now.json);
    for (const header of ['etag', 'last-modified']) expect(again.headers.get(header)).toBe(now.headers.get(header));
    expect(now.json.meta.lastUpdated).not.toBe(shared.json.meta.lastUpdated);
  });
});
