// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Loose } from '../../src/faces/fhir/intake/test-messages.ts';
import { toXml } from '../../src/faces/fhir/xml/index.ts';
import { type Expected, expectRefusal, type HostileHouse, hostileHouse } from './hostile-house.ts';

let hostile: HostileHouse;
beforeAll(async () => {
  hostile = await hostileHouse();
});
afterAll(() => hostile.house.stop());

let serial = 0;

/** A valid message that was not sent before. */
const fresh = (): Loose => {
  const message = bundle();
  message.entry[0].resource.identifier[0].value = `urn:oid:1.2.250.1.999.8.800.${++serial}`;
  message.entry[1].resource.masterIdentifier.value = `urn:oid:1.2.250.1.999.7.800.${serial}`;
  return message;
};

const text = (): string => JSON.stringify(fresh());
const xml = (): string => toXml(fresh());
const inXml = { 'content-type': 'application/fhir+xml' };

const malformed: Expected = { status: 400, code: 'body-malformed' };

describe('JSON', () => {
  it.each<[string, () => string | Buffer, Expected]>([
    ['nothing', () => '', { ...malformed, says: 'it is empty' }],
    ['white space', () => ' \n ', malformed],
    ['cut in the middle', () => text().slice(0, 700), malformed],
    [
      'cut in a string',
      () => text().slice(0, text().indexOf('submissionset') + 4),
      { ...malformed, says: 'does not end' },
    ],
    ['two messages', () => text() + text(), malformed],
    ['single quotes', () => text().replaceAll('"', "'"), malformed],
    [
      'NaN',
      () => text().replace(/"size":\d+/, '"size":NaN'),
      { ...malformed, says: 'a character where none may stand' },
    ],
    ['a comment', () => `/* */${text()}`, malformed],
    ['a trailing comma', () => text().replace(/}$/, ',}'), malformed],
    ['a raw control character', () => text().replace('Compte rendu', 'Compte\u0000rendu'), malformed],
    [
      'a name twice',
      () => text().replace('{', '{"type":"batch",'),
      { ...malformed, says: 'the name type stands twice' },
    ],
    [
      'a name twice, once by escape',
      () => text().replace('{', '{"\\u0074ype":"batch",'),
      { ...malformed, says: 'the name type stands twice' },
    ],
    [
      'overlong UTF-8',
      () => Buffer.from(text().replace('Compte', '\u00c0\u00af'), 'latin1'),
      { ...malformed, says: 'not UTF-8' },
    ],
    [
      'a surrogate in UTF-8',
      () => Buffer.from(text().replace('Compte', '\u00ed\u00a0\u0080'), 'latin1'),
      { ...malformed, says: 'not UTF-8' },
    ],
    ['ISO-8859-1', () => Buffer.from(text().replace('Compte', 'é'), 'latin1'), { ...malformed, says: 'not UTF-8' }],
    ['UTF-16 with its mark', () => Buffer.from(`\ufeff${text()}`, 'utf16le'), { ...malformed, says: 'not UTF-8' }],
    ['UTF-16 without', () => Buffer.from(text(), 'utf16le'), malformed],
    ['a gzip file', () => gzipSync(text()), { ...malformed, says: 'not UTF-8' }],
    [
      '100,000 levels',
      () => '[{"a":'.repeat(50_000),
      { status: 400, code: 'nesting-too-deep', says: 'deeper than 64 levels' },
    ],
    [
      'a million empty objects, which would be a gigabyte',
      () => `{"resourceType":"Bundle","entry":[${'{},'.repeat(1_000_000)}{}]}`,
      { status: 413, code: 'too-many-entries', says: 'more than 200000 elements' },
    ],
    ['XML in its place', () => xml(), malformed],
    ['an array', () => '[]', { status: 422, code: 'element-invalid' }],
    ['null', () => 'null', { status: 422, code: 'element-invalid' }],
    [
      'an infinite number',
      () => text().replace(/"size":\d+/, '"size":1e999'),
      { status: 422, code: 'element-invalid', says: 'attachment.size' },
    ],
  ])('%s', async (_, body, expected) => {
    const answer = await hostile.leavesNothing(() => hostile.ask({ body: body() }));
    expectRefusal(answer, expected);
    expect(answer.text).not.toContain('Compte');
  });

  it('with a UTF-8 mark is taken', async () => {
    const answer = await hostile.ask({ body: `\ufeff${text()}` });
    expect(answer.status, answer.text).toBe(200);
  });

  it('with __proto__ pollutes nothing', async () => {
    const names = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';
    const outside = await hostile.ask({ body: text().replace('{', `{${names},`) });
    expect(outside.status, outside.text).toBe(200);
    const inside = text().replace('"resourceType":"DocumentReference"', `$&,${names}`);
    const answer = await hostile.leavesNothing(() => hostile.ask({ body: inside }));
    expectRefusal(answer, { status: 422, code: 'element-unsupported' });
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    ['POST', '/fhir/DocumentReference', 'application/fhir+json'],
    ['PATCH', '/fhir/DocumentReference/0b2c8f6e-5f8b-4d65-9a43-2f9f6f3f7c11', 'application/json-patch+json'],
    ['POST', '/fhir/Consent', 'application/fhir+json'],
    ['PUT', `/fhir/Consent/${'0'.repeat(64)}`, 'application/fhir+json'],
    ['PATCH', `/fhir/Consent/${'0'.repeat(64)}`, 'application/json-patch+json'],
    ['POST', '/fhir/Patient/x/$everything', 'application/fhir+json'],
    ['POST', '/fhir/Patient/x/$explain', 'application/fhir+json'],
  ])('malformed at %s %s', async (method, path, type) => {
    for (const [body, expected] of [
      ['{"a":', malformed],
      ['['.repeat(500), { status: 400, code: 'nesting-too-deep' }],
      [Buffer.from([0x22, 0xff, 0x22]), malformed],
    ] as const) {
      const attack = { method, path, body, headers: { 'content-type': type } };
      expectRefusal(await hostile.leavesNothing(() => hostile.ask(attack)), expected);
    }
  });
});

const entity = (declaration: string, use: string): string =>
  xml().replace('?>', `?><!DOCTYPE Bundle [${declaration}]>`).replace('Compte rendu', use);

describe('XML', () => {
  const refused: Expected = { status: 400, code: 'doctype-refused' };
  it.each<[string, () => string | Buffer, Expected]>([
    ['a file by entity', () => entity('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;'), refused],
    ['a file by parameter entity', () => entity('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', ''), refused],
    [
      'billion laughs',
      () => entity('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">', '&c;'),
      refused,
    ],
    ['quadratic blow-up', () => entity(`<!ENTITY a "${'a'.repeat(100_000)}">`, '&a;'.repeat(1000)), refused],
    [
      'a DOCTYPE in UTF-16',
      () => Buffer.from(`\ufeff${entity('<!ENTITY x "y">', '&x;').replace('UTF-8', 'UTF-16')}`, 'utf16le'),
      refused,
    ],
    ['an entity nobody declared', () => xml().replace('Compte rendu', '&x;'), malformed],
    [
      'XInclude',
      () =>
        xml().replace(
          '<entry>',
          '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/><entry>',
        ),
      { status: 422, code: 'element-unsupported' },
    ],
    [
      '100,000 levels',
      () => '<Bundle xmlns="http://hl7.org/fhir">'.repeat(100_000),
      { status: 400, code: 'nesting-too-deep' },
    ],
    ['not closed', () => xml().replace('</Bundle>', ''), malformed],
    ['nothing', () => '', { ...malformed, says: 'it is empty' }],
    ['a NUL', () => xml().replace('Compte', '\u0000'), malformed],
    ['a NUL by reference', () => xml().replace('Compte', '&#0;'), malformed],
    ['another namespace', () => xml().replace('http://hl7.org/fhir', 'http://example.org'), malformed],
    [
      'an element twice',
      () => xml().replace('<type value="transaction"/>', '<type value="transaction"/><type value="batch"/>'),
      { ...malformed, says: 'stands twice' },
    ],
    [
      'an element of no version of FHIR',
      () => xml().replace('<entry>', '<entree/><entry>'),
      { status: 422, code: 'element-unsupported' },
    ],
    [
      'half a million attributes',
      () => `<Bundle ${Array.from({ length: 500_000 }, (_, index) => `a${index}=""`).join(' ')}/>`,
      { status: 413, code: 'too-many-entries' },
    ],
    [
      'a million entries',
      () => `<Bundle xmlns="http://hl7.org/fhir">${'<entry/>'.repeat(1_000_000)}</Bundle>`,
      { status: 413, code: 'too-many-entries' },
    ],
    ['JSON in its place', () => text(), malformed],
  ])('%s', async (_, body, expected) => {
    const answer = await hostile.leavesNothing(() => hostile.ask({ body: body(), headers: inXml }));
    expectRefusal(answer, expected);
    expect(answer.text).not.toMatch(/root:|haha/);
  });

  it('fetches nothing that it names', async () => {
    let asked = 0;
    const trap = createServer((_, response) => {
      asked += 1;
      response.end('<!ENTITY x "y">');
    });
    await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
    const address = trap.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/x`;
    try {
      await hostile.leavesNothing(async () => {
        for (const body of [
          entity(`<!ENTITY x SYSTEM "${url}">`, '&x;'),
          xml().replace('?>', `?><!DOCTYPE Bundle SYSTEM "${url}">`),
          xml()
            .replace(
              '<Bundle ',
              `<Bundle xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a ${url}" `,
            )
            .replace('<entry>', '<entree/><entry>'),
          xml().replace('?>', `?><?xml-stylesheet href="${url}"?>`).replace('<entry>', '<entree/><entry>'),
        ]) {
          expect((await hostile.ask({ body, headers: inXml })).status).toBeGreaterThanOrEqual(400);
        }
        const message = fresh();
        message.entry[1].resource.content[0].attachment.url = url;
        expectRefusal(await hostile.ask({ body: message }), { status: 422, code: 'external-url-refused' });
      });
      expect(asked).toBe(0);
    } finally {
      trap.close();
    }
  });

  const bombs = join(import.meta.dirname, '../../../../../shared/corpus/defusedxml/xmltestdata');
  it.skipIf(!existsSync(bombs))('the bombs of defusedxml (skipped where the corpus is absent)', async () => {
    const files = readdirSync(bombs).filter((name) => name.endsWith('.xml'));
    expect(files.length).toBeGreaterThan(4);
    await hostile.leavesNothing(async () => {
      for (const name of files) {
        const answer = await hostile.ask({ body: readFileSync(join(bombs, name)), headers: inXml });
        const code = name.startsWith('simple') ? 'body-malformed' : 'doctype-refused';
        expectRefusal(answer, { status: 400, code });
      }
    });
  });

  const saml = join(import.meta.dirname, '../../../../../shared/corpus/python3-saml-tests/tests/data/responses');
  it.skipIf(!existsSync(saml))('messages of another protocol (skipped where the corpus is absent)', async () => {
    const files = readdirSync(saml, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.xml(\.base64)?$/.test(name),
    );
    expect(files.length).toBeGreaterThan(4);
    await hostile.leavesNothing(async () => {
      for (const name of files) {
        const bytes = readFileSync(join(saml, name));
        const body = name.endsWith('.base64') ? Buffer.from(bytes.toString(), 'base64') : bytes;
        expectRefusal(await hostile.ask({ body, headers: inXml }), { status: 400, code: 'body-malformed' });
      }
    });
  });
});

describe('what a body is said to be', () => {
  it.each<[string, Readonly<Record<string, string | readonly string[]>>, () => string | Buffer]>([
    ['compressed', { 'content-encoding': 'gzip' }, () => gzipSync(text())],
    ['a compression bomb', { 'content-encoding': 'gzip' }, () => gzipSync(Buffer.alloc(200 * 2 ** 20, 0x20))],
    ['compressed twice', { 'content-encoding': 'gzip, gzip' }, () => gzipSync(gzipSync(text()))],
    ['compressed by nobody knows what', { 'content-encoding': 'x-own' }, text],
    ['plain text', { 'content-type': 'text/plain' }, text],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, () => 'a=b'],
    ['several parts', { 'content-type': 'multipart/form-data; boundary=x' }, () => '--x\r\n\r\n{}\r\n--x--'],
    ['in UTF-16', { 'content-type': 'application/fhir+json; charset=utf-16' }, () => Buffer.from(text(), 'utf16le')],
    ['in UTF-7', { 'content-type': 'application/fhir+xml; charset="utf-7"' }, xml],
    ['two things', { 'content-type': ['application/fhir+json', 'application/fhir+xml'] }, text],
    ['no type', { 'content-type': ';' }, text],
    ['something that no header should hold', { 'content-type': 'application/fhir+json\u00ff' }, text],
  ])('%s is refused before it is read', async (_, headers, body) => {
    const answer = await hostile.leavesNothing(() => hostile.ask({ body: body(), headers }));
    expectRefusal(answer, { status: 415, code: 'media-type-unsupported', says: 'use application/fhir+json' });
  });

  it('UTF-8, in whatever case, is taken', async () => {
    for (const type of [
      'application/fhir+json;charset=UTF-8',
      'Application/FHIR+JSON; fhirVersion=4.0; charset="utf-8"',
    ]) {
      expect((await hostile.ask({ body: text(), headers: { 'content-type': type } })).status).toBe(200);
    }
    const identity = { 'content-encoding': 'Identity' };
    expect((await hostile.ask({ body: text(), headers: identity })).status).toBe(200);
  });
});
