// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { errors } from '@dossier/core/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../intake/test-messages.ts';
import { codeOf, type FhirHouse, fhirHouse, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

describe('the face', () => {
  it('says what it does to everybody, in both forms', async () => {
    const reply = await fhir.ask(undefined, '/metadata');
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({
      resourceType: 'CapabilityStatement',
      implementation: { url: fhir.house.baseUrl },
    });
    const xml = await fhir.ask(undefined, '/metadata?_format=xml');
    expect(xml.text).toContain('<CapabilityStatement xmlns="http://hl7.org/fhir">');
    const head = await fhir.ask(undefined, '/metadata', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    expect((await fhir.ask(undefined, '/metadata', { headers: { accept: 'text/turtle' } })).status).toBe(406);
    expect((await fhir.ask(undefined, '/metadata', { method: 'POST', body: {} })).status).toBe(405);
  });

  it('answers nobody without a token, before anything is read', async () => {
    for (const [method, path] of [
      ['GET', `/DocumentReference?${ofDominique}`],
      ['GET', `/Binary/${randomUUID()}`],
      ['POST', '/'],
      ['GET', `/AuditEvent?${ofDominique}`],
    ] as const) {
      const reply = await fhir.ask(undefined, path, { method, ...(method === 'POST' ? { body: bundle() } : {}) });
      expect([path, reply.status, codeOf(reply)]).toEqual([path, 401, 'token-missing']);
      expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="dossier"');
    }
    const xml = await fhir.ask(undefined, '/Patient', { headers: { accept: 'application/fhir+xml' } });
    expect([xml.status, xml.text]).toEqual([401, expect.stringContaining('<OperationOutcome')]);
    const bad = await fhir.ask(undefined, '/Patient', { headers: { authorization: 'Bearer nonsense' } });
    expect(bad.status).toBe(401);
    expect(bad.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it.each([
    '/Nothing',
    '/Observation',
    '/Patient/x/y',
    '/DocumentReference/x/_history/1',
    '/../../etc/passwd',
    '/%2e%2e%2f',
  ])('has nothing at %s', async (path) => {
    const reply = await fhir.ask('gp', path);
    expect([404, 400]).toContain(reply.status);
    expect(reply.text).not.toMatch(/node_modules|at [A-Z]\w+\.|Error:/);
  });

  it('says which methods an address takes', async () => {
    const options = await fhir.ask('gp', '/DocumentReference', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, PATCH, OPTIONS']);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/DocumentReference/_search'],
      ['DELETE', '/Patient/x'],
      ['POST', '/Binary/x'],
      ['PUT', '/AuditEvent/x'],
    ] as const) {
      const reply = await fhir.ask('gp', path, { method, ...(method === 'POST' ? { body: {} } : {}) });
      expect([path, reply.status]).toEqual([path, 405]);
    }
  });

  it('has every sentence from the registry, and no stack', async () => {
    const reply = await fhir.ask('gp', `/DocumentReference?${ofDominique}&creation=soon`);
    const [issue] = reply.json.issue;
    expect(Object.keys(errors)).toContain(issue.details.coding[0].code);
    expect(issue).toMatchObject({ severity: 'error', code: 'value' });
    expect(reply.text).not.toContain('    at ');
  });

  it('takes nothing from a connection that is cut in the middle', async () => {
    const count = async () => (await fhir.ask('gp', `/DocumentReference?${ofDominique}&_summary=count`)).json.total;
    const before = await count();
    const token = await fhir.house.token('gp');
    const { port, hostname } = new URL(fhir.house.url);
    const body = JSON.stringify(bundle());
    const head = `POST /fhir/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/fhir+json\r\nContent-Length: ${body.length}\r\n\r\n`;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(head + body.slice(0, body.length / 2), () => {
          socket.destroy();
          resolve();
        });
      });
    });
    expect(await count()).toBe(before);
  });

  it('refuses what is larger than it takes, before it is all there', async () => {
    const limit = fhir.house.house.config.bodyLimitBytes;
    const reply = await fhir.ask('gp', '/', { body: new Uint8Array(limit + 1).fill(0x20) });
    expect([reply.status, codeOf(reply)]).toEqual([413, 'body-too-large']);
    const form = await fhir.ask('gp', '/DocumentReference/_search', {
      body: `type=${'x'.repeat(70_000)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, form.text]).toEqual([413, expect.stringContaining('65536')]);
  });
});
