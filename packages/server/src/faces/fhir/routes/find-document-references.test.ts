// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRE_A07 } from '../intake/test-messages.ts';
import { codeOf, type FhirHouse, fhirHouse, ids, link, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

const masked = { coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] };

describe('Find Document References (ITI-67)', () => {
  it('finds by GET and by POST, with absolute addresses, and leaves a trace', async () => {
    const { entryUuid, logicalId, uniqueId } = await fhir.share();
    const query = `identifier=${encodeURIComponent(`urn:ietf:rfc:3986|urn:oid:${uniqueId}`)}`;
    const got = await fhir.ask('gp', `/DocumentReference?${ofDominique}&status=current&${query}`);
    expect(got.status, got.text).toBe(200);
    expect(got.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    expect(got.json).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 1,
      entry: [
        {
          fullUrl: `${fhir.house.baseUrl}/DocumentReference/${entryUuid}`,
          resource: { id: entryUuid, content: [{ attachment: { url: `${fhir.house.baseUrl}/Binary/${logicalId}` } }] },
          search: { mode: 'match' },
        },
      ],
    });
    expect((await fhir.traces('document.find-reference'))[0]).toMatchObject({ outcome: 'success' });
    const posted = await fhir.ask('gp', '/DocumentReference/_search', {
      body: `${ofDominique}&status=current&${query}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(posted.json.entry).toEqual(got.json.entry);
    const alone = await fhir.ask('gp', `/DocumentReference?${query}`);
    expect(ids(alone)).toEqual([entryUuid]);
    const byId = await fhir.ask('gp', `/DocumentReference?_id=${entryUuid}`);
    expect(ids(byId)).toEqual([entryUuid]);
    const byEntryUuid = await fhir.ask('gp', `/DocumentReference?identifier=urn:uuid:${entryUuid}`);
    expect(ids(byEntryUuid)).toEqual([entryUuid]);
  });

  it('pages without showing where it stands, and every page is decided again', async () => {
    for (let count = 0; count < 3; count++) await fhir.share();
    const all = await fhir.ask('gp', `/DocumentReference?${ofDominique}`);
    let page = await fhir.ask('gp', `/DocumentReference?${ofDominique}&_count=2`);
    const seen = [...ids(page)];
    const second = link(page, 'next') ?? '';
    expect(second).not.toContain('279035121518989');
    expect((await fhir.ask('cardiologist', second)).status).toBe(400);
    expect((await fhir.ask('gp', `${second.slice(0, -1)}${second.endsWith('A') ? 'B' : 'A'}`)).status).toBe(400);
    for (let next = link(page, 'next'); next; next = link(page, 'next')) {
      page = await fhir.ask('gp', next);
      expect(page.json.total).toBe(all.json.total);
      expect(link(page, 'self')).toBe(next);
      seen.push(...ids(page));
    }
    expect(seen).toEqual(ids(all));
  });

  it('shows nobody what a lens hides: not in lists, totals, pages or by name', async () => {
    const before = await fhir.ask('cardiologist', `/DocumentReference?${ofDominique}&_summary=count`);
    const { entryUuid, logicalId, uniqueId } = await fhir.share((document) => {
      document.securityLabel.push(masked);
    });
    const seen = await fhir.ask('gp', `/DocumentReference?${ofDominique}&security-label=MASQUE_PS`);
    expect(ids(seen)).toContain(entryUuid);
    const after = await fhir.ask('cardiologist', `/DocumentReference?${ofDominique}&_summary=count`);
    expect(after.json.total).toBe(before.json.total);
    for (const path of [
      `/DocumentReference?identifier=urn:oid:${uniqueId}`,
      `/DocumentReference?${ofDominique}&identifier=urn:oid:${uniqueId}`,
    ]) {
      const hidden = await fhir.ask('cardiologist', path);
      const unknown = await fhir.ask('cardiologist', path.replace(uniqueId, '1.2.3.4'));
      expect(hidden.status).toBe(200);
      expect(hidden.text.replaceAll(uniqueId, '1.2.3.4')).toBe(unknown.text);
    }
    for (const [path, id] of [
      ['/DocumentReference', entryUuid],
      ['/DocumentReference', logicalId],
      ['/Binary', logicalId],
    ]) {
      for (const who of ['cardiologist', 'stranger', 'blocked', 'adele'] as const) {
        const hidden = await fhir.ask(who, `${path}/${id}`);
        const unknown = await fhir.ask(who, `${path}/${randomUUID()}`);
        expect([who, hidden.status, hidden.text]).toEqual([who, 404, unknown.text]);
      }
    }
    expect((await fhir.traces('document.retrieve'))[0]).toMatchObject({ outcome: 'refused' });
  });

  it('refuses those who may not search this record', async () => {
    for (const who of ['stranger', 'blocked', 'adele', 'hospital'] as const) {
      const reply = await fhir.ask(who, `/DocumentReference?${ofDominique}`);
      expect([who, reply.status, codeOf(reply)]).toEqual([who, 403, 'access-refused']);
    }
    expect((await fhir.traces('document.find'))[0]).toMatchObject({
      outcome: 'refused',
      actor: { key: expect.any(String) },
    });
  });

  it('lets those who feed but do not read find what they brought (TD3.1b)', async () => {
    const { uniqueId } = await fhir.share();
    const byName = await fhir.ask('hospital', `/DocumentReference?${ofDominique}&identifier=urn:oid:${uniqueId}`);
    expect([byName.status, byName.json.total]).toEqual([200, 0]);
    expect((await fhir.traces('document.find-reference'))[0]).toMatchObject({ actor: { kind: 'organization' } });
  });

  it('warns of parameters that it does not know, or refuses them', async () => {
    const path = `/DocumentReference?${ofDominique}&colour=blue&_count=1`;
    const lenient = await fhir.ask('gp', path);
    expect(lenient.json.entry.at(-1)).toMatchObject({
      resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning' }] },
      search: { mode: 'outcome' },
    });
    expect(link(lenient, 'self')).not.toContain('colour');
    const strict = await fhir.ask('gp', path, { headers: { prefer: 'handling=strict' } });
    expect([strict.status, codeOf(strict)]).toEqual([400, 'parameter-unknown']);
  });

  it('takes every value as a value', async () => {
    for (const text of ["' or 1=1 --", '%', '_', '\\', '{"a":1}', "'; drop table record.record; --", '\u202e']) {
      const value = encodeURIComponent(text);
      for (const name of ['type', 'author.family', 'identifier', 'related', 'status', 'creation', '_id', '_list']) {
        const { status } = await fhir.ask('gp', `/DocumentReference?${ofDominique}&${name}=${value}`);
        expect([200, 400], `${name}=${text}`).toContain(status);
      }
    }
  });

  it('answers XML', async () => {
    const reply = await fhir.ask('gp', `/DocumentReference?${ofDominique}&_count=1`, {
      headers: { accept: 'application/fhir+xml' },
    });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('<Bundle xmlns="http://hl7.org/fhir">');
    const none = await fhir.ask('gp', `/DocumentReference?${ofDominique}`, { headers: { accept: 'text/html' } });
    expect([none.status, codeOf(none)]).toEqual([406, 'not-acceptable']);
  });
});
