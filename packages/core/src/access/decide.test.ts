// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  carer,
  doctor,
  facts,
  hospital,
  house,
  laboratory,
  law,
  NOW,
  nurse,
  otherPatient,
  PARENT,
  parent,
  patient,
  policy,
  practice,
  professional,
  RECORD,
  relation,
  secretary,
  support,
} from '../../test/matters.ts';
import type { Actor } from '../actors/index.ts';
import type { RecordPolicy } from '../consent/index.ts';
import { addDelay } from '../time/index.ts';
import { decide } from './decide.ts';
import { decideOnDocument } from './decide-on-document.ts';
import { actingBy } from './emergency.ts';
import { grantOf } from './grant.ts';
import { mayShare } from './may-share.ts';
import { sees } from './sees.ts';
import type { Allowed, Operation } from './types.ts';

const ask = (actor: Actor, operation: Operation, of: RecordPolicy | undefined, at = NOW) =>
  decide({ actor, operation, recordId: RECORD, policy: of, law, at });

const verdict = (actor: Actor, operation: Operation, of: RecordPolicy | undefined, at = NOW): string => {
  const decision = ask(actor, operation, of, at);
  return decision.verdict === 'allowed' ? 'allowed' : (decision.reasons.at(-1)?.code ?? '');
};

const allowed = (actor: Actor, operation: Operation, of: RecordPolicy): Allowed => {
  const decision = ask(actor, operation, of);
  if (decision.verdict !== 'allowed') throw new Error(JSON.stringify(decision.reasons));
  return decision;
};

const authorized = (actor: { nationalId: string }) => relation('authorization', `ps:${actor.nationalId}`);
const breakGlass = { mode: { kind: 'break-glass', reason: 'unconscious' } } as const;
const dispatch = { mode: { kind: 'emergency-dispatch' } } as const;
const masked = facts({ confidentialityCodes: ['MASQUE_PS', 'N'] });
const hidden = facts({ confidentialityCodes: ['INVISIBLE_PATIENT'] });
const fromParents = facts({ confidentialityCodes: ['INVISIBLE_REPRESENTANTS_LEGAUX'] });

describe('the record gate', () => {
  it('knows one record only, for a session that was begun for it', () => {
    const open = policy([authorized(doctor)]);
    expect(verdict({ ...doctor, onlyRecord: RECORD }, 'document.find', open)).toBe('allowed');
    expect(verdict({ ...doctor, onlyRecord: 'another' }, 'document.find', open)).toBe('record-unknown');
    expect(verdict({ ...patient, onlyRecord: 'another' }, 'journal.read', open)).toBe('record-unknown');
  });

  it('lets such a session ask nothing of the house as a whole', () => {
    const samu = { ...doctor, ...dispatch };
    expect(verdict(samu, 'record.search-traits', undefined)).not.toBe('record-unknown');
    expect(verdict({ ...samu, onlyRecord: RECORD }, 'record.search-traits', undefined)).toBe('record-unknown');
  });

  it('refuses everything but opening where there is no record', () => {
    expect(verdict(doctor, 'document.find', undefined)).toBe('record-unknown');
    expect(verdict(house, 'record.open', undefined)).toBe('allowed');
    expect(verdict(doctor, 'record.test-existence', policy([], { state: 'destroyed' }))).toBe('record-unknown');
  });

  it('puts a closed record out of reach of professionals at once (L2)', () => {
    const closed = policy([authorized(doctor)], { state: 'closed' });
    expect(verdict(doctor, 'document.find', closed)).toBe('record-closed');
    expect(verdict(doctor, 'document.share', closed)).toBe('record-closed');
    expect(verdict(doctor, 'record.test-existence', closed)).toBe('allowed');
    expect(verdict(patient, 'record.reopen', closed)).toBe('allowed');
    expect(verdict(patient, 'document.find', closed)).toBe('record-closed');
  });

  it('does not open twice, nor oppose or reopen what is open', () => {
    for (const operation of ['record.open', 'record.oppose', 'record.reopen'] as const)
      expect(verdict(patient, operation, policy())).toBe('record-open');
    expect(verdict(patient, 'record.oppose', policy([], { state: 'notified' }))).toBe('allowed');
    expect(verdict(patient, 'document.find', policy([], { state: 'suspended' }))).toBe('record-suspended');
  });
});

describe('the relation gate', () => {
  it('lets the patient into their own record only', () => {
    expect(verdict(patient, 'document.find', policy())).toBe('allowed');
    expect(verdict(otherPatient, 'document.find', policy())).toBe('not-own-record');
  });

  it('asks professionals for an authorisation that holds (A1)', () => {
    expect(verdict(doctor, 'document.find', policy())).toBe('not-authorized');
    expect(verdict(doctor, 'document.find', policy([authorized(doctor)]))).toBe('allowed');
    const past = { from: '2025-01-01T00:00:00.000Z', until: '2026-01-01T00:00:00.000Z' };
    expect(verdict(doctor, 'document.find', policy([relation('authorization', 'ps:899700000001', past)]))).toBe(
      'authorization-ended',
    );
    const ended = { endedAt: '2026-02-01T00:00:00.000Z' };
    expect(verdict(doctor, 'document.find', policy([relation('authorization', 'ps:899700000001', ended)]))).toBe(
      'authorization-ended',
    );
    const future = { from: '2027-01-01T00:00:00.000Z' };
    expect(verdict(doctor, 'document.find', policy([relation('authorization', 'ps:899700000001', future)]))).toBe(
      'authorization-ended',
    );
  });

  it('takes an authorisation given to the organisation (A4)', () => {
    const there = professional('899700000003', { organization: practice });
    expect(verdict(there, 'document.find', policy([relation('authorization', `org:${practice.id}`)]))).toBe('allowed');
    expect(verdict(doctor, 'document.find', policy([relation('authorization', `org:${practice.id}`)]))).toBe(
      'not-authorized',
    );
  });

  it('takes attending doctors and administrators as authorised', () => {
    for (const kind of ['attending-doctor', 'administrator'] as const)
      expect(verdict(doctor, 'document.find', policy([relation(kind, 'ps:899700000001')]))).toBe('allowed');
  });

  it('lets the block win over everything, break-glass too', () => {
    const blocked = policy([relation('block', 'ps:899700000001'), authorized(doctor)]);
    expect(verdict(doctor, 'document.find', blocked)).toBe('blocked');
    expect(verdict(doctor, 'authorization.declare', blocked)).toBe('blocked');
    expect(verdict({ ...doctor, ...breakGlass }, 'document.find', blocked)).toBe('blocked');
    expect(verdict({ ...doctor, ...dispatch }, 'document.find', blocked)).toBe('blocked');
    expect(verdict(doctor, 'authorization.declare', policy())).toBe('allowed');
  });

  it('lets a professional share without authorisation (A5), blocked or not', () => {
    expect(verdict(doctor, 'document.share', policy())).toBe('allowed');
    expect(verdict(doctor, 'document.share', policy([relation('block', 'ps:899700000001')]))).toBe('allowed');
  });

  it('wants a reason for breaking the glass, and heeds the oppositions (E1, E2)', () => {
    expect(verdict({ ...doctor, ...breakGlass }, 'document.find', policy())).toBe('allowed');
    expect(verdict({ ...doctor, mode: { kind: 'break-glass', reason: '  ' } }, 'document.find', policy())).toBe(
      'reason-missing',
    );
    expect(verdict({ ...doctor, ...breakGlass }, 'document.find', policy([relation('opposition-break-glass')]))).toBe(
      'opposed-break-glass',
    );
    expect(verdict({ ...doctor, ...dispatch }, 'document.find', policy())).toBe('allowed');
    expect(
      verdict({ ...doctor, ...dispatch }, 'document.find', policy([relation('opposition-emergency-dispatch')])),
    ).toBe('opposed-emergency-dispatch');
    expect(verdict({ ...doctor, ...dispatch }, 'document.mask', policy())).toBe('no-right-doctor-emergency-dispatch');
  });

  it("ends a parent's delegation when the child comes of age, and keeps that of a protected adult", () => {
    const link = relation('legal-representative', `person:${PARENT}`);
    const birthDate = '2008-11-24';
    expect(verdict(parent, 'document.find', policy([link], { birthDate }))).toBe('allowed');
    expect(verdict(parent, 'document.find', policy([link], { birthDate }), '2026-11-24T00:00:00.000Z')).toBe(
      'patient-of-age',
    );
    const guardian = relation('legal-representative', `person:${PARENT}`, { value: 'protected-adult' });
    expect(verdict(parent, 'document.find', policy([guardian]))).toBe('allowed');
    expect(verdict(parent, 'document.find', policy())).toBe('no-delegation');
  });

  it('lets carers in by invitation only', () => {
    expect(verdict(carer, 'document.find', policy([relation('carer', `person:${PARENT}`)]))).toBe('allowed');
    expect(verdict(carer, 'document.find', policy())).toBe('no-delegation');
  });
});

describe('the function gate', () => {
  it('keeps occupational physicians from opening any document (A6)', () => {
    const occupational = professional('899700000004', { specialty: 'SM25' });
    const known = policy([authorized(occupational)]);
    expect(verdict(occupational, 'document.find', known)).toBe('allowed');
    expect(verdict(occupational, 'document.retrieve', known)).toBe('no-right-occupational-physician-normal');
  });

  it('lets organisations feed and not read (V7)', () => {
    expect(verdict(hospital, 'document.share', policy())).toBe('allowed');
    expect(verdict(hospital, 'document.retrieve', policy())).not.toBe('allowed');
    const indirect = professional('899700000005', { authentication: 'indirect', organization: practice });
    expect(verdict(indirect, 'document.retrieve', policy([authorized(indirect)]))).toBe('no-right-organization-normal');
  });

  it('lets reinforced indirect callers read and not feed', () => {
    const reinforced = professional('899700000006', { authentication: 'reinforced-indirect' });
    const known = policy([authorized(reinforced)]);
    expect(verdict(reinforced, 'document.retrieve', known)).toBe('allowed');
    expect(verdict(reinforced, 'document.share', known)).toBe('no-right-doctor-normal');
  });

  it('never shows documents to the help desk', () => {
    expect(verdict(support, 'journal.read', policy())).toBe('allowed');
    for (const operation of ['document.find', 'document.find-reference', 'document.retrieve'] as const)
      expect(verdict(support, operation, policy())).toBe('no-right-support-normal');
    expect(sees(allowed(support, 'journal.read', policy()).lens, facts())).toBe(false);
  });

  it('reads only a physician as attending doctor, and an occupational one never (A6)', () => {
    for (const actor of [nurse, professional('899700000002', { specialty: 'SM25' })]) {
      const named = policy([relation('attending-doctor', 'ps:899700000002')]);
      expect(allowed(actor, 'document.find', named).actorClass).not.toBe('attending');
    }
  });

  it('reads an attending doctor in dispatch as the doctor column', () => {
    const attending = { ...doctor, ...dispatch };
    expect(verdict(attending, 'document.archive', policy([relation('attending-doctor', 'ps:899700000001')]))).toBe(
      'allowed',
    );
  });

  it('refuses professionals that no class takes', () => {
    const none = { ...law, actorClasses: { ...law.actorClasses, professionals: [] } };
    const decision = decide({
      actor: doctor,
      operation: 'document.find',
      recordId: RECORD,
      policy: policy([authorized(doctor)]),
      law: none,
      at: NOW,
    });
    expect(decision.reasons.at(-1)?.code).toBe('no-right-unclassified-normal');
  });
});

describe('the type gate', () => {
  it('refuses an unknown profession (T5)', () => {
    const unknown = professional('899700000007', { profession: '77' });
    expect(verdict(unknown, 'document.find', policy([authorized(unknown)]))).toBe('no-type-for-profession');
  });

  it('shows each profession its types only (T1, T2)', () => {
    const seesAs = (actor: typeof doctor, typeCode: string) =>
      sees(allowed(actor, 'document.find', policy([authorized(actor)])).lens, facts({ typeCode }));
    expect(seesAs(doctor, 'ATTEST-RESID')).toBe(false);
    expect(seesAs(doctor, '68599-0')).toBe(true);
    expect(seesAs(nurse, '68599-0')).toBe(false);
    expect(seesAs(nurse, '11502-2')).toBe(true);
    expect(seesAs(nurse, 'no-such-type')).toBe(false);
  });
});

describe('the document gate', () => {
  const lensOf = (actor: Actor, of: RecordPolicy) => allowed(actor, 'document.retrieve', of).lens;
  const attending = policy([relation('attending-doctor', 'ps:899700000001')]);

  it('hides masked documents from all but author, attending doctor, administrator and patient (D1, A7)', () => {
    expect(sees(lensOf(doctor, policy([authorized(doctor)])), masked)).toBe(false);
    expect(sees(lensOf(doctor, policy([authorized(doctor)])), { ...masked, authorKeys: ['ps:899700000001'] })).toBe(
      true,
    );
    expect(sees(lensOf(doctor, attending), masked)).toBe(true);
    expect(sees(lensOf(doctor, policy([relation('administrator', 'ps:899700000001')])), masked)).toBe(true);
    expect(sees(lensOf(patient, policy()), masked)).toBe(true);
  });

  it('shows masked documents in an emergency only where the patient allowed it (E3)', () => {
    expect(sees(lensOf({ ...doctor, ...breakGlass }, policy()), masked)).toBe(false);
    expect(sees(lensOf({ ...doctor, ...breakGlass }, policy([relation('emergency-masked-permission')])), masked)).toBe(
      true,
    );
    expect(sees(lensOf({ ...doctor, ...dispatch }, policy([relation('emergency-masked-permission')])), masked)).toBe(
      true,
    );
    expect(
      sees(lensOf({ ...doctor, ...breakGlass }, policy([relation('administrator', 'ps:899700000001')])), masked),
    ).toBe(false);
  });

  it('keeps what waits for its announcement from the patient, and secrets from the parents only (D3, D4)', () => {
    const child = policy([relation('legal-representative', `person:${PARENT}`)], { birthDate: '2011-06-01' });
    expect(sees(lensOf(patient, policy()), hidden)).toBe(false);
    expect(sees(lensOf(parent, child), hidden)).toBe(false);
    expect(sees(lensOf(patient, child), fromParents)).toBe(true);
    expect(sees(lensOf(parent, child), fromParents)).toBe(false);
    expect(sees(lensOf(doctor, policy([authorized(doctor)])), hidden)).toBe(true);
  });

  it('shows archived, replaced and deleted documents to professionals (D6)', () => {
    for (const availabilityStatus of ['archived', 'deprecated', 'deleted'] as const)
      expect(sees(lensOf(doctor, policy([authorized(doctor)])), facts({ availabilityStatus }))).toBe(true);
    const carers = policy([relation('carer', `person:${PARENT}`)]);
    expect(sees(lensOf(carer, carers), facts({ availabilityStatus: 'deleted' }))).toBe(false);
  });

  it('shows whoever cannot read nothing but what they brought', () => {
    const { lens } = allowed(doctor, 'document.find-reference', policy());
    expect(sees(lens, facts())).toBe(false);
    expect(sees(lens, facts({ authorKeys: ['ps:899700000001'] }))).toBe(true);
    const org = allowed(hospital, 'document.find-reference', policy()).lens;
    expect(sees(org, facts())).toBe(false);
    expect(sees(org, facts({ authorKeys: ['org:1750000002'] }))).toBe(true);
    const unplaced = professional('899700000001', { authentication: 'indirect' });
    expect(allowed(unplaced, 'document.find-reference', policy()).lens.own).toEqual([]);
    const lab = allowed(laboratory, 'document.find-reference', policy()).lens;
    expect(sees(lab, facts({ authorKeys: ['org:1750000003'] }))).toBe(true);
  });

  it('answers a single document with its reasons', () => {
    const on = (actor: Actor, operation: Operation, of: RecordPolicy, document = facts()) =>
      decideOnDocument(allowed(actor, operation, of), document, law).code;
    const known = policy([authorized(doctor)]);
    const own = facts({ authorKeys: ['ps:899700000001'] });
    expect(on(doctor, 'document.retrieve', known)).toBe('in-sight');
    expect(on(doctor, 'document.retrieve', known, masked)).toBe('out-of-sight');
    expect(
      decideOnDocument(allowed(doctor, 'document.retrieve', known), facts({ typeCode: 'ATTEST-RESID' }), law).gate,
    ).toBe('type');
    expect(decideOnDocument(allowed(doctor, 'document.retrieve', known), masked, law).gate).toBe('document');
    expect(
      decideOnDocument(
        allowed(doctor, 'document.retrieve', known),
        { ...own, typeCode: 'ATTEST-RESID', availabilityStatus: 'gone' as never },
        law,
      ).gate,
    ).toBe('document');
    expect(on(doctor, 'document.mask', known)).toBe('in-sight');
    expect(on(doctor, 'document.unmask', known)).toBe('not-own-documents');
    expect(on(doctor, 'document.unmask', known, own)).toBe('in-sight');
    expect(on(doctor, 'document.delete', known)).toBe('not-own-documents');
    expect(on({ ...doctor, ...breakGlass }, 'document.archive', known)).toBe('in-sight'); // D7
    expect(on(doctor, 'document.archive', known)).toBe('not-own-documents');
  });

  it("leaves the patient's own documents to the patient and the attending doctor", () => {
    const written = facts({ typeCode: 'DOCPAT01', byPatient: true, authorKeys: ['person:x'] });
    const on = (actor: Actor, operation: Operation, of: RecordPolicy, document = written) =>
      decideOnDocument(allowed(actor, operation, of), document, law);
    expect(on(doctor, 'document.archive', policy([authorized(doctor)])).code).toBe('patient-document');
    expect(on(doctor, 'document.archive', policy([authorized(doctor)])).passed).toBe(false);
    expect(on(doctor, 'document.archive', attending).passed).toBe(true);
    expect(on(patient, 'document.delete', policy()).passed).toBe(true);
    expect(on(patient, 'document.delete', policy(), facts()).code).toBe('not-own-patient-documents');
  });

  it('lets organisations delete what is imputed to them', () => {
    const lent = facts({ authorKeys: ['org:1750000002'] });
    expect(decideOnDocument(allowed(hospital, 'document.delete', policy()), lent, law).code).toBe('in-sight');
    const elsewhere = {
      ...allowed(hospital, 'document.delete', policy()),
      lens: allowed(house, 'document.delete', policy()).lens,
    };
    expect(decideOnDocument(elsewhere, facts(), law).code).toBe('not-own-structure');
    const lost = { ...elsewhere, actor: doctor };
    expect(decideOnDocument(lost, facts(), law).code).toBe('not-own-structure');
  });
});

describe('mayShare', () => {
  const share = (actor: Actor, document = facts()) =>
    mayShare(allowed(actor, 'document.share', policy([relation('carer', `person:${PARENT}`)])), document, law).code;

  it('takes any type from professionals, whatever they may read', () => {
    expect(share(doctor, facts({ typeCode: 'ATTEST-RESID' }))).toBe('may-share');
  });

  it('imputes what an organisation or its staff shares to it', () => {
    expect(share(hospital)).toBe('not-imputed-to-structure');
    expect(share(hospital, facts({ authorKeys: ['org:1750000002'] }))).toBe('may-share');
    expect(share(secretary, facts({ authorKeys: [`org:${practice.id}`] }))).toBe('may-share');
  });

  it('takes from a feed the types it is there for, from a patient the types that patients write', () => {
    expect(share(laboratory, facts({ typeCode: '11502-2' }))).toBe('may-share');
    expect(share(laboratory, facts({ typeCode: 'REMB' }))).toBe('not-feed-type');
    expect(
      mayShare(
        { ...allowed(laboratory, 'document.share', policy()), actor: { ...laboratory, feed: 'none' } as Actor },
        facts(),
        law,
      ).code,
    ).toBe('not-feed-type');
    expect(share(patient, facts({ typeCode: 'DOCPAT01', byPatient: true }))).toBe('may-share');
    expect(share(patient)).toBe('not-patient-type');
    expect(share(carer, facts({ typeCode: 'DOCPAT01' }))).toBe('not-own-patient-documents');
    expect(share(doctor, facts({ typeCode: 'DOCPAT01', byPatient: true }))).toBe('not-by-patient');
    expect(share(house, facts({ byPatient: true }))).toBe('may-share');
  });
});

it('cites the versions of the law that it used (T6)', () => {
  const decision = ask(doctor, 'document.find', policy([authorized(doctor)]));
  expect(decision.law).toEqual(law.versions);
  expect(decision.law.map(({ id }) => id)).toContain('fr-functional-rights');
});

describe('what stands beside the gates', () => {
  it('is a grant for carers only', () => {
    expect(grantOf(carer, policy([]), law, NOW)).toBeDefined();
    expect(grantOf(doctor, policy([]), law, NOW)).toBeUndefined();
  });

  it('is an open access of which no reason is known', () => {
    const opened = relation('emergency-access', `ps:${doctor.nationalId}`, {
      value: 'break-glass',
      origin: 'declared',
      until: addDelay(NOW, { hours: 1 }),
    });
    const question = { actor: doctor, operation: 'document.find', recordId: RECORD, law, at: NOW } as const;
    expect(actingBy(question, policy([opened])).mode).toEqual({ kind: 'break-glass', reason: '' });
    expect(actingBy(question, policy([])).mode).toEqual({ kind: 'normal' });
  });
});
