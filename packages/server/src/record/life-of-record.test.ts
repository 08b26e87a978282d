// SPDX-License-Identifier: Apache-2.0
import { type Actor, systemActor } from '@dossier/core/actors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestRecord, PERSON, parent, patient, traits } from '../../test/people.ts';
import { type TestRooms, testRooms } from '../../test/rooms.ts';
import { documentOf, INS, metadataBy, physician, submissionOf } from '../../test/submissions.ts';
import {
  changeConsent,
  changeIns,
  closeRecord,
  declareAuthorization,
  explainAccess,
  findDocuments,
  openRecord,
  opposeRecord,
  performDuties,
  previewAccess,
  proveJournalEntry,
  readConsents,
  readDocument,
  readJournal,
  readRecord,
  reopenRecord,
  requestDestruction,
  retrieveDocument,
  reviseDocument,
  shareDocuments,
} from './index.ts';

const gp = physician('899700218896');
const nurse = physician('899700000099', { profession: '60' });
const query = { criteria: [], order: { by: 'submitted', descending: true }, limit: 50 } as const;
let rooms: TestRooms;

beforeEach(async () => {
  rooms = await testRooms();
});
afterEach(() => rooms.close());

const open = (actor: Actor, more: Partial<Parameters<typeof openRecord>[1]> = {}) =>
  openRecord(actor, { ins: INS, traits, identityStatus: 'qualified', consentRecorded: true, ...more }, rooms.ports);
const codeOf = (outcome: { ok: boolean; error?: { code: string } }) => (outcome.ok ? 'ok' : outcome.error?.code);
const found = async (actor: Actor) => {
  const outcome = await findDocuments(actor, { record: { ins: INS }, query }, rooms.ports);
  return outcome.ok ? outcome.value.total : outcome.error.code;
};
const share = (...args: Parameters<typeof metadataBy>) =>
  shareDocuments(gp, submissionOf([documentOf(metadataBy(...args))]), rooms.ports);
const begin = (
  recordId: string,
  change: Omit<Extract<Parameters<typeof changeConsent>[1]['change'], { do: 'begin' }>, 'do'>,
  actor: Actor = patient,
) => changeConsent(actor, { record: { recordId }, change: { do: 'begin', ...change } }, rooms.ports);

describe('opening', () => {
  it('opens on silence: a notice, six weeks to oppose, then by itself (L1)', async () => {
    const opened = await open(systemActor('enrolment'));
    expect(opened.ok && opened.value).toMatchObject({ state: 'notified', opensAt: '2027-01-04T12:00:00.000Z' });
    expect(await found(gp)).toBe('record-closed');
    rooms.clock.set('2027-01-04T11:59:59.000Z');
    expect(await performDuties(rooms.ports, 5)).toBe(0);
    rooms.clock.set('2027-01-04T12:00:00.000Z');
    expect(await performDuties(rooms.ports, 5)).toBe(1);
    const recordId = opened.ok ? opened.value.recordId : '';
    expect((await rooms.entries(recordId)).map(({ operation }) => operation)).toContain('record.open-automatically');
    expect(codeOf(await share('899700218896'))).toBe('ok');
  });

  it('stays shut when the person opposes', async () => {
    const opened = await open(systemActor('enrolment'), { personId: PERSON });
    expect(codeOf(await opposeRecord(patient, { record: { ins: INS } }, rooms.ports))).toBe('ok');
    rooms.clock.advance({ weeks: 7 });
    await performDuties(rooms.ports, 5);
    expect(codeOf(await share('899700218896'))).toBe('record-closed');
    expect((await rooms.entries(opened.ok ? opened.value.recordId : '')).map(({ operation }) => operation)).toContain(
      'record.oppose',
    );
  });

  it('opens at once under the regime of consent, for whom the matrix lets, with the consent recorded', async () => {
    expect(codeOf(await open(gp))).toBe('access-refused'); // the regime in force opens on silence
    const ports = { ...rooms.ports, regime: 'fr-2010' };
    const request = { ins: INS, traits, identityStatus: 'qualified', consentRecorded: false } as const;
    expect(codeOf(await openRecord(gp, request, ports))).toBe('element-missing');
    expect(codeOf(await openRecord(gp, { ...request, consentRecorded: true }, ports))).toBe('ok');
    expect(codeOf(await openRecord(gp, { ...request, consentRecorded: true }, ports))).toBe('record-exists');
  });

  it('gives the opener the secret of the account where the regime has it so, once, and journals who handed it out', async () => {
    const ports = { ...rooms.ports, regime: 'fr-2010' };
    const request = { ins: INS, traits, identityStatus: 'qualified', consentRecorded: true, withSecret: true } as const;
    const own = await openRecord({ ...patient, ins: INS } as Actor, request, ports);
    expect(own.ok && own.value).not.toHaveProperty('activation'); // who opens their own record has signed in
    const other = { ...request, ins: { ...INS, value: '277076322082910' } };
    const opened = await openRecord(gp, other, ports);
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.value.activation).toEqual({
      secret: expect.stringMatching(/^([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}$/),
      expiresAt: expect.stringMatching(/^20\d\d-/),
    });
    const handedOut = (await rooms.entries(opened.value.recordId)).filter(
      ({ operation }) => operation === 'account.hand-out-secret',
    );
    expect(handedOut).toMatchObject([{ outcome: 'success', actor: { kind: 'professional', key: 'ps:899700218896' } }]);
    expect(JSON.stringify(handedOut)).not.toContain(opened.value.activation?.secret);
    const again = await openRecord(gp, other, ports);
    expect(again).toMatchObject({ ok: false, error: { code: 'record-exists' } });
    expect(JSON.stringify(again)).not.toContain('secret');
  });

  it('makes no secret unasked, nor where it goes with the notice', async () => {
    const unasked = await open(systemActor('import'), { regime: 'fr-2010', ins: { ...INS, value: '279035121518989' } });
    expect(unasked.ok && unasked.value).not.toHaveProperty('activation');
    const silent = await open(systemActor('enrolment'), {
      ins: { ...INS, value: '277076322082910' },
      withSecret: true,
    });
    expect(silent.ok && silent.value).toMatchObject({ state: 'notified' });
    expect(silent.ok && silent.value).not.toHaveProperty('activation');
    expect((await rooms.pool.query('select from account.activation')).rowCount).toBe(0);
  });

  it('wants a qualified identity, an INS of the place, whole traits', async () => {
    const house = systemActor('import');
    expect(codeOf(await open(house, { identityStatus: 'validated' }))).toBe('identity-not-qualified');
    expect(codeOf(await open(house, { ins: { ...INS, oid: '1.2.3' } }))).toBe('ins-oid-refused');
    expect(codeOf(await open(house, { ins: { ...INS, value: '12' } }))).toBe('ins-invalid');
    expect(codeOf(await open(house, { traits: { ...traits, birthFamilyName: '' } }))).toBe('traits-invalid');
  });

  it('lets a person open the record of the INS that sign-in has verified, and no other', async () => {
    const ports = { ...rooms.ports, regime: 'fr-2010' };
    const request = { ins: INS, traits, identityStatus: 'qualified', consentRecorded: true } as const;
    expect(codeOf(await openRecord(patient, request, ports))).toBe('access-refused');
    const other = { ...INS, value: '277076322082910' };
    expect(codeOf(await openRecord({ ...patient, ins: other } as Actor, request, ports))).toBe('access-refused');
    expect(codeOf(await openRecord({ ...patient, ins: INS } as Actor, request, ports))).toBe('ok');
    expect(codeOf(await open(systemActor('import'), { traits: { ...traits, birthDate: '2999-01-01' } }))).toBe(
      'traits-invalid',
    );
  });

  it('opens one record when two open it at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => open(systemActor('import'), { regime: 'fr-2010' })),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((one) => (one.ok ? [] : [one.error.code])))).toEqual(new Set(['record-exists']));
  });
});

describe('the INS of a person', () => {
  it('changes and keeps one record: both numbers lead to the same documents (B3)', async () => {
    const recordId = await openTestRecord(rooms);
    await share('899700218896');
    await begin(recordId, { kind: 'authorization', holder: 'ps:899700218896' });
    const next = { ...INS, value: '277076322082910' };
    const change = (actor: Actor, ins = next, identityStatus: 'qualified' | 'validated' = 'qualified') =>
      changeIns(actor, { record: { ins: INS }, ins, identityStatus }, rooms.ports);
    const house = systemActor('identity');
    expect(codeOf(await change(gp))).toBe('access-refused');
    expect(codeOf(await change(house, next, 'validated'))).toBe('identity-not-qualified');
    expect(codeOf(await change(house, { ...INS, value: '12' }))).toBe('ins-invalid');
    expect(codeOf(await change(house))).toBe('ok');
    expect(codeOf(await change(house))).toBe('record-exists');
    await shareDocuments(gp, submissionOf([documentOf(metadataBy('899700218896'))], { ins: next }), rooms.ports);
    for (const ins of [INS, next]) {
      const outcome = await findDocuments(gp, { record: { ins }, query }, rooms.ports);
      expect(outcome.ok && outcome.value).toMatchObject({ total: 2, recordId });
    }
    const view = await readRecord(gp, { record: { ins: INS } }, rooms.ports);
    expect(view.ok && view.value.person.identifiers.map(({ ins, until }) => [ins.value, until])).toEqual([
      [next.value, undefined],
      [INS.value, rooms.clock.now()],
    ]);
    expect((await rooms.entries(recordId)).map(({ operation, outcome }) => `${operation} ${outcome}`)).toContain(
      'record.change-ins success',
    );
  });
});

describe('closing, reopening, destroying', () => {
  it('is out of reach when closed, and back with its documents when reopened (L2, L4)', async () => {
    const recordId = await openTestRecord(rooms);
    await share('899700218896');
    expect(codeOf(await closeRecord(patient, { record: { recordId }, reason: ' ' }, rooms.ports))).toBe(
      'element-missing',
    );
    const closed = await closeRecord(patient, { record: { recordId }, reason: 'demande du patient' }, rooms.ports);
    expect(closed.ok && closed.value).toMatchObject({ state: 'closed', dueAt: '2036-11-23T12:00:00.000Z' });
    expect(await found(patient)).toBe('record-closed');
    expect(codeOf(await share('899700218896'))).toBe('record-closed');
    const view = await readRecord(gp, { record: { recordId } }, rooms.ports);
    expect(view.ok && view.value).toMatchObject({ state: 'closed', closureReason: 'demande du patient' }); // L7
    expect(codeOf(await reopenRecord(patient, { record: { recordId } }, rooms.ports))).toBe('ok');
    expect(await found(patient)).toBe(1);
    rooms.clock.set('2036-12-01T00:00:00.000Z');
    expect(await performDuties(rooms.ports, 5)).toBe(0);
    expect((await rooms.entries(recordId)).map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['record.close', 'record.reopen']),
    );
  });

  it('is not closed or reopened by who does not treat the patient, nor by professionals where it opened on silence', async () => {
    const recordId = await openTestRecord(rooms);
    const close = () => closeRecord(gp, { record: { recordId }, reason: 'demande' }, rooms.ports);
    expect(codeOf(await close())).toBe('access-refused');
    await begin(recordId, { kind: 'authorization', holder: 'ps:899700218896' });
    expect(codeOf(await close())).toBe('ok');
    await rooms.pool.query(`UPDATE record.record SET regime = 'fr-2022' WHERE record_id = $1`, [recordId]);
    expect(codeOf(await reopenRecord(gp, { record: { recordId } }, rooms.ports))).toBe('access-refused');
    expect((await rooms.entries(recordId)).at(-1)).toMatchObject({ operation: 'record.reopen', outcome: 'refused' });
    expect(codeOf(await reopenRecord(patient, { record: { recordId } }, rooms.ports))).toBe('ok');
  });

  it('destroys ten years after closing, or within three months on request, the key first (L3)', async () => {
    const recordId = await openTestRecord(rooms);
    await share('899700218896');
    expect(codeOf(await requestDestruction(patient, { record: { recordId } }, rooms.ports))).toBe(
      'record-state-refused',
    );
    await closeRecord(patient, { record: { recordId }, reason: 'demande' }, rooms.ports);
    const asked = await requestDestruction(patient, { record: { recordId } }, rooms.ports);
    expect(asked.ok && asked.value.dueAt).toBe('2027-02-23T12:00:00.000Z');
    rooms.clock.set('2027-02-23T12:00:00.000Z');
    expect(await performDuties(rooms.ports, 5)).toBe(1);
    expect(codeOf(await readRecord(gp, { record: { ins: INS } }, rooms.ports))).toBe('record-unknown');
    const { rows } = await rooms.pool.query('SELECT documents FROM record.key_receipt WHERE record_id = $1', [
      recordId,
    ]);
    expect(rows).toEqual([{ documents: 1 }]);
    for (const table of ['document_entry', 'content_frame', 'record_key', 'object_lookup', 'relation'])
      expect(
        (await rooms.pool.query(`SELECT FROM record.${table} WHERE record_id = $1`, [recordId])).rowCount,
        table,
      ).toBe(0);
    expect((await rooms.entries(recordId)).at(-1)?.operation).toBe('record.destroy-at-term');
    expect(codeOf(await open(systemActor('import'), { regime: 'fr-2010' }))).toBe('ok'); // the person may begin anew
  });
});

describe('the decisions of the patient', () => {
  it('authorises for a year, renews, blocks over everything (A1, A2)', async () => {
    const recordId = await openTestRecord(rooms);
    expect(await found(gp)).toBe('access-refused');
    const declared = await declareAuthorization(gp, { record: { recordId }, action: 'add' }, rooms.ports);
    expect(declared.ok && declared.value).toMatchObject({
      holder: 'ps:899700218896',
      until: '2027-11-23T12:00:00.000Z',
      holderProfession: '10',
    });
    expect(await found(gp)).toBe(0);
    rooms.clock.set('2027-11-23T12:00:00.000Z');
    expect(await found(gp)).toBe('access-refused');
    const view = await readRecord(gp, { record: { recordId } }, rooms.ports);
    expect(view.ok && view.value.authorization).toBe('expired');
    await declareAuthorization(gp, { record: { recordId }, action: 'add' }, rooms.ports);
    const blocked = await begin(recordId, { kind: 'block', holder: 'ps:899700218896' });
    expect(await found(gp)).toBe('access-refused');
    expect(codeOf(await declareAuthorization(gp, { record: { recordId }, action: 'add' }, rooms.ports))).toBe(
      'access-refused',
    );
    if (blocked.ok)
      await changeConsent(
        patient,
        { record: { recordId }, change: { do: 'end', relationId: blocked.value.id } },
        rooms.ports,
      );
    expect(await found(gp)).toBe('access-refused'); // lifting a block gives nothing back
    const entries = await rooms.entries(recordId);
    expect(entries.filter(({ operation }) => operation === 'consent.change')).toHaveLength(2);
  });

  it('takes several decisions at the same moment', async () => {
    const recordId = await openTestRecord(rooms);
    const holders = ['ps:1', 'ps:2', 'ps:3', 'ps:4'];
    const outcomes = await Promise.all(holders.map((holder) => begin(recordId, { kind: 'authorization', holder })));
    expect(outcomes.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'ok']);
    const read = await readConsents(patient, { record: { recordId } }, rooms.ports);
    expect(read.ok && read.value.relations.map(({ holder }) => holder).sort()).toEqual(holders);
  });

  it('lands what staff declare on their organisation (A4)', async () => {
    const recordId = await openTestRecord(rooms);
    const organization = { id: '1750000001', name: 'Cabinet' };
    const secretary: Actor = {
      kind: 'staff',
      staffId: 's',
      organization,
      name: 'Secrétariat',
      authentication: 'direct',
      mode: { kind: 'normal' },
    };
    const declared = await declareAuthorization(secretary, { record: { recordId }, action: 'add' }, rooms.ports);
    expect(declared.ok && declared.value.holder).toBe('org:1750000001');
    expect(await found({ ...gp, organization })).toBe(0);
    expect(await found(gp)).toBe('access-refused');
  });

  it('names the attending doctor, who may lay the role down', async () => {
    const recordId = await openTestRecord(rooms);
    const declare = () => declareAuthorization(gp, { record: { recordId }, action: 'add-attending' }, rooms.ports);
    expect(codeOf(await declare())).toBe('consent-invalid'); // not a way in
    await declareAuthorization(gp, { record: { recordId }, action: 'add' }, rooms.ports);
    await declare();
    const view = await readRecord(gp, { record: { recordId } }, rooms.ports);
    expect(view.ok && view.value.attendingDoctor).toBe(true);
    expect(
      codeOf(await declareAuthorization(nurse, { record: { recordId }, action: 'add-attending' }, rooms.ports)),
    ).toBe('consent-invalid');
    expect(
      codeOf(await declareAuthorization(gp, { record: { recordId }, action: 'remove-attending' }, rooms.ports)),
    ).toBe('ok');
    const last = async () => (await rooms.entries(recordId)).at(-1);
    const removal = { operation: 'attending-doctor.remove-self', actor: { key: 'ps:899700218896' } };
    expect(await last()).toMatchObject({ ...removal, outcome: 'success', detail: { kind: 'attending-doctor' } });
    expect(
      codeOf(await declareAuthorization(gp, { record: { recordId }, action: 'remove-attending' }, rooms.ports)),
    ).toBe('access-refused');
    expect(await last()).toMatchObject({ ...removal, outcome: 'refused' });
    expect(codeOf(await declareAuthorization(nurse, { record: { recordId }, action: 'remove' }, rooms.ports))).toBe(
      'object-unknown',
    );
  });

  it('tells professionals who is authorised and blocked, not what the patient hides', async () => {
    const recordId = await openTestRecord(rooms);
    await begin(recordId, { kind: 'authorization', holder: 'ps:899700218896' });
    await begin(recordId, { kind: 'default-confidentiality', value: 'MASQUE_PS' });
    const known = await readConsents(gp, { record: { recordId } }, rooms.ports);
    expect(known.ok && known.value.relations.map(({ kind }) => kind)).toEqual(['authorization']);
    const own = await readConsents(patient, { record: { recordId } }, rooms.ports);
    expect(own.ok && own.value.relations).toHaveLength(2);
  });

  it('explains who sees a document, and previews what somebody would see', async () => {
    const recordId = await openTestRecord(rooms);
    await begin(recordId, { kind: 'authorization', holder: 'ps:899700000099' });
    const shared = await share('899700218896', {
      typeCode: { code: '68599-0', system: '2.16.840.1.113883.6.1' },
      classCode: { code: '11', system: '1.2.250.1.213.1.1.4.1' },
    });
    await share('899700218896');
    const id = shared.ok ? (shared.value.documents[0]?.entry.logicalId ?? '') : '';
    const said = await explainAccess(patient, { record: { recordId }, document: { id } }, rooms.ports);
    expect(said.ok && said.value.explanations.find(({ witness }) => witness.party === 'ps:899700000099')?.sees).toBe(
      'by-profession',
    );
    const preview = await previewAccess(
      patient,
      { record: { recordId }, supposed: { party: 'ps:899700000099', profession: '60' } },
      rooms.ports,
    );
    expect(preview.ok && preview.value.inSight).toHaveLength(1);
    expect(preview.ok && preview.value.inSight.map(({ logicalId }) => logicalId)).not.toContain(id);
    expect(codeOf(await explainAccess(gp, { record: { recordId }, document: { id } }, rooms.ports))).toBe(
      'access-refused',
    );
  });
});

describe('the journal', () => {
  const read = async (actor: Actor, recordId: string) => {
    const page = await readJournal(actor, { record: { recordId }, query: { limit: 100 } }, rooms.ports);
    return page.ok ? page.value : page.error.code;
  };

  it('shows all to the patient and the attending doctor, their own to others (N2)', async () => {
    const recordId = await openTestRecord(rooms);
    await begin(recordId, { kind: 'attending-doctor', holder: 'ps:899700218896' });
    await begin(recordId, { kind: 'authorization', holder: 'ps:899700000099' });
    await found(nurse);
    const all = await read(patient, recordId);
    expect(typeof all !== 'string' && all.entries.map(({ actor }) => actor.key)).toContain('ps:899700000099');
    const attending = await read(gp, recordId);
    expect(typeof attending !== 'string' && typeof all !== 'string' && attending.total).toBe(
      typeof all !== 'string' ? all.total + 1 : 0,
    );
    const own = await read(nurse, recordId);
    expect(typeof own !== 'string' && new Set(own.entries.map(({ actor }) => actor.key))).toEqual(
      new Set(['ps:899700000099']),
    );
    expect(await read(physician('899700000066'), recordId)).toMatchObject({ total: 0 });
    expect(await read(parent, recordId)).toBe('access-refused');
  });

  it('keeps secret sessions and what is hidden from the parents (N4)', async () => {
    const recordId = await openTestRecord(rooms, '2011-09-17');
    await begin(recordId, { kind: 'legal-representative', holder: 'person:person-2' }, systemActor('enrolment'));
    await begin(recordId, { kind: 'authorization', holder: 'ps:899700218896' });
    expect((await share('899700218896')).ok).toBe(true);
    expect(await found(parent)).toBe(1);
    const secret = await shareDocuments(
      { ...gp, secret: true },
      submissionOf([documentOf(metadataBy('899700218896'))]),
      rooms.ports,
    );
    expect(secret.ok).toBe(true);
    expect(await found(parent)).toBe(1);
    expect(await found(patient)).toBe(2);
    const shares = async (actor: Actor) => {
      const page = await read(actor, recordId);
      return typeof page === 'string' ? page : page.entries.filter(({ operation }) => operation === 'document.share');
    };
    expect(await shares(patient)).toHaveLength(2);
    expect(await shares(parent)).toHaveLength(1);
    rooms.clock.set('2029-09-17T00:00:00.000Z');
    expect(await found(parent)).toBe('access-refused'); // of age
  });

  it('keeps from the parents what was declared in a secret session', async () => {
    const recordId = await openTestRecord(rooms, '2011-09-17');
    await begin(recordId, { kind: 'legal-representative', holder: 'person:person-2' }, systemActor('enrolment'));
    await begin(recordId, { kind: 'authorization', holder: 'ps:899700218896' });
    const shared = await share('899700218896');
    await declareAuthorization({ ...nurse, secret: true }, { record: { recordId }, action: 'add' }, rooms.ports);
    const holders = async (actor: Actor) => {
      const read = await readConsents(actor, { record: { recordId } }, rooms.ports);
      return read.ok ? read.value.relations.map(({ holder }) => holder) : [read.error.code];
    };
    expect(await holders(patient)).toContain('ps:899700000099');
    expect(await holders(parent)).toContain('ps:899700218896');
    expect(await holders(parent)).not.toContain('ps:899700000099');
    const id = shared.ok ? (shared.value.documents[0]?.entry.logicalId ?? '') : '';
    const parties = async (actor: Actor) => {
      const said = await explainAccess(actor, { record: { recordId }, document: { id } }, rooms.ports);
      return said.ok ? said.value.explanations.map(({ witness }) => witness.party) : [said.error.code];
    };
    expect(await parties(patient)).toContain('ps:899700000099');
    expect(await parties(parent)).toContain('ps:899700218896');
    expect(await parties(parent)).not.toContain('ps:899700000099');
    const supposed = { party: 'ps:899700000099', profession: '60' };
    const verdict = async (actor: Actor) => {
      const preview = await previewAccess(actor, { record: { recordId }, supposed }, rooms.ports);
      return preview.ok && preview.value.decision.verdict;
    };
    expect(await verdict(patient)).toBe('allowed');
    expect(await verdict(parent)).toBe('refused');
  });

  it('shows nobody the trace of a document that they cannot see (D2)', async () => {
    const recordId = await openTestRecord(rooms);
    await begin(recordId, { kind: 'authorization', holder: 'ps:899700000099' });
    const masked = [{ code: 'MASQUE_PS', system: '1.2.250.1.213.1.1.4.13' }];
    const shared = await share('899700218896', { confidentialityCodes: masked });
    const [document] = shared.ok ? shared.value.documents : [];
    const { logicalId = '', uniqueId = '' } = document?.entry ?? {};
    const own = async (actor: Actor) => {
      const page = await read(actor, recordId);
      return typeof page === 'string' ? page : page.entries.map(({ operation }) => operation);
    };
    const stranger = physician('899700000066');
    for (const actor of [nurse, stranger]) {
      const before = await own(actor);
      expect(codeOf(await readDocument(actor, { id: logicalId }, rooms.ports))).toBe('document-unknown');
      expect(codeOf(await retrieveDocument(actor, { document: { id: logicalId } }, rooms.ports))).toBe(
        'document-unknown',
      );
      expect(
        codeOf(await reviseDocument(actor, { document: { id: logicalId }, revisions: ['delete'] }, rooms.ports)),
      ).toBe('document-unknown');
      const criteria = [{ field: 'identifier', anyOf: [uniqueId] }] as const;
      await findDocuments(actor, { record: { object: uniqueId }, query: { ...query, criteria } }, rooms.ports);
      expect((await own(actor)).length).toBe(before.length + 1); // the reading of the journal itself
    }
    expect(await own(patient)).toEqual(expect.arrayContaining(['document.retrieve', 'document.delete']));
  });

  it('withholds the trace of a document that waits for its announcement, until it is visible', async () => {
    const recordId = await openTestRecord(rooms);
    const hidden = [{ code: 'INVISIBLE_PATIENT', system: '1.2.250.1.213.1.1.4.13' }];
    await share('899700218896', { confidentialityCodes: hidden });
    const operations = async () => {
      const page = await read(patient, recordId);
      return typeof page === 'string' ? page : page.entries.map(({ operation }) => operation);
    };
    expect(await operations()).toContain('record.open');
    expect(await operations()).not.toContain('document.share');
    rooms.clock.advance({ months: 1, days: 1 });
    await performDuties(rooms.ports, 10);
    expect(await operations()).toContain('document.share');
  });

  it('proves an entry to whoever may read it', async () => {
    const recordId = await openTestRecord(rooms);
    await rooms.journal.seal();
    const [first] = await rooms.entries(recordId);
    const prove = (actor: Actor) =>
      proveJournalEntry(actor, { record: { recordId }, entryId: first?.entryId ?? '' }, rooms.ports);
    const proof = await prove(patient);
    expect(proof.ok && proof.value.entry).toContain(first?.entryId);
    expect(codeOf(await prove(gp))).toBe('object-unknown');
  });
});
