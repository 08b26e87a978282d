// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRE_A07 } from '../intake/test-messages.ts';
import { codeOf, type FhirHouse, fhirHouse, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

const masked = { coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] };
const jsonPatch = { 'content-type': 'application/json-patch+json' };
const patch = (operations: unknown, headers = {}) => ({
  method: 'PATCH',
  body: operations,
  headers: { ...jsonPatch, ...headers },
});

describe('reading and revising a DocumentReference', () => {
  it('reads by any of its ids, and says when nothing changed', async () => {
    const { entryUuid, logicalId } = await fhir.share();
    const reply = await fhir.ask('gp', `/DocumentReference/${entryUuid}`);
    expect(reply.status).toBe(200);
    expect((await fhir.ask('gp', `/DocumentReference/${logicalId}`)).json).toEqual(reply.json);
    const headers = { 'if-none-match': reply.headers.get('etag') ?? '' };
    expect((await fhir.ask('gp', `/DocumentReference/${entryUuid}`, { headers })).status).toBe(304);
    expect((await fhir.traces('document.find-reference'))[0]?.documents).toEqual([logicalId]);
    const head = await fhir.ask('gp', `/DocumentReference/${entryUuid}`, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(reply.headers.get('content-length'));
  });

  it('masks by conditional patch, archives and deletes (TD3.3)', async () => {
    const { entryUuid, uniqueId, logicalId } = await fhir.share();
    const address = `/DocumentReference?identifier=${encodeURIComponent(`urn:ietf:rfc:3986|urn:oid:${uniqueId}`)}`;
    const mask = await fhir.ask('gp', address, patch([{ op: 'replace', path: '/securityLabel/0', value: masked }]));
    expect(mask.status, mask.text).toBe(200);
    expect(mask.json.securityLabel[0].coding[0].code).toBe('MASQUE_PS');
    expect(mask.headers.get('etag')).toBe('W/"2"');
    expect(mask.json.id).not.toBe(entryUuid);
    expect((await fhir.traces('document.mask'))[0]).toMatchObject({ outcome: 'success', documents: [logicalId] });
    expect((await fhir.ask('cardiologist', `/DocumentReference/${logicalId}`)).status).toBe(404);

    const path =
      "/extension[url:'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived']/valueBoolean";
    const archived = await fhir.ask(
      'gp',
      `/DocumentReference/${logicalId}`,
      patch([{ op: 'replace', path, value: true }]),
    );
    expect(archived.json.extension).toContainEqual(expect.objectContaining({ valueBoolean: true }));
    expect(archived.headers.get('etag')).toBe('W/"2-archived"');
    const found = await fhir.ask(
      'gp',
      `/DocumentReference?${ofDominique}&isArchived=true&identifier=urn:oid:${uniqueId}`,
    );
    expect(found.json.total).toBe(1);

    const deleted = await fhir.ask(
      'gp',
      address,
      patch([{ op: 'replace', path: '/status', value: 'entered-in-error' }]),
    );
    expect(deleted.json.status).toBe('entered-in-error');
    expect((await fhir.traces('document.delete'))[0]).toMatchObject({ outcome: 'success' });
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ['another element', [{ op: 'replace', path: '/description', value: 'x' }], {}, 405],
    ['no patch', { op: 'replace' }, {}, 422],
    ['an older version', [{ op: 'replace', path: '/securityLabel/0', value: masked }], { 'if-match': 'W/"7"' }, 412],
    ['a version of no form', [{ op: 'replace', path: '/securityLabel/0', value: masked }], { 'if-match': 'x' }, 412],
    ['another type', '<diff/>', { 'content-type': 'application/xml' }, 415],
  ])('refuses %s', async (_, operations, headers, status) => {
    const { entryUuid } = await fhir.share();
    const reply = await fhir.ask('gp', `/DocumentReference/${entryUuid}`, patch(operations, headers));
    expect(reply.status, reply.text).toBe(status);
    const unchanged = await fhir.ask('gp', `/DocumentReference/${entryUuid}`);
    expect(unchanged.headers.get('etag')).toBe('W/"1"');
  });

  it('refuses a patch of what is not there, or without a name', async () => {
    const operations = [{ op: 'replace', path: '/securityLabel/0', value: masked }];
    for (const path of [
      `/DocumentReference/${randomUUID()}`,
      '/DocumentReference?identifier=urn:oid:1.2.3.4',
      '/DocumentReference/x',
    ]) {
      expect((await fhir.ask('gp', path, patch(operations))).status, path).toBe(404);
    }
    for (const path of ['/DocumentReference', '/DocumentReference?identifier=', '/DocumentReference?status=current']) {
      expect((await fhir.ask('gp', path, patch(operations))).status, path).toBe(400);
    }
  });

  it('judges the identifier of a patch as that of a search, and says so in plain words', async () => {
    const operations = [{ op: 'replace', path: '/securityLabel/0', value: masked }];
    for (const query of [
      'identifier=a%00b',
      'identifier=%ff',
      `identifier=${'x'.repeat(600)}`,
      'identifier:exact=urn:oid:1.2.3',
      'identifier=urn:oid:1.2.3,urn:oid:1.2.4',
      'identifier=urn:oid:1.2.3&identifier=urn:oid:1.2.4',
      `${encodeURIComponent('\u202e\n')}${'x'.repeat(300)}=1`,
    ]) {
      const reply = await fhir.ask('gp', `/DocumentReference?${query}`, patch(operations));
      expect([reply.status, codeOf(reply)], query).toEqual([
        400,
        expect.stringMatching(/^parameter-(invalid|missing)$/),
      ]);
      expect(reply.json.issue[0].diagnostics, query).toMatch(/^[\x20-\x7e]{1,300}$/);
    }
  });

  it('does not delete or replace', async () => {
    for (const method of ['DELETE', 'PUT']) {
      const reply = await fhir.ask('gp', `/DocumentReference/${randomUUID()}`, { method, body: {} });
      expect([reply.status, codeOf(reply)]).toEqual([405, 'method-not-allowed']);
      expect(reply.headers.get('allow')).toBe('GET, HEAD, PATCH, OPTIONS');
    }
  });
});
