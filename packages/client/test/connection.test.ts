// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AnswerError, type ConnectionOptions, connect, type DocumentReference, DossierError } from '../src/index.ts';
import { all, DOMINIQUE, failureOf, report, submission, watchedFetch } from './testing.ts';

const BASE = 'https://dossier.example/hospital/fhir';
const answered = (body: unknown, init: ResponseInit = {}): Response => new Response(JSON.stringify(body), init);

const connectionTo = (answer: Parameters<typeof watchedFetch>[0], more: Partial<ConnectionOptions> = {}) => {
  const { fetch, sent } = watchedFetch(answer);
  return { dossier: connect({ baseUrl: BASE, token: 'secret', fetch, retry: { attempts: 1 }, ...more }), sent };
};

const documentAt = (url: string): DocumentReference => ({
  resourceType: 'DocumentReference',
  id: '1',
  status: 'current',
  content: [{ attachment: { contentType: 'text/plain', url } }],
});

describe('a connection', () => {
  test('sends nothing by itself, and the token with each request', async () => {
    const { dossier, sent } = connectionTo(() => answered({ resourceType: 'DocumentReference' }));
    expect(sent).toEqual([]);
    await dossier.read('a/b');
    expect(sent).toMatchObject([{ method: 'GET', url: `${BASE}/DocumentReference/a%2Fb` }]);
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer secret');
    expect(sent[0]?.headers.get('accept')).toBe('application/fhir+json');
  });

  test('takes a base with a slash at its end, and asks for a token each time', async () => {
    let count = 0;
    const token = async (): Promise<string> => `token-${++count}`;
    const { dossier, sent } = connectionTo(() => answered({}), { baseUrl: `${BASE}/`, token });
    await Promise.all([dossier.read('1'), dossier.read('2')]);
    expect(sent.map(({ headers }) => headers.get('authorization')).toSorted()).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(sent.map(({ url }) => url).toSorted()).toEqual([
      `${BASE}/DocumentReference/1`,
      `${BASE}/DocumentReference/2`,
    ]);
  });

  test('refuses a base that is no address, and a patient without a number', () => {
    expect(() => connect({ baseUrl: 'dossier.example', token: '' })).toThrow(TypeError);
    expect(() => connect({ baseUrl: 'ftp://dossier.example/fhir', token: '' })).toThrow('no http or https address');
    const { dossier } = connectionTo(() => answered({}));
    expect(() => dossier.record({ value: '279035121518989' })).toThrow('named by system and value');
  });

  test.each([
    'https://elsewhere.example/hospital/fhir/Binary/1',
    'http://dossier.example/hospital/fhir/Binary/1',
    'https://dossier.example:8443/hospital/fhir/Binary/1',
    'https://dossier.example/hospital/other/Binary/1',
    'https://dossier.example/hospital/fhir/../admin',
    'https://dossier.example/hospital/fhir/%2e%2e/admin',
    '//elsewhere.example/Binary/1',
    'https://dossier.example@elsewhere.example/hospital/fhir/Binary/1',
    'data:text/plain,hello',
    'file:///etc/passwd',
  ])('sends nothing to %s, though the server names it', async (url) => {
    const { dossier, sent } = connectionTo(() => answered({}));
    const error = await failureOf(dossier.retrieve(documentAt(url)));
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toMatchObject({ problem: 'address', message: expect.stringContaining('nothing was sent to it') });
    expect(sent).toEqual([]);
  });

  test('does not follow a page of results to another server', async () => {
    const link = [{ relation: 'next', url: 'https://elsewhere.example/hospital/fhir/DocumentReference?_page=1' }];
    const { dossier, sent } = connectionTo(() => answered({ resourceType: 'Bundle', link, entry: [] }));
    expect(await failureOf(all(dossier.record(DOMINIQUE).find()))).toMatchObject({ problem: 'address' });
    expect(sent).toHaveLength(1);
  });

  test('does not go round in pages that lead back to one another', async () => {
    const link = [{ relation: 'next', url: `${BASE}/DocumentReference?_page=1` }];
    const { dossier, sent } = connectionTo(() => answered({ resourceType: 'Bundle', link, entry: [] }));
    expect(await failureOf(all(dossier.record(DOMINIQUE).find()))).toMatchObject({ problem: 'form' });
    expect(sent).toHaveLength(2);
  });

  test('keeps the number of the patient out of addresses', async () => {
    const { dossier, sent } = connectionTo(() => answered({ resourceType: 'Bundle', total: 0 }));
    const record = dossier.record(DOMINIQUE);
    await record.status();
    await record.count();
    const found = await Promise.all([all(record.find()), all(record.consents()), all(record.accesses())]);
    expect(found).toEqual([[], [], []]);
    expect(sent).toHaveLength(5);
    for (const { method, url, body } of sent) {
      expect(method).toBe('POST');
      expect(url).not.toContain('279035121518989');
      expect(new URLSearchParams(body).toString()).toContain('279035121518989');
    }
  });

  test('puts criteria as FHIR wants them: lists by OR and escaped, `all` by AND, the patient once', async () => {
    const { dossier, sent } = connectionTo(() => answered({ resourceType: 'Bundle', total: 3 }));
    const criteria = {
      type: ['http://loinc.org|11488-4', 'urn:x|a,b$c\\d'],
      date: { all: ['ge2026-01-01', 'lt2026-07-01'] },
      isArchived: false,
      _count: 5,
      facility: undefined,
      'patient.identifier': 'somebody else',
    };
    expect(await dossier.record(DOMINIQUE).count(criteria)).toBe(3);
    expect([...new URLSearchParams(sent[0]?.body)]).toEqual([
      ['status', 'current'],
      ['type', 'http://loinc.org|11488-4,urn:x|a\\,b\\$c\\\\d'],
      ['date', 'ge2026-01-01'],
      ['date', 'lt2026-07-01'],
      ['isArchived', 'false'],
      ['_count', '5'],
      ['patient.identifier', `${DOMINIQUE.system}|${DOMINIQUE.value}`],
      ['_summary', 'count'],
    ]);
  });
});

describe('a refusal', () => {
  test('is a DossierError with the faults of an OperationOutcome', async () => {
    const issue = [
      {
        severity: 'error',
        code: 'required',
        details: { coding: [{ system: 'urn:dossier:error', code: 'element-missing' }] },
        diagnostics: 'DocumentReference.type is required.',
        expression: ['DocumentReference.type'],
      },
      { severity: 'error', code: 'invalid', details: { text: 'Something else.' } },
      { severity: 'error', code: 'processing' },
    ];
    const headers = { 'x-request-id': 'request-1' };
    const { dossier } = connectionTo(() =>
      answered({ resourceType: 'OperationOutcome', issue }, { status: 422, headers }),
    );
    const error = await failureOf(dossier.read('1'));
    expect(error).toBeInstanceOf(DossierError);
    expect(error).toMatchObject({
      name: 'DossierError',
      message: 'DocumentReference.type is required.',
      status: 422,
      code: 'element-missing',
      requestId: 'request-1',
      retryAfterSeconds: undefined,
      faults: [
        {
          code: 'element-missing',
          sentence: 'DocumentReference.type is required.',
          location: 'DocumentReference.type',
        },
        { code: 'invalid', sentence: 'Something else.' },
        { code: 'processing', sentence: 'processing' },
      ],
    });
  });

  test('says when to come back, and reads problems of addresses outside FHIR', async () => {
    const { dossier } = connectionTo(() =>
      answered({ code: 'busy', text: 'The server is busy.' }, { status: 503, headers: { 'retry-after': '5' } }),
    );
    expect(await failureOf(dossier.journal.head())).toMatchObject({
      status: 503,
      code: 'busy',
      message: 'The server is busy.',
      retryAfterSeconds: 5,
    });
  });

  test.each([
    ['a page of a proxy', '<html>Bad gateway</html>'],
    ['nothing', ''],
    ['JSON of another kind', '[1, "two", null]'],
  ])('without faults, where the body is %s', async (_, body) => {
    const { dossier } = connectionTo(() => new Response(body, { status: 502 }));
    expect(await failureOf(dossier.read('1'))).toMatchObject({
      status: 502,
      code: undefined,
      faults: [],
      message: 'The server answered 502.',
    });
  });

  test('is one also of a success that is not JSON, or says too little', async () => {
    const text = connectionTo(() => new Response('<html>Welcome</html>')).dossier;
    expect(await failureOf(text.read('1'))).toMatchObject({ name: 'AnswerError', problem: 'form' });
    const little = connectionTo(() =>
      answered({ resourceType: 'Bundle', entry: [{}, { response: { status: '201' } }] }),
    );
    const { dossier } = little;
    expect(await failureOf(dossier.record(DOMINIQUE).share([report()], submission))).toMatchObject({ problem: 'form' });
    expect(await failureOf(dossier.record(DOMINIQUE).count())).toMatchObject({ problem: 'form' });
    expect(await failureOf(dossier.proofOf('1'))).toMatchObject({ problem: 'form' });
    const noKey = connectionTo(
      () => new Response('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'),
    ).dossier;
    expect(await failureOf(noKey.journal.key())).toMatchObject({ problem: 'form' });
    expect(await failureOf(text.journal.key())).toMatchObject({ problem: 'form' });
    const cutKey = connectionTo(() => new Response('-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----')).dossier;
    expect(await failureOf(cutKey.journal.key())).toMatchObject({ name: 'AnswerError', problem: 'form' });
    const cutProof = { resourceType: 'Parameters', parameter: [{ name: 'proof', valueString: '{"entry"' }] };
    const { dossier: cut } = connectionTo(() => answered(cutProof));
    expect(await failureOf(cut.proofOf('1'))).toMatchObject({ name: 'AnswerError', problem: 'form' });
  });
});

describe('what is asked without a token', () => {
  test('stands beside the FHIR base of the same server', async () => {
    const { dossier, sent } = connectionTo(() => answered({}));
    await dossier.journal.head();
    await dossier.journal.consistency(3);
    expect(sent.map(({ url }) => url)).toEqual([
      'https://dossier.example/hospital/journal/head',
      'https://dossier.example/hospital/journal/consistency?from=3',
    ]);
    for (const { headers } of sent) expect(headers.has('authorization')).toBe(false);
  });
});

describe('over a real network', () => {
  const seen: (string | undefined)[] = [];
  let server: Server;
  let baseUrl = '';

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url === '/fhir/DocumentReference/hangs') return;
      if (request.url === '/fhir/DocumentReference/target') {
        response.end('{"resourceType":"DocumentReference"}');
        return;
      }
      response.writeHead(307, { location: '/fhir/DocumentReference/target' }).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/fhir`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('a redirect is not followed, wherever it leads', async () => {
    seen.length = 0;
    const dossier = connect({ baseUrl, token: 'secret', retry: { attempts: 1 } });
    expect(await failureOf(dossier.read('moved'))).toBeInstanceOf(TypeError);
    expect(seen).toEqual(['Bearer secret']);
  });

  test('an answer that came by a redirect is not used, whatever fetch was given', async () => {
    const follows: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'follow' });
    const dossier = connect({ baseUrl, token: 'secret', fetch: follows });
    expect(await failureOf(dossier.read('moved'))).toMatchObject({ name: 'AnswerError', problem: 'address' });
  });

  test('a signal ends a request that hangs, and one that has not begun', async () => {
    const dossier = connect({ baseUrl, token: 'secret' });
    const controller = new AbortController();
    const reason = new Error('enough');
    const hanging = failureOf(dossier.read('hangs', { signal: controller.signal }));
    setTimeout(() => controller.abort(reason), 50);
    expect(await hanging).toBe(reason);
    seen.length = 0;
    expect(await failureOf(dossier.read('target', { signal: controller.signal }))).toBe(reason);
    expect(await failureOf(all(dossier.record(DOMINIQUE).find({}, { signal: controller.signal })))).toBe(reason);
    expect(seen).toEqual([]);
    expect(await failureOf(dossier.read('hangs', { signal: AbortSignal.timeout(30) }))).toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('a server that is not there is what fetch says of it', async () => {
    const dossier = connect({ baseUrl: 'http://127.0.0.1:1/fhir', token: '', retry: { attempts: 1 } });
    expect(await failureOf(dossier.read('1'))).toBeInstanceOf(TypeError);
  });
});
