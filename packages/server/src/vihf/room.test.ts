// SPDX-License-Identifier: Apache-2.0
import { type Actor, partyKey, systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pair, pairIn, type SecureReply } from '../../test/certificates.ts';
import { messageTo, type SoapHouse, soapHouse } from '../../test/soap-house.ts';
import { type AssertionOptions, demoActor, demoAssertion, personas } from '../demo/index.ts';
import { findDocuments, openRecord, retrieveDocument } from '../record/index.ts';

let house: SoapHouse;
beforeAll(async () => {
  house = await soapHouse();
});
afterAll(() => house.stop());

const assertion = (persona: string, options: AssertionOptions = {}): Promise<string> =>
  demoAssertion(house.home, persona, { now: house.now(), ...options });

const send = async (operation: string, signed: string, more: Readonly<Record<string, string>> = {}, pair?: Pair) =>
  house.send(messageTo(operation, signed, more), pair);

const ask = async (operation: string, persona: string, options: AssertionOptions = {}, more = {}, pair?: Pair) =>
  send(operation, await assertion(persona, options), more, pair);

const outcomeOf = ({ status, text }: SecureReply): readonly [number, string] => {
  const [, code] = /<dossier:error code="([^"]+)"/.exec(text) ?? [];
  const [, body = ''] = /<soap:Body>(.*)<\/soap:Body>/s.exec(text) ?? [];
  return [status, code ?? body];
};

const latest = async (recordId?: string) => (await house.entries(recordId))[0];

const gpId = personas.gp.actor.kind === 'professional' ? personas.gp.actor.nationalId : '';
const hospitalId = personas.hospital.organizations[0]?.id ?? '';

describe('an assertion makes the actor that a token makes', () => {
  test('a doctor with a card finds and retrieves; the journal says who, by which software', async () => {
    expect(outcomeOf(await ask('find', 'gp'))).toEqual([200, '<found>1</found>']);
    expect(await latest(house.recordId)).toMatchObject({
      operation: 'document.find',
      outcome: 'success',
      actor: {
        kind: 'professional',
        key: partyKey(personas.gp.actor),
        name: 'Dr Camille AUBERT',
        profession: '10',
        specialty: 'SM26',
        organizationId: personas.gp.organizations[0]?.id,
        organizationName: 'Cabinet médical des Tilleuls',
        authentication: 'direct',
        mode: 'normal',
        application: 'dossier vihf 0.1.0',
      },
      secret: false,
    });
    const { uniqueId } = house;
    expect(outcomeOf(await ask('retrieve', 'gp', {}, { uniqueId }))[0]).toBe(200);
  });

  test('on a connection with the card of the same holder, and with no other', async () => {
    const pair = (name: string): Promise<Pair> => pairIn(house.home, name);
    const by = async (name: string) => outcomeOf(await ask('find', 'gp', {}, {}, await pair(name)));
    expect(await by('cards/gp-authentication')).toEqual([200, '<found>1</found>']);
    expect(await by('cards/nurse-authentication')).toEqual([401, 'certificate-refused']);
    expect(await by('cards/gp-lost')).toEqual([401, 'certificate-refused']);
    // V1: the certificate that signs is not the one of the connection
    expect(await by('cards/gp-signature')).toEqual([401, 'certificate-refused']);
  });

  test('a secret session', async () => {
    expect(outcomeOf(await ask('find', 'gp', { secret: true }))).toEqual([200, '<found>1</found>']);
    expect(await latest(house.recordId)).toMatchObject({ secret: true });
  });

  test('a stranger is refused, and journaled; with a reason the glass breaks, and the journal has the reason', async () => {
    expect(outcomeOf(await ask('find', 'stranger'))).toEqual([400, 'access-refused']);
    expect(await latest(house.recordId)).toMatchObject({ operation: 'document.find', outcome: 'refused' });
    const options = { mode: 'break-glass', reason: 'inconscient, <pouls> & co' };
    expect(outcomeOf(await ask('find', 'stranger', options))).toEqual([200, '<found>1</found>']);
    expect(await latest(house.recordId)).toMatchObject({
      actor: { mode: 'break-glass', reason: 'inconscient, <pouls> & co' },
    });
  });

  test('the dispatch doctor, as such', async () => {
    expect(outcomeOf(await ask('find', 'samu', { mode: 'emergency-dispatch' }))).toEqual([200, '<found>1</found>']);
    expect(await latest(house.recordId)).toMatchObject({ actor: { mode: 'emergency-dispatch' } });
  });

  test('the secretary, who shares for her structure and reads nothing', async () => {
    expect(outcomeOf(await ask('find', 'secretary'))).toEqual([400, 'access-refused']);
    const institution = personas.secretary.organizations[0]?.id ?? '';
    expect(outcomeOf(await ask('share', 'secretary', {}, { author: gpId, institution }))[0]).toBe(200);
    expect(await latest(house.recordId)).toMatchObject({ actor: { kind: 'staff', authentication: 'direct' } });
  });

  test('a hospital indirectly: it feeds, and retrieves nothing (V7)', async () => {
    const shared = await ask('share', 'hospital', {}, { author: gpId, institution: hospitalId });
    expect(outcomeOf(shared)[0]).toBe(200);
    expect(await latest(house.recordId)).toMatchObject({
      actor: { kind: 'organization', organizationId: hospitalId, authentication: 'indirect' },
    });
    const { uniqueId } = house;
    expect(outcomeOf(await ask('retrieve', 'hospital', {}, { uniqueId }))).toEqual([404, 'document-unknown']);
    expect(outcomeOf(await ask('find', 'hospital'))).toEqual([400, 'access-refused']);
    // and the professionals for whom it signs no more than that
    const named = { authentication: 'indirect', organization: hospitalId };
    expect(outcomeOf(await ask('find', 'cardiologist', named))).toEqual([400, 'access-refused']);
    const pair = await pairIn(house.home, 'organizations/hospital-authentication');
    const author = { author: gpId, institution: hospitalId };
    expect(outcomeOf(await ask('share', 'cardiologist', named, author, pair))[0]).toBe(200);
  });

  test('reinforced indirectly: one consults, and shares nothing', async () => {
    const air = { authentication: 'reinforced-indirect', organization: hospitalId };
    expect(outcomeOf(await ask('find', 'cardiologist', air))[0]).toBe(200);
    expect(await latest(house.recordId)).toMatchObject({
      actor: {
        key: partyKey(personas.cardiologist.actor),
        authentication: 'reinforced-indirect',
        organizationId: hospitalId,
      },
    });
    const author = { author: gpId, institution: hospitalId };
    expect(outcomeOf(await ask('share', 'cardiologist', air, author))).toEqual([400, 'access-refused']);
  });
});

describe('the same decision as for a token, and the same journal', () => {
  type Options = Pick<AssertionOptions, 'mode' | 'reason' | 'organization' | 'secret'>;
  const cases: readonly (readonly [persona: string, options: Options])[] = [
    ...['gp', 'cardiologist', 'nurse', 'pharmacist', 'dentist', 'stranger', 'blocked', 'occupational-physician'].map(
      (persona) => [persona, {}] as const,
    ),
    ...['secretary', 'hospital', 'laboratory', 'insurer', 'pharmacy'].map((persona) => [persona, {}] as const),
    ['stranger', { mode: 'break-glass', reason: 'again, unconscious' }],
    ['blocked', { mode: 'break-glass', reason: 'unconscious' }],
    ['samu', { mode: 'emergency-dispatch' }],
    ['gp', { secret: true }],
    ['cardiologist', { organization: hospitalId }],
  ];
  const { ins } = personas.dominique.patient ?? {};
  const operations = {
    find: (actor: Actor) =>
      findDocuments(
        actor,
        {
          record: { ins: ins ?? { oid: '', value: '' } },
          query: { criteria: [], order: { by: 'submitted', descending: true }, limit: 10 },
        },
        house.rooms.ports,
      ),
    retrieve: (actor: Actor) => retrieveDocument(actor, { document: { uniqueId: house.uniqueId } }, house.rooms.ports),
  };

  test.each(cases)('%s %o', async (persona, options) => {
    for (const [name, act] of Object.entries(operations)) {
      const direct = await act(demoActor(persona, options));
      const expected = await latest(house.recordId);
      const [status, code] = outcomeOf(await ask(name, persona, options, { uniqueId: house.uniqueId }));
      expect([name, status === 200 ? 'ok' : code]).toEqual([name, direct.ok ? 'ok' : direct.error.code]);
      const entry = await latest(house.recordId);
      const { operation, outcome, reasons, documents, secret, actor, law } = entry ?? {};
      expect({ operation, outcome, reasons, documents, secret, law }).toEqual({
        ...{ operation: expected?.operation, outcome: expected?.outcome, reasons: expected?.reasons },
        ...{ documents: expected?.documents, secret: expected?.secret, law: expected?.law },
      });
      // a feed without a role of its own comes as the structure that it is
      const { key: _key, kind: _kind, ...said } = expected?.actor ?? {};
      expect(actor).toMatchObject(said);
    }
  });
});

describe('without an assertion', () => {
  test('a message comes by its token or certificate as everywhere', async () => {
    const bare = { header: '', body: messageTo('find', '').body };
    expect(outcomeOf(await house.send(bare))).toEqual([401, 'token-missing']);
    expect(outcomeOf(await house.send(bare, await pairIn(house.home, 'cards/gp-authentication')))[0]).toBe(200);
  });
});

describe('it is for one patient and one message', () => {
  test('another patient than the one it names is not looked at (V9), and a document of another neither', async () => {
    const before = await house.entries();
    const { oid = '', value: ins = '' } = personas.adele.patient?.ins ?? {};
    const reply = await ask('find', 'gp', {}, { oid, ins });
    expect(outcomeOf(reply)).toEqual([400, 'assertion-of-another-patient']);
    expect(reply.text).toContain('dossier:XDSPatientIdDoesNotMatch');
    const entries = await house.entries();
    expect(entries.length).toBe(before.length + 1);
    expect(entries[0]).toMatchObject({
      outcome: 'refused',
      reasons: ['assertion-of-another-patient'],
      operation: 'document.find',
    });
    const { uniqueId } = house;
    expect(outcomeOf(await ask('retrieve', 'gp', { patient: 'adele' }, { uniqueId }))).toEqual([
      404,
      'document-unknown',
    ]);
    // without a patient it is for whatever its caller may do
    expect(outcomeOf(await ask('retrieve', 'gp', { patient: 'none' }, { uniqueId }))[0]).toBe(200);
  });

  test('no record is opened for another than the one it names', async () => {
    const { patient } = personas.adele;
    const { ins = { oid: '', value: '' } } = personas.dominique.patient ?? {};
    if (!patient) throw new Error('adele is a patient');
    const request = { ...patient, identityStatus: 'qualified', consentRecorded: true } as const;
    const { ports } = house.rooms;
    const opened = await openRecord(
      { ...systemActor('test'), onlyPatient: ins },
      { ...request, regime: 'fr-2010' },
      ports,
    );
    expect(opened).toMatchObject({ ok: false, error: { code: 'assertion-of-another-patient' } });
  });

  test('it is taken once, of many at a time too, and journaled as refused', async () => {
    const signed = await assertion('gp');
    const replies = await Promise.all(Array.from({ length: 8 }, () => send('find', signed)));
    const outcomes = replies.map((reply) => outcomeOf(reply).join(' ')).sort();
    expect(outcomes).toEqual([expect.stringMatching('^200 '), ...Array<string>(7).fill('401 assertion-used')]);
    expect(await latest()).toMatchObject({
      operation: 'account.sign-in',
      outcome: 'refused',
      reasons: ['assertion-used'],
      actor: { key: partyKey(personas.gp.actor) },
    });
    // the same ID is the same assertion, whatever else it says
    const id = '_chosen';
    expect(outcomeOf(await ask('find', 'gp', { id }))[0]).toBe(200);
    expect(outcomeOf(await ask('find', 'gp', { id, secret: true }))).toEqual([401, 'assertion-used']);
    // of somebody else it is another one
    expect(outcomeOf(await ask('find', 'cardiologist', { id }))[0]).toBe(200);
  });

  test('it is of now (V4)', async () => {
    const at = (seconds: number): string => new Date(Date.parse(house.now()) + seconds * 1000).toISOString();
    for (const [seconds, expected] of [
      [-330, 200],
      [-400, 401],
      [40, 200],
      [100, 401],
    ] as const) {
      const [status, code] = outcomeOf(await ask('find', 'gp', { now: at(seconds) }));
      expect([seconds, status]).toEqual([seconds, expected]);
      if (expected === 401) expect(code).toBe('assertion-not-current');
    }
  });
});

describe('the directory', () => {
  test('a professional who does not practise there is refused (V3)', async () => {
    // the gp has a card of the practice, and never worked in the hospital
    const signed = await demoAssertion(house.home, 'gp', { now: house.now() });
    expect(outcomeOf(await send('find', signed))[0]).toBe(200);
    const air = { authentication: 'reinforced-indirect', organization: hospitalId };
    await expect(assertion('gp', air)).rejects.toThrow('does not practise at');
  });
});
