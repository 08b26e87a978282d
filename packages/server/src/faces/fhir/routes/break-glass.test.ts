// SPDX-License-Identifier: Apache-2.0
import { systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personas } from '../../../demo/index.ts';
import {
  changeConsent,
  foldNames,
  judgeEmergencyAccess,
  listEmergencyAccesses,
  openRecord,
  readEmergencyAccess,
  readEmergencyFigures,
} from '../../../record/index.ts';
import type { Loose } from '../intake/test-messages.ts';
import { codeOf, type FhirHouse, fhirHouse, ofDominique } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
  await fhir.share();
});
afterAll(() => fhir.house.stop());

const find = (who: 'stranger' | 'blocked' | 'samu', token: Loose = {}, of = ofDominique) =>
  fhir.ask(who, `/DocumentReference?${of}`, { token });
const glass = (reason: string) => ({ mode: 'break-glass', reason });
const breakIt = (who: 'stranger' | 'blocked' | 'dominique' | 'secretary', reason: string, id = fhir.recordId) =>
  fhir.ask(who, `/Patient/${id}/$break-glass`, {
    body: { resourceType: 'Parameters', parameter: [{ name: 'reason', valueString: reason }] },
  });
const support = personas.support.actor;

const openAdele = async (): Promise<string> => {
  const { patient, actor } = personas.adele;
  if (!patient || actor.kind !== 'patient') throw new Error('adele is a patient');
  const opened = await openRecord(
    systemActor('test'),
    {
      ins: patient.ins,
      traits: { ...patient.traits, residenceTown: patient.address.city },
      personId: actor.personId,
      identityStatus: 'qualified',
      regime: 'fr-2010',
      consentRecorded: true,
    },
    fhir.house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value.recordId;
};

describe('break-glass', () => {
  it('opens one access by the first request, on which the others stand until it ends', async () => {
    const replies = await Promise.all([1, 2, 3].map(() => find('stranger', glass('coma'))));
    for (const { status, text } of replies) expect(status, text).toBe(200);
    const opened = await fhir.traces('emergency.open');
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatchObject({
      outcome: 'success',
      actor: { mode: 'break-glass', reason: 'coma' },
      detail: { mode: 'break-glass', opened: 'by-access' },
    });
    expect((await find('stranger')).status).toBe(403);

    const now = fhir.house.clock.now();
    const until = String(opened[0]?.detail.until);
    fhir.house.clock.set(new Date(Date.parse(until) - 60_000).toISOString());
    expect((await find('stranger', glass('coma'))).status).toBe(200);
    fhir.house.clock.set(until);
    const spent = await find('stranger', glass('coma'));
    expect(spent.status).toBe(403);
    expect(codeOf(spent)).toBe('reason-spent');
    expect((await fhir.traces('document.find'))[0]).toMatchObject({ outcome: 'refused' });
    expect(await fhir.traces('emergency.open')).toHaveLength(1);
    expect((await find('stranger', glass('still in coma, second look'))).status).toBe(200);
    expect(await fhir.traces('emergency.open')).toHaveLength(2);
    fhir.house.clock.set(now);
  });

  it('is for one patient: a second one has an access and an entry of its own', async () => {
    const adele = await openAdele();
    expect((await find('stranger', glass('transfusion'), `patient=${adele}`)).status).toBe(200);
    const accesses = await listEmergencyAccesses(support, { limit: 10 }, fhir.house.ports);
    if (!accesses.ok) throw new Error(accesses.error.code);
    expect(accesses.value.filter(({ recordId }) => recordId === adele)).toHaveLength(1);
  });

  it('is an act of its own, after which the professional goes on in normal mode', async () => {
    fhir.house.clock.advance({ days: 2 });
    expect((await find('stranger')).status).toBe(403);
    const broken = await breakIt('stranger', 'unconscious in the street');
    expect(broken.status, broken.text).toBe(201);
    expect((await fhir.traces('emergency.open'))[0]).toMatchObject({
      actor: { mode: 'break-glass', reason: 'unconscious in the street' },
      detail: { opened: 'declared' },
    });
    const found = await find('stranger');
    expect(found.status).toBe(200);
    expect((await fhir.traces('document.find'))[0]).toMatchObject({ actor: { mode: 'break-glass' } });
    const again = await breakIt('stranger', 'another reason');
    expect(again.status).toBe(200);
    expect(again.json.parameter).toEqual(broken.json.parameter);
    expect((await fhir.traces('emergency.open'))[0]).toMatchObject({ detail: { opened: 'standing' } });
    fhir.house.clock.advance({ minutes: 121 });
    expect((await find('stranger')).status).toBe(403);
  });

  it.each([
    ['stranger', ' ', 403, 'reason-required'],
    ['stranger', 'a\u202eb', 403, 'reason-required'],
    ['blocked', 'urgent', 403, 'access-refused'],
    ['dominique', 'urgent', 403, 'access-refused'],
    ['secretary', 'urgent', 403, 'access-refused'],
  ] as const)('refuses %s with the reason "%s"', async (who, reason, status, code) => {
    const reply = await breakIt(who, reason);
    expect(reply.status).toBe(status);
    expect(codeOf(reply)).toBe(code);
    if (code === 'access-refused')
      expect((await fhir.traces('emergency.open'))[0]).toMatchObject({ outcome: 'refused' });
  });

  it('says of a record that is not there what the existence test says', async () => {
    expect(codeOf(await breakIt('stranger', 'urgent', '11111111-0000-4000-8000-000000000000'))).toBe('record-unknown');
  });

  it('ends with the opposition and with a block of the patient, and the access stays in the queue', async () => {
    await breakIt('stranger', 'fell from a ladder');
    expect((await find('stranger')).status).toBe(200);
    const record = { recordId: fhir.recordId };
    const begin = (change: Loose) =>
      changeConsent(personas.dominique.actor, { record, change: { do: 'begin', ...change } }, fhir.house.ports);
    const opposed = await begin({ kind: 'opposition-break-glass' });
    expect((await find('stranger')).status).toBe(403);
    expect((await find('stranger', glass('again'))).status).toBe(403);
    expect((await breakIt('stranger', 'once more')).status).toBe(403);
    if (!opposed.ok) throw new Error(opposed.error.code);
    await changeConsent(
      personas.dominique.actor,
      { record, change: { do: 'end', relationId: opposed.value.id } },
      fhir.house.ports,
    );
    expect((await find('stranger')).status).toBe(200);
  });
});

describe('the review', () => {
  it('shows support who, where and when; a verdict goes to the journal of the patient', async () => {
    const { ports } = fhir.house;
    const queue = await listEmergencyAccesses(support, { limit: 10, verdict: 'none' }, ports);
    if (!queue.ok) throw new Error(queue.error.code);
    const [first] = queue.value;
    if (!first) throw new Error('there is an access');
    expect(JSON.stringify(queue.value)).not.toContain('coma');
    const read = await readEmergencyAccess(support, { accessId: first.accessId }, ports);
    expect(read).toMatchObject({ value: { reason: 'coma', verdicts: [] } });
    expect((await fhir.traces('emergency.review'))[0]).toMatchObject({ detail: { of: 'reason' } });

    const judge = (verdict: string, comment?: string) =>
      judgeEmergencyAccess(support, { accessId: first.accessId, verdict, ...(comment ? { comment } : {}) }, ports);
    expect(await judge('fine')).toMatchObject({ error: { code: 'element-invalid' } });
    expect((await judge('to-be-examined', 'asks the ward')).ok).toBe(true);
    expect(await judge('not-justified', 'nobody was there')).toMatchObject({
      value: { verdicts: [{ verdict: 'to-be-examined' }, { verdict: 'not-justified', comment: 'nobody was there' }] },
    });
    const [trace] = await fhir.traces('emergency.review');
    expect(trace).toMatchObject({
      outcome: 'success',
      actor: { name: support.name },
      detail: { access: first.accessId, verdict: 'not-justified' },
    });
    expect(JSON.stringify(trace)).not.toContain('nobody was there');
    expect(await judgeEmergencyAccess(support, { accessId: 'x', verdict: 'justified' }, ports)).toMatchObject({
      error: { code: 'object-unknown' },
    });
  });

  it('counts by organisation', async () => {
    const span = { from: '2026-11-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
    const figures = await readEmergencyFigures(support, span, fhir.house.ports);
    if (!figures.ok) throw new Error(figures.error.code);
    expect(figures.value).toHaveLength(1);
    expect(figures.value[0]).toMatchObject({
      professionals: 1,
      records: 2,
      verdicts: { 'not-justified': 1 },
      organizationName: expect.any(String),
      oldestWaiting: expect.any(String),
    });
  });

  it.each(['dominique', 'gp', 'stranger', 'hospital'] as const)('is closed to %s', async (who) => {
    const list = await listEmergencyAccesses(personas[who].actor, { limit: 10 }, fhir.house.ports);
    expect(list).toMatchObject({ error: { code: 'access-refused' } });
  });

  it('is not a decision of the patient', async () => {
    const consents = await fhir.ask('dominique', `/Consent?${ofDominique}`);
    expect(consents.text).not.toContain('emergency-access');
    const made = await changeConsent(
      personas.dominique.actor,
      {
        record: { recordId: fhir.recordId },
        change: { do: 'begin', kind: 'emergency-access', holder: 'ps:1', value: 'break-glass' },
      },
      fhir.house.ports,
    );
    expect(made).toMatchObject({ error: { code: 'consent-invalid' } });
  });
});

describe('the search by traits', () => {
  const dispatch = { mode: 'emergency-dispatch' };
  const search = (who: 'samu' | 'stranger' | 'dominique' | 'support', query: string, token: Loose = dispatch) =>
    fhir.ask(who, `/Patient?${query}`, { token });

  it('finds the best matches in dispatch mode, with a score, and leaves a trace in each record', async () => {
    await foldNames(fhir.house.ports, 100);
    const reply = await search('samu', 'family=pat%20troi&given=dominique&birthdate=1979');
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json.total).toBe(1);
    expect(reply.json.entry[0]).toMatchObject({
      resource: { id: fhir.recordId },
      search: { mode: 'match', score: 0.95 },
    });
    expect((await fhir.traces('record.search-traits'))[0]).toMatchObject({
      outcome: 'success',
      actor: { mode: 'emergency-dispatch' },
      detail: { score: 0.95 },
    });
    const byTown = await search('samu', 'family=decoursi&address-city=Val');
    expect(byTown.json.entry?.[0]).toMatchObject({ resource: { address: [{ city: 'Valmont' }] } });
  });

  it('finds nobody who agrees too little', async () => {
    const reply = await search('samu', 'family=Xyzzy&birthdate=1979-03-28');
    expect(reply.status).toBe(200);
    expect(reply.json.total).toBe(0);
  });

  it.each(['family=Pat', 'given=dominique&birthdate=1979', 'family=P&birthdate=1979', 'family=%25%25&given=a'])(
    'refuses %s as saying too little',
    async (query) => {
      const reply = await search('samu', query);
      expect(reply.status).toBe(400);
      expect(codeOf(reply)).toBe('parameter-invalid');
    },
  );

  it.each([
    ['stranger', {}],
    ['stranger', glass('urgent')],
    ['samu', {}],
    ['dominique', {}],
    ['support', {}],
  ] as const)('is refused to %s with %o, whoever is looked for', async (who, token) => {
    const there = await search(who, 'family=Pat-Trois&given=dominique', token);
    const nowhere = await search(who, 'family=Xyzzy&given=nobody', token);
    expect(there.status).toBe(403);
    expect(codeOf(there)).toBe('access-refused');
    expect(nowhere.text).toBe(there.text);
  });

  it('tells of the opposition, and shows nothing to who is blocked', async () => {
    const record = { recordId: fhir.recordId };
    const by = personas.dominique.actor;
    const opposition = { do: 'begin', kind: 'opposition-emergency-dispatch' } as const;
    await changeConsent(by, { record, change: opposition }, fhir.house.ports);
    const opposed = await search('samu', 'family=Pat-Trois&given=dominique');
    expect(opposed.json.entry[0].resource.extension).toContainEqual({
      url: 'urn:dossier:extension:opposed-emergency-dispatch',
      valueBoolean: true,
    });
    expect((await find('samu', dispatch)).status).toBe(403);
    const { actor } = personas.samu;
    const holder = actor.kind === 'professional' ? `ps:${actor.nationalId}` : '';
    await changeConsent(by, { record, change: { do: 'begin', kind: 'block', holder } }, fhir.house.ports);
    const blocked = await search('samu', 'family=Pat-Trois&given=dominique');
    expect(blocked.json.total).toBe(0);
  });
});
