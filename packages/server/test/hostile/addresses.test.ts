// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  type Attack,
  type Expected,
  expectAnswer,
  expectRefusal,
  type HostileHouse,
  hostileHouse,
} from './hostile-house.ts';

let hostile: HostileHouse;
let content: Buffer;
let binary: string;
let reference: string;
beforeAll(async () => {
  hostile = await hostileHouse();
  const shared = await hostile.fhir.share();
  content = shared.content;
  binary = `/fhir/Binary/${shared.logicalId}`;
  reference = `/fhir/DocumentReference/${shared.entryUuid}`;
});
afterAll(() => hostile.house.stop());

const get = (path: string, more: Attack = {}): Promise<Answer> => hostile.ask({ path, ...more });
const unread: Expected = { status: 400, code: 'address-malformed', says: 'percent-encoding' };
const nothing: Expected = { status: 404, code: 'address-unknown' };

describe('paths', () => {
  it.each<[string, Expected]>([
    ['/fhir/%zz', unread],
    ['/fhir/DocumentReference/%', unread],
    ['/fhir/DocumentReference/%e9', unread],
    ['/fhir/Binary/%c0%ae%c0%ae%c0%af', unread],
    ['/fhir/Binary/%ed%a0%80', unread],
    ['/fhir/Patient/%ff/$everything', unread],
    ['/fhir/Binary/../../etc/passwd', nothing],
    ['/fhir/../.dossier/keys', nothing],
    ['/fhir/./Patient/x/y', nothing],
    ['/fhir/Patient;x=1', nothing],
    ['/fhir/Patient/x/$delete', nothing],
    ['/fhir/constructor', nothing],
    ['/fhir/__proto__', nothing],
    [`/fhir/Binary/${'a'.repeat(600)}`, nothing],
  ])('%s', async (path, expected) => {
    expectRefusal(await hostile.leavesNothing(() => get(path)), expected);
  });

  it('is told in XML to who asks for it, and without a token', async () => {
    const answer = await hostile.leavesNothing(() =>
      get('/fhir/Patient/%zz', { token: undefined, headers: { accept: 'application/fhir+xml' } }),
    );
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/fhir+xml; charset=utf-8']);
    expect(answer.text).toMatch(/^<\?xml.*<OperationOutcome .*address-malformed/);
    expect(answer.headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('is a plain problem outside of FHIR', async () => {
    const answer = await get('/%zz');
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(answer.json).toMatchObject({ code: 'address-malformed' });
  });

  it.each(['Binary', 'DocumentReference', 'List', 'Patient', 'Consent', 'AuditEvent'])(
    'an id of %s can be anything, and then names nothing',
    async (type) => {
      const names = ['%00', 'a%00b', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..%5c..%5cx', '%252e%252e', "x'%20OR%20'1'='1"];
      const more = [
        '%0d%0aSet-Cookie:%20a=b',
        '%F0%9F%92%A9',
        '%E2%80%AE',
        '$',
        '-1',
        '0',
        'null',
        '%20',
        '%2F',
        'a'.repeat(500),
      ];
      const ids = [...names, ...more, '00000000-0000-0000-0000-000000000000', 'f'.repeat(64)];
      for (const id of ids) {
        const answer = await get(`/fhir/${type}/${id}`);
        expect(answer.status, `${type}/${id} ${answer.text.slice(0, 200)}`).toBe(404);
        expectAnswer(answer);
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
    },
  );
});

describe('methods', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'POST', 'TRACE'])('%s does nothing to a Binary', async (method) => {
    const answer = await hostile.leavesNothing(() => get(binary, { method }));
    expectRefusal(answer, { status: 405, code: 'method-not-allowed', says: method });
    expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS');
  });

  it('a method in a header is none', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE', 'x-method-override': 'DELETE' };
    expect((await get(`${reference}?_method=DELETE`, { headers })).status).toBe(200);
    expect((await get(reference)).json.status).toBe('current');
  });

  it('one that no address takes is told which this one takes', async () => {
    for (const method of ['PROPFIND', 'MKCOL', 'SEARCH', 'LOCK']) {
      const answer = await hostile.leavesNothing(() => get('/fhir/Patient', { method }));
      expectRefusal(answer, { status: 405, code: 'method-not-allowed', says: method });
      expect(answer.headers.allow).toContain('GET');
      expectRefusal(await hostile.leavesNothing(() => get('/fhir/Nowhere', { method })), nothing);
    }
  });

  it('a GET with a body is a GET', async () => {
    const answer = await get(reference, { method: 'GET', body: '{"resourceType":"Bundle"}' });
    expect(answer.status).toBe(200);
  });
});

const search = (query: string, more: Attack = {}): Promise<Answer> =>
  get(`/fhir/DocumentReference?patient=${hostile.fhir.recordId}&${query}`, more);

describe('queries', () => {
  const invalid = (says: string): Expected => ({ status: 400, code: 'parameter-invalid', says });
  it.each<[string, string, Expected]>([
    ['bytes that are no UTF-8', 'author.family=%e9', invalid('its percent-encoding is not UTF-8')],
    ['overlong UTF-8', 'author.family=%c0%ae', invalid('its percent-encoding is not UTF-8')],
    ['a NUL', 'author.family=a%00', invalid('control character')],
    ['a line end', 'identifier=a%0d%0ab', invalid('control character')],
    ['5,000 values', `type=${'a,'.repeat(5000)}`, invalid('more than 100 values')],
    ['a value of 2,000 characters', `author.family=${'a'.repeat(2000)}`, invalid('longer than 512 characters')],
    ['200 parameters', 'type=a&'.repeat(200), { status: 413, code: 'too-many-entries', says: '201 parameters' }],
    [
      'another patient beside the first',
      `patient.identifier=urn:oid:1.2.250.1.213.1.4.10|277076322082910`,
      invalid('it stands twice'),
    ],
    ['the same patient twice', 'patient=x', invalid('it stands twice')],
    ['two patients in one value', 'patient:identifier=a|b,c|d', invalid('one patient')],
    ['a modifier that is not there', 'author.family:text=a', invalid('the modifier text')],
    ['a chain through a type that is not there', 'author:Device.family=a', invalid('Device')],
    ['a day that is not', 'creation=2026-02-30', invalid('no such day')],
    ['a year beyond all', 'creation=ge99999', invalid('it should be a date')],
    ['digits of another script', 'creation=２０２６', invalid('it should be a date')],
    ['a count that is no number', '_count=1e9', invalid('whole number')],
    ['a negative count', '_count=-1', invalid('whole number')],
    ['a page that was not sealed here', `_page=${'A'.repeat(60)}`, { status: 400, code: 'page-token-invalid' }],
    ['a page beside other things', '_page=../../etc/passwd', { status: 400, code: 'page-token-invalid' }],
    ['an order that is not there', '_sort=password', invalid('it should be one of')],
    ['an address elsewhere', '_list=http://169.254.169.254/List/1', invalid('it should be a List of this server')],
  ])('%s', async (_, query, expected) => {
    const escaped = query.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
    expectRefusal(await hostile.leavesNothing(() => search(escaped)), expected);
  });

  it('as a form are bounded in the same way', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = (body: string): Promise<Answer> => get('/fhir/DocumentReference/_search', { body, headers: form });
    const patient = `patient=${hostile.fhir.recordId}`;
    await hostile.leavesNothing(async () => {
      expectRefusal(await posted(`${patient}&type=${'a,'.repeat(5000)}`), invalid('more than 100 values'));
      expectRefusal(await posted(`${patient}&author.family=%e9`), invalid('its percent-encoding is not UTF-8'));
      expectRefusal(await posted(`${patient}&author.family=a%00`), invalid('control character'));
      expectRefusal(await posted(`${patient}${'&a=b'.repeat(10_000)}`), { status: 413, code: 'too-many-entries' });
      expectRefusal(await posted(`a=${'b'.repeat(70_000)}`), { status: 413, code: 'body-too-large', says: '65536' });
    });
  });

  it('repeated are joined, and are no way round', async () => {
    const both = await search('status=current&status=superseded');
    expect([both.status, both.json.total]).toEqual([200, 0]);
    expect((await search('_count=1&_count=2')).json.entry).toHaveLength(2);
    const many = await search('status=current&'.repeat(40));
    expect([many.status, many.json.total]).toEqual([200, (await search('status=current')).json.total]);
  });

  it('with strange names are left out with a warning, or refused who asks for it', async () => {
    const names = [
      '__proto__',
      'constructor',
      'toString',
      "type'--",
      'type%00',
      '%F0%9F%92%A9',
      '.',
      ':',
      'a.b.c:d',
      '',
    ];
    for (const name of names) {
      const answer = await search(`${name}=1`);
      expect([name, answer.status]).toEqual([name, 200]);
      const strict = await search(`${name}=1`, { headers: { prefer: 'handling=strict' } });
      expectRefusal(strict, { status: 400, code: 'parameter-unknown' });
    }
  });

  it('of a wildcard are taken as they stand', async () => {
    for (const family of ['%25', '_', '_EDECIN', 'MED%25IN', '%5C', '%5C%25', 'ME_ECIN']) {
      const answer = await search(`author.family=${family}`);
      expect([family, answer.status, answer.json.total]).toEqual([family, 200, 0]);
    }
  });
});

describe('headers', () => {
  it.each<[string, number, Record<string, string>]>([
    ['several ranges', 200, { range: 'bytes=0-1,3-4' }],
    ['5,000 ranges', 200, { range: `bytes=${Array.from({ length: 1500 }, (_, index) => `${index}-${index}`).join()}` }],
    ['overlapping ranges', 200, { range: 'bytes=0-,0-,0-' }],
    ['a range of another unit', 200, { range: 'lines=0-1' }],
    ['a range the wrong way round', 200, { range: 'bytes=5-1' }],
    ['a range that is none', 200, { range: 'bytes=-' }],
    ['numbers beyond all', 200, { range: 'bytes=99999999999999999999-' }],
    ['a range behind the end', 416, { range: 'bytes=1000-' }],
    ['a suffix of nothing', 416, { range: 'bytes=-0' }],
    ['a suffix longer than all', 206, { range: 'bytes=-999999999' }],
    ['an end behind the end', 206, { range: 'bytes=3-999999999999' }],
    ['If-Range of something else', 200, { range: 'bytes=0-1', 'if-range': 'W/"x"' }],
    ['If-None-Match that is garbage', 200, { 'if-none-match': '"",",""W/,' }],
    ['If-None-Match of 1,000 tags', 200, { 'if-none-match': '"a", '.repeat(1000) }],
    ['Accept that contradicts itself', 200, { accept: 'application/pdf;q=0, */*;q=0.1' }],
    ['Accept that takes nothing', 406, { accept: 'application/pdf;q=0' }],
    ['Accept that is garbage', 406, { accept: ';;q=,/' }],
  ])('%s', async (_, status, headers) => {
    const answer = await get(binary, { headers });
    expect(answer.status, answer.text.slice(0, 300)).toBe(status);
    expectAnswer(answer);
    if (status === 200) expect(answer.bytes).toEqual(content);
    if (status === 206) expect(content.includes(answer.bytes)).toBe(true);
    if (status === 416) expect(answer.headers['content-range']).toBe(`bytes */${content.length}`);
  });

  it('If-Match that is no version of ours stops a change', async () => {
    const patch = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
    const type = { 'content-type': 'application/json-patch+json' };
    for (const tag of ['"x"', 'W/"0"', '1', 'W/"1", W/"2"', 'W/"99999999999999999999"', '', '"', 'W/"1\u00e9"']) {
      const headers = { ...type, 'if-match': tag };
      const answer = await hostile.leavesNothing(
        () => hostile.ask({ path: reference, method: 'PATCH', headers, body: patch }),
        { journalled: 1 },
      );
      expectRefusal(answer, { status: 412, code: 'precondition-failed' });
    }
  });

  it('Accept and Prefer can be anything for a resource', async () => {
    for (const value of [
      '',
      ',',
      ';',
      'a',
      '*',
      '*/*;q=x',
      '"',
      '=;=',
      'return=',
      'handling',
      '\u00ff',
      'x'.repeat(3000),
    ]) {
      const answer = await get(reference, { headers: { accept: value, prefer: value } });
      expect([200, 406]).toContain(answer.status);
      expectAnswer(answer);
    }
    expectRefusal(await get(`${reference}?_format=turtle`, { headers: { accept: 'application/fhir+json' } }), {
      status: 406,
      code: 'not-acceptable',
    });
    const xml = await get(`${reference}?_format=xml`, { headers: { accept: 'application/fhir+json' } });
    expect(xml.headers['content-type']).toBe('application/fhir+xml; charset=utf-8');
  });

  it('what names another host or another caller changes nothing', async () => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
      'x-original-url': '/metadata',
      'x-request-id': 'mine',
      'x-forwarded-user': 'dominique',
    };
    const answer = await search('_count=1', { headers });
    expect(answer.text).not.toContain('evil.example');
    expect(answer.json.link[0].url).toMatch(new RegExp(`^${hostile.house.baseUrl}/`));
    expect(answer.headers['x-request-id']).not.toBe('mine');
  });
});
