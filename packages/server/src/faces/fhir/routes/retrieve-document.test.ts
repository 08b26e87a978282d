// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirHouse, fhirHouse } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

describe('Retrieve Document (ITI-68)', () => {
  it('gives the bytes as they came, and what a browser needs to leave them alone', async () => {
    const { logicalId, content } = await fhir.share();
    const reply = await fhir.ask('gp', `/Binary/${logicalId}`);
    expect(reply.status).toBe(200);
    expect(reply.bytes).toEqual(content);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(content.length),
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
    });
    expect(reply.headers.get('content-security-policy')).toContain('sandbox');
    expect((await fhir.traces('document.retrieve'))[0]).toMatchObject({ outcome: 'success', documents: [logicalId] });
  });

  it('gives parts', async () => {
    const { logicalId, content } = await fhir.share(undefined, { content: `%PDF-1.4 ${'0123456789'.repeat(60_000)}` });
    const part = (range: string, more = {}) => fhir.ask('gp', `/Binary/${logicalId}`, { headers: { range, ...more } });
    const middle = await part('bytes=262100-262200');
    expect([middle.status, middle.headers.get('content-range')]).toEqual([
      206,
      `bytes 262100-262200/${content.length}`,
    ]);
    expect(middle.bytes).toEqual(content.subarray(262100, 262201));
    expect((await part('bytes=-5')).bytes).toEqual(content.subarray(-5));
    expect((await part(`bytes=${content.length - 1}-`)).bytes).toEqual(content.subarray(-1));
    const beyond = await part(`bytes=${content.length}-`);
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${content.length}`]);
    const whole = await part('bytes=0-1,4-5');
    expect([whole.status, whole.bytes.length]).toEqual([200, content.length]);
    const tag = middle.headers.get('etag') ?? '';
    expect((await part('bytes=0-1', { 'if-range': tag })).status).toBe(206);
    const changed = await part('bytes=0-1', { 'if-range': '"other"' });
    expect([changed.status, changed.bytes.length]).toEqual([200, content.length]);
  });

  it('gives the whole, once, where a range does not apply', async () => {
    const { logicalId, content } = await fhir.share();
    const asked = (headers: Record<string, string>) => fhir.ask('gp', `/Binary/${logicalId}`, { headers });
    const binary = await asked({ range: 'bytes=0-3', accept: 'application/fhir+json' });
    expect([binary.status, binary.json.data]).toEqual([200, content.toString('base64')]);
    const before = (await fhir.traces('document.retrieve')).length;
    const changed = await asked({ range: `bytes=${content.length}-`, 'if-range': '"other"' });
    expect([changed.status, changed.bytes]).toEqual([200, content]);
    const traces = await fhir.traces('document.retrieve');
    expect(traces).toHaveLength(before + 1);
    expect(traces[0]).toMatchObject({ outcome: 'success', documents: [logicalId] });
    const known = await asked({
      range: `bytes=${content.length}-`,
      'if-none-match': changed.headers.get('etag') ?? '',
    });
    expect([known.status, known.bytes.length]).toEqual([304, 0]);
  });

  it('gives a Binary resource, a head, or nothing that is not new', async () => {
    const { logicalId, content } = await fhir.share();
    const asked = (headers: Record<string, string>, method = 'GET') =>
      fhir.ask('gp', `/Binary/${logicalId}`, { headers, method });
    const json = await asked({ accept: 'application/fhir+json' });
    expect(json.json).toMatchObject({
      resourceType: 'Binary',
      contentType: 'application/pdf',
      data: content.toString('base64'),
    });
    const xml = await asked({ accept: 'application/fhir+xml' });
    expect(xml.text).toContain(`<data value="${content.toString('base64')}"/>`);
    const head = await asked({}, 'HEAD');
    expect([head.status, head.bytes.length, head.headers.get('content-length')]).toEqual([
      200,
      0,
      String(content.length),
    ]);
    // a range is of a GET alone (RFC 9110 §14.2)
    for (const range of ['bytes=0-1', `bytes=${content.length}-`])
      expect((await asked({ range }, 'HEAD')).status).toBe(200);
    expect((await asked({ 'if-none-match': head.headers.get('etag') ?? '' })).status).toBe(304);
    expect((await asked({ accept: 'image/png' })).status).toBe(406);
  });

  it('is closed to those who may search but not open', async () => {
    const { logicalId } = await fhir.share();
    expect((await fhir.ask('occupational-physician', `/Binary/${logicalId}`)).status).toBe(404);
    expect((await fhir.traces('document.retrieve'))[0]).toMatchObject({ outcome: 'refused' });
  });
});
