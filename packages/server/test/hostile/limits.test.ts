// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Loose, simplified } from '../../src/faces/fhir/intake/test-messages.ts';
import { toXml } from '../../src/faces/fhir/xml/index.ts';
import { expectRefusal, type HostileHouse, hostileHouse } from './hostile-house.ts';

let hostile: HostileHouse;
beforeAll(async () => {
  hostile = await hostileHouse({
    DOSSIER_BODY_LIMIT_BYTES: '20000',
    DOSSIER_DOCUMENT_LIMIT_BYTES: '1024',
    DOSSIER_ENTRIES_LIMIT: '4',
    DOSSIER_NESTING_LIMIT: '16',
  });
});
afterAll(() => hostile.house.stop());

const withContent = (sizeBytes: number): Loose => {
  const message = simplified();
  message.masterIdentifier.value = `urn:oid:1.2.250.1.999.7.820.${sizeBytes}`;
  message.content[0].attachment.data = Buffer.alloc(sizeBytes, 0x20).toString('base64');
  return message;
};

const publish = (body: unknown) => hostile.ask({ path: '/fhir/DocumentReference', body });

describe('the limits are those of the configuration', () => {
  it('DOSSIER_BODY_LIMIT_BYTES', async () => {
    const message = JSON.stringify(withContent(100));
    expect((await publish(message.padEnd(20_000))).status).toBe(201);
    const answer = await hostile.leavesNothing(() => publish(JSON.stringify(withContent(101)).padEnd(20_001)));
    expectRefusal(answer, { status: 413, code: 'body-too-large', says: '20000 bytes' });
  });

  it('DOSSIER_DOCUMENT_LIMIT_BYTES', async () => {
    expect((await publish(withContent(1024))).status).toBe(201);
    const answer = await hostile.leavesNothing(() => publish(withContent(1025)));
    expectRefusal(answer, {
      status: 413,
      code: 'document-too-large',
      at: 'DocumentReference.content[0].attachment.data',
      says: '1024 bytes',
    });
  });

  it('DOSSIER_ENTRIES_LIMIT', async () => {
    const message = bundle();
    message.entry.push(message.entry[2], message.entry[2]);
    const answer = await hostile.leavesNothing(() => hostile.ask({ body: message }));
    expectRefusal(answer, { status: 413, code: 'too-many-entries', at: 'Bundle.entry', says: '5 entries; at most 4' });
  });

  it('and with it the elements of a message', async () => {
    const message = `{"resourceType":"Bundle","x":[${'1,'.repeat(4_000)}1]}`;
    const json = await hostile.leavesNothing(() => hostile.ask({ body: message }));
    expectRefusal(json, { status: 413, code: 'too-many-entries', says: 'more than 4000 elements' });
    const xml = await hostile.leavesNothing(() =>
      hostile.ask({
        body: `<Bundle xmlns="http://hl7.org/fhir">${'<x/>'.repeat(4_000)}</Bundle>`,
        headers: { 'content-type': 'application/fhir+xml' },
      }),
    );
    expectRefusal(xml, { status: 413, code: 'too-many-entries', says: 'more than 4000 elements' });
  });

  it('DOSSIER_NESTING_LIMIT, and four times as deep in XML', async () => {
    const json = await hostile.leavesNothing(() => hostile.ask({ body: '['.repeat(17) + ']'.repeat(17) }));
    expectRefusal(json, { status: 400, code: 'nesting-too-deep', says: '16 levels' });
    expectRefusal(await hostile.ask({ body: '['.repeat(16) + ']'.repeat(16) }), {
      status: 422,
      code: 'element-invalid',
    });
    const inXml = { 'content-type': 'application/fhir+xml' };
    const xml = await hostile.leavesNothing(() => hostile.ask({ body: '<a>'.repeat(65), headers: inXml }));
    expectRefusal(xml, { status: 400, code: 'nesting-too-deep', says: '64 levels' });
    expect(
      (await hostile.ask({ body: toXml(withContent(102)), path: '/fhir/DocumentReference', headers: inXml })).status,
    ).toBe(201);
  });
});

// as many as a process has places for
describe('250 shares of the same message at once', () => {
  it('make one document, and each is told the same', async () => {
    const message = bundle();
    message.entry[0].resource.identifier[0].value = 'urn:oid:1.2.250.1.999.8.821.1';
    message.entry[1].resource.masterIdentifier.value = 'urn:oid:1.2.250.1.999.7.821.1';
    const body = JSON.stringify(message);
    const count = async (): Promise<number> =>
      (await hostile.fhir.ask('gp', `/DocumentReference?patient=${hostile.fhir.recordId}&_summary=count`)).json.total;
    const before = await count();
    const held = await hostile.holdings();
    const answers = await Promise.all(Array.from({ length: 250 }, () => hostile.ask({ body })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const created = answers.filter(({ text }) => text.includes('201 Created'));
    expect(created).toHaveLength(1);
    const places = answers.map(({ json }) => json.entry.map((entry: Loose) => entry.response.location).join());
    expect(new Set(places).size).toBe(1);
    expect(await count()).toBe(before + 1);
    const after = await hostile.holdings();
    const rows = (tables: typeof held, name: string): number => Number(tables.data[name]?.split(' ')[0]);
    expect(rows(after, 'record.document_entry') - rows(held, 'record.document_entry')).toBe(1);
    expect(rows(after, 'record.content_frame') - rows(held, 'record.content_frame')).toBe(1);
    expect(rows(after, 'record.submission_set') - rows(held, 'record.submission_set')).toBe(1);
    // Each of them is an access; the last one was the count.
    expect(after.journalled - held.journalled).toBe(251);
  });
});
