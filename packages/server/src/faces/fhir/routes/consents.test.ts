// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../intake/test-messages.ts';
import { codeOf, type FhirHouse, fhirHouse, ids, insToken, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

const stranger = { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '' };

const consent = (kind: string, more: Loose = {}): Loose => ({
  resourceType: 'Consent',
  status: 'active',
  scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
  category: [{ coding: [{ system: 'urn:dossier:consent-kind', code: kind }] }],
  patient: { identifier: { system: insToken.split('|')[0], value: insToken.split('|')[1] } },
  ...more,
});

const about = (identifier: Loose): Loose => ({
  provision: {
    actor: [{ role: { coding: [{ code: 'IRCP' }] }, reference: { identifier, display: 'Dr Luc GARRIGUE' } }],
  },
});

const whoIs = async (who: 'stranger'): Promise<Loose> => {
  await fhir.ask(who, `/DocumentReference?${ofDominique}`);
  const [trace] = await fhir.traces('document.find');
  return { ...stranger, value: trace?.actor.key.slice(3) };
};

const mayFind = async (who: 'stranger' | 'gp'): Promise<number> =>
  (await fhir.ask(who, `/DocumentReference?${ofDominique}`)).status;

describe('Consent', () => {
  it('is found by the patient, and by professionals as far as they may know', async () => {
    const own = await fhir.ask('dominique', `/Consent?${ofDominique}`);
    expect(own.status, own.text).toBe(200);
    expect(own.json.total).toBe(6);
    const [first] = own.json.entry;
    expect(first.fullUrl).toBe(`${fhir.house.baseUrl}/Consent/${first.resource.id}`);
    expect((await fhir.ask('dominique', `/Consent/${first.resource.id}`)).json).toEqual(first.resource);
    expect((await fhir.traces('consent.read'))[0]).toMatchObject({ outcome: 'success' });
    expect((await fhir.ask('dominique', `/Consent?${ofDominique}&status=inactive`)).json.total).toBe(0);
    expect((await fhir.ask('gp', `/Consent?${ofDominique}`)).status).toBe(200);
    expect((await fhir.ask('stranger', `/Consent?${ofDominique}`)).status).toBe(403);
    for (const id of [
      'x',
      '0'.repeat(64),
      first.resource.id.replace(/.$/, (last: string) => (last === '0' ? '1' : '0')),
    ]) {
      expect((await fhir.ask('dominique', `/Consent/${id}`)).status, id).toBe(404);
    }
  });

  it('lets the patient authorise, and withdraw', async () => {
    const identifier = await whoIs('stranger');
    expect(await mayFind('stranger')).toBe(403);
    const created = await fhir.ask('dominique', '/Consent', { body: consent('authorization', about(identifier)) });
    expect(created.status, created.text).toBe(201);
    expect(created.headers.get('location')).toBe(`${fhir.house.baseUrl}/Consent/${created.json.id}`);
    expect(created.json).toMatchObject({ status: 'active', provision: { type: 'permit' } });
    expect((await fhir.traces('consent.change'))[0]).toMatchObject({ outcome: 'success' });
    expect(await mayFind('stranger')).toBe(200);

    const ended = await fhir.ask('dominique', `/Consent/${created.json.id}`, {
      method: 'PATCH',
      body: [{ op: 'replace', path: '/status', value: 'inactive' }],
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect(ended.status, ended.text).toBe(200);
    expect(ended.json).toMatchObject({ id: created.json.id, status: 'inactive' });
    expect(await mayFind('stranger')).toBe(403);
  });

  it('lets the patient oppose, and end the opposition by PUT', async () => {
    const created = await fhir.ask('dominique', '/Consent', { body: consent('opposition-break-glass') });
    expect(created.status, created.text).toBe(201);
    const glass = { token: { mode: 'break-glass', reason: 'urgence vitale' } };
    expect((await fhir.ask('stranger', `/DocumentReference?${ofDominique}`, glass)).status).toBe(403);
    const ended = await fhir.ask('dominique', `/Consent/${created.json.id}`, {
      method: 'PUT',
      body: { ...created.json, status: 'inactive' },
    });
    expect(ended.status, ended.text).toBe(200);
    expect(ended.json.status).toBe('inactive');
    expect((await fhir.ask('stranger', `/DocumentReference?${ofDominique}`, glass)).status).toBe(200);
  });

  it('lets a professional declare an authorisation, and lay it down (TD0.3)', async () => {
    const identifier = await whoIs('stranger');
    const declared = await fhir.ask('stranger', '/Consent', { body: consent('authorization', about(identifier)) });
    expect(declared.status, declared.text).toBe(201);
    expect((await fhir.traces('authorization.declare'))[0]).toMatchObject({ outcome: 'success' });
    expect(await mayFind('stranger')).toBe(200);
    const ended = await fhir.ask('stranger', `/Consent/${declared.json.id}`, {
      method: 'PUT',
      body: { ...declared.json, status: 'inactive' },
    });
    expect(ended.status, ended.text).toBe(200);
    expect((await fhir.traces('authorization.remove-own'))[0]).toMatchObject({ outcome: 'success' });
    expect(await mayFind('stranger')).toBe(403);
  });

  it('ends the declaration that is named, not another that stands', async () => {
    const identifier = await whoIs('stranger');
    const declare = () => fhir.ask('stranger', '/Consent', { body: consent('authorization', about(identifier)) });
    const patch = (id: string) =>
      fhir.ask('stranger', `/Consent/${id}`, {
        method: 'PATCH',
        body: [{ op: 'replace', path: '/status', value: 'inactive' }],
        headers: { 'content-type': 'application/json-patch+json' },
      });
    const former = await declare();
    expect((await patch(former.json.id)).status).toBe(200);
    const standing = await declare();
    expect(standing.json.id).not.toBe(former.json.id);
    const again = await patch(former.json.id);
    expect(again.status, again.text).not.toBe(500);
    expect((await fhir.traces('authorization.remove-own'))[0]?.outcome).toBe(
      again.status < 300 ? 'success' : 'failure',
    );
    expect(await mayFind('stranger')).toBe(200);
    expect((await patch(standing.json.id)).status).toBe(200);
    expect(await mayFind('stranger')).toBe(403);
  });

  it('leaves the decisions of the patient to the patient', async () => {
    const identifier = await whoIs('stranger');
    const refused = await fhir.ask('gp', '/Consent', { body: consent('block', about(identifier)) });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'access-refused']);
    expect((await fhir.traces('consent.change'))[0]).toMatchObject({ outcome: 'refused' });
    const blocks = await fhir.ask('gp', `/Consent?${ofDominique}`);
    const other = ids(blocks)[0];
    const ended = await fhir.ask('nurse', `/Consent/${other}`, {
      method: 'PATCH',
      body: [{ op: 'replace', path: '/status', value: 'inactive' }],
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect(ended.status).toBe(403);
  });

  it.each<[string, Loose, number]>([
    ['an unknown kind', () => consent('telepathy'), 422],
    ['nobody named', () => consent('authorization'), 422],
    ['another resource', () => ({ resourceType: 'Patient' }), 422],
    ['no patient', () => ({ ...consent('opposition-break-glass'), patient: undefined }), 422],
  ])('refuses %s', async (_, body, status) => {
    expect((await fhir.ask('dominique', '/Consent', { body: body() })).status).toBe(status);
  });

  it.each<[string, unknown, number]>([
    ['another element', [{ op: 'replace', path: '/category', value: [] }], 422],
    [
      'two operations',
      [
        { op: 'replace', path: '/status', value: 'inactive' },
        { op: 'test', path: '/status' },
      ],
      422,
    ],
    ['another status', [{ op: 'replace', path: '/status', value: 'draft' }], 422],
    ['no patch', {}, 422],
  ])('refuses a patch of %s', async (_, body, status) => {
    const [id] = ids(await fhir.ask('dominique', `/Consent?${ofDominique}&status=active`));
    const reply = await fhir.ask('dominique', `/Consent/${id}`, {
      method: 'PATCH',
      body,
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect(reply.status).toBe(status);
  });

  it('is not deleted', async () => {
    expect((await fhir.ask('dominique', `/Consent/${'0'.repeat(64)}`, { method: 'DELETE' })).status).toBe(405);
  });
});
