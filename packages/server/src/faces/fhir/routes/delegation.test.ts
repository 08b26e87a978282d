// SPDX-License-Identifier: Apache-2.0
import { type Actor, systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personas } from '../../../demo/index.ts';
import { claimsFromActor } from '../../../platform/authentication/claims.ts';
import { changeConsent, dossiersOf, openRecord } from '../../../record/index.ts';
import type { Loose } from '../intake/test-messages.ts';
import { codeOf, type FhirHouse, fhirHouse, ofDominique, type Reply } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

const adele = personas.adele.actor;
const normal = { authentication: 'direct', mode: { kind: 'normal' } } as const;
const personOf = (actor: Actor): string => ('personId' in actor ? actor.personId : '');

const as = async (kind: 'patient' | 'carer' | 'representative', personId: string): Promise<Loose> => ({
  authorization: `Bearer ${await fhir.house.token({ sub: personId, ...claimsFromActor({ kind, personId, name: 'Adèle DECOURCY', ...normal }) })}`,
});
const byAdele = (path: string, body?: unknown): Promise<Reply> => byPerson(personOf(adele), path, body);
const byPerson = async (personId: string, path: string, body?: unknown, kind: 'patient' | 'carer' = 'carer') =>
  fhir.ask(undefined, path, { headers: await as(kind, personId), ...(body === undefined ? {} : { body }) });

const parameters = (values: Readonly<Record<string, string>>): Loose => ({
  resourceType: 'Parameters',
  parameter: Object.entries(values).map(([name, valueString]) => ({ name, valueString })),
});
const given = ({ json }: Reply, name: string): string => {
  const found = json.parameter?.find((one: Loose) => one.name === name) ?? {};
  return String(Object.entries(found).find(([key]) => key.startsWith('value'))?.[1] ?? '');
};

const invite = (values: Readonly<Record<string, string>> = {}, who: 'dominique' | 'gp' | 'stranger' = 'dominique') =>
  fhir.ask(who, `/Patient/${fhir.recordId}/$invite-carer`, {
    body: parameters({ rights: 'read', purpose: 'helps me with my appointments', ...values }),
  });
const accept = (code: string, personId = personOf(adele)) =>
  byPerson(personId, '/Patient/$accept-invitation', parameters({ code }), 'patient');
const find = (personId = personOf(adele)) => byPerson(personId, `/DocumentReference?${ofDominique}`);
const leave = (personId = personOf(adele)) =>
  byPerson(personId, `/Patient/${fhir.recordId}/$leave-delegation`, parameters({}));

const stranger = (serial: number): string => `dddddddd-0000-4000-8000-${String(serial).padStart(12, '0')}`;

describe('a carer', () => {
  it('is invited by the patient, reads for her, and leaves', async () => {
    await fhir.share();
    const masked = await fhir.share((document) => {
      document.securityLabel = [{ coding: [{ system: 'urn:oid:1.2.250.1.213.1.1.4.13', code: 'MASQUE_PS' }] }];
    });
    expect((await find()).status).toBe(403);
    const invited = await invite();
    expect(invited.status, invited.text).toBe(201);
    expect(invited.headers.get('cache-control')).toBe('no-store');
    const code = given(invited, 'code');
    expect(code).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
    expect((await fhir.traces('delegation.invite'))[0]).toMatchObject({
      outcome: 'success',
      detail: { change: 'invite', grant: 'read' },
    });

    const accepted = await accept(code.toLowerCase().replaceAll('-', ' '));
    expect(accepted.status, accepted.text).toBe(201);
    expect((await fhir.traces('delegation.accept'))[0]).toMatchObject({
      outcome: 'success',
      actor: { kind: 'carer', key: `person:${personOf(adele)}` },
      detail: { change: 'accept', onBehalfOf: `person:${personOf(personas.dominique.actor)}` },
    });
    const found = await find();
    expect(found.status, found.text).toBe(200);
    expect(found.json.total).toBe(1);
    expect(found.text).not.toContain(masked.uniqueId);
    expect((await byAdele(`/DocumentReference/${masked.entryUuid}`)).status).toBe(404);
    expect((await fhir.traces('document.find'))[0]).toMatchObject({
      outcome: 'success',
      actor: { kind: 'carer' },
      detail: { onBehalfOf: `person:${personOf(personas.dominique.actor)}` },
    });

    const left = await leave();
    expect(left.status, left.text).toBe(204);
    expect((await fhir.traces('delegation.leave'))[0]).toMatchObject({ outcome: 'success', detail: { kind: 'carer' } });
    expect((await find()).status).toBe(403);
    expect((await leave()).status).toBe(403);
  });

  it('is ended by the patient', async () => {
    const accepted = await accept(given(await invite(), 'code'));
    expect((await find()).status).toBe(200);
    const ended = await fhir.ask('dominique', `/Consent/${accepted.json.id}`, {
      method: 'PATCH',
      body: [{ op: 'replace', path: '/status', value: 'inactive' }],
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect(ended.status, ended.text).toBe(200);
    expect((await fhir.traces('consent.change'))[0]).toMatchObject({ detail: { change: 'end', kind: 'carer' } });
    expect((await find()).status).toBe(403);
  });
});

describe('an invitation', () => {
  it('serves once, and everything else about it has one answer', async () => {
    const code = given(await invite(), 'code');
    const before = await accept(`${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`);
    expect((await fhir.traces('delegation.accept'))[0]).toMatchObject({
      outcome: 'refused',
      reasons: ['wrong-secret'],
      detail: { attempts: 1 },
    });
    expect((await accept(code)).status).toBe(201);
    const again = await accept(code, stranger(1));
    const never = await accept('0000-0000-0000-0000-0000', stranger(1));
    const nonsense = await accept('%', stranger(1));
    for (const reply of [before, again, never, nonsense]) {
      expect(reply.status).toBe(404);
      expect(codeOf(reply)).toBe('invitation-unknown');
      expect(reply.text).toBe(before.text);
    }
    await leave();
  });

  it('runs out, of time and of attempts, and is withdrawn', async () => {
    const attempted = given(await invite(), 'code');
    const wrong = `${attempted.slice(0, -4)}${attempted.endsWith('0000') ? '1111' : '0000'}`;
    await Promise.all(Array.from({ length: 8 }, () => accept(wrong, stranger(2))));
    expect((await accept(attempted)).status).toBe(404);

    const invited = await invite();
    const open = await fhir.ask('dominique', `/Patient/${fhir.recordId}/$invitations`);
    expect(open.status, open.text).toBe(200);
    expect(open.text).not.toContain(given(invited, 'code').slice(-14));
    const withdraw = (who: 'dominique' | 'gp') =>
      fhir.ask(who, `/Patient/${fhir.recordId}/$withdraw-invitation`, {
        body: parameters({ invitation: given(invited, 'invitation') }),
      });
    expect((await withdraw('gp')).status).toBe(403);
    expect((await withdraw('dominique')).status).toBe(204);
    expect((await fhir.traces('delegation.invite'))[0]).toMatchObject({ detail: { change: 'withdraw' } });
    expect((await withdraw('dominique')).status).toBe(404);
    expect((await accept(given(invited, 'code'))).status).toBe(404);

    const late = given(await invite(), 'code');
    const now = fhir.house.clock.now();
    fhir.house.clock.advance({ days: 8 });
    expect((await accept(late)).status).toBe(404);
    fhir.house.clock.set(now);
  });

  it('is accepted by one of two at once, and not after it was withdrawn at the same moment', async () => {
    const code = given(await invite(), 'code');
    const both = await Promise.all([accept(code, stranger(3)), accept(code, stranger(4))]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 404]);
    for (const person of [3, 4]) await leave(stranger(person));

    const invited = await invite();
    const [accepted, withdrawn] = await Promise.all([
      accept(given(invited, 'code')),
      fhir.ask('dominique', `/Patient/${fhir.recordId}/$withdraw-invitation`, {
        body: parameters({ invitation: given(invited, 'invitation') }),
      }),
    ]);
    expect([accepted.status === 201, withdrawn.status === 204].filter(Boolean)).toHaveLength(1);
    expect((await find()).status).toBe(accepted.status === 201 ? 200 : 403);
    if (accepted.status === 201) await leave();
  });

  it('is made by the patient alone, with rights that there are, a purpose, and an end to come', async () => {
    expect((await invite({}, 'gp')).status).toBe(403);
    expect((await fhir.traces('delegation.invite'))[0]).toMatchObject({ outcome: 'refused' });
    for (const wrong of [
      { rights: 'everything' },
      { purpose: ' ' },
      { purpose: 'a\u202eb' },
      { purpose: 'x'.repeat(201) },
      { until: '2020-01-01' },
    ]) {
      const reply = await invite(wrong);
      expect(reply.status, JSON.stringify(wrong)).toBe(422);
      expect((await fhir.traces('delegation.invite'))[0]).toMatchObject({ outcome: 'failure' });
    }
    expect((await invite({ until: 'soon' })).status).toBe(400);
    const own = given(await invite(), 'code');
    expect((await accept(own, personOf(personas.dominique.actor))).status).toBe(404);
    const byDoctor = await fhir.ask('gp', '/Patient/$accept-invitation', { body: parameters({ code: own }) });
    expect(byDoctor.status).toBe(403);
  });
});

describe('dossiers of a person', () => {
  it('are their own, those of their children until they come of age, and those they care for', async () => {
    const { house } = fhir;
    const parent = personOf(personas.parent.actor);
    const lea = personas.lea.patient;
    if (!lea) throw new Error('lea is a patient');
    const opened = await openRecord(
      systemActor('test'),
      { ...lea, identityStatus: 'qualified', regime: 'fr-2010', consentRecorded: true },
      house.ports,
    );
    if (!opened.ok) throw new Error(opened.error.code);
    const record = { recordId: opened.value.recordId };
    const change = { do: 'begin', kind: 'legal-representative', holder: `person:${parent}`, holderName: 'P' } as const;
    expect((await changeConsent(systemActor('test'), { record, change }, house.ports)).ok).toBe(true);
    await accept(given(await invite(), 'code'), parent);

    const listed = await byPerson(parent, '/Patient/$dossiers');
    expect(listed.status, listed.text).toBe(200);
    expect(await dossiersOf(parent, house.ports)).toMatchObject([
      { recordId: record.recordId, role: 'representative', name: 'LEA MARCHETTI', until: '2029-09-16T22:00:00.000Z' },
      { recordId: fhir.recordId, role: 'carer', grant: 'read' },
    ]);
    expect(await dossiersOf(personOf(personas.dominique.actor), house.ports)).toMatchObject([
      { recordId: fhir.recordId, role: 'own', ins: personas.dominique.patient?.ins },
    ]);
    expect(await dossiersOf('nobody', house.ports)).toEqual([]);
    expect((await fhir.ask('gp', '/Patient/$dossiers')).status).toBe(403);

    const asParent = async () =>
      fhir.ask(undefined, `/DocumentReference?patient=${record.recordId}`, {
        headers: await as('representative', parent),
      });
    const now = house.clock.now();
    house.clock.set('2029-09-16T21:59:00.000Z');
    expect((await asParent()).status).toBe(200);
    house.clock.set('2029-09-16T22:00:00.000Z');
    expect((await asParent()).status).toBe(403);
    expect((await dossiersOf(parent, house.ports)).map(({ role }) => role)).toEqual(['carer']);
    house.clock.set(now);
    await leave(parent);
  });
});
