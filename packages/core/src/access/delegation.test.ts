// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facts, law, NOW, policy, RECORD, relation } from '../../test/matters.ts';
import type { Actor } from '../actors/index.ts';
import type { RecordPolicy } from '../consent/index.ts';
import { startOfDay } from '../time/index.ts';
import { comesOfAgeAt } from './autonomy.ts';
import { decide } from './decide.ts';
import { decideOnDocument } from './decide-on-document.ts';
import { sees } from './sees.ts';
import { type Operation, operations } from './types.ts';

const person = (kind: 'patient' | 'representative' | 'carer', personId: string, more: object = {}): Actor =>
  ({ kind, personId, name: '', authentication: 'direct', mode: { kind: 'normal' }, ...more }) as Actor;

const ask = (actor: Actor, of: RecordPolicy, operation: Operation = 'document.find', at = NOW) =>
  decide({ actor, operation, recordId: RECORD, policy: of, law, at });
const reasonOf = (actor: Actor, of: RecordPolicy, operation?: Operation, at?: string) =>
  ask(actor, of, operation, at).reasons.at(-1)?.code;

const born = (birthDate: string, ...relations: Parameters<typeof policy>[0] & object) => ({
  ...policy(relations),
  birthDate,
});
const grants = law.delegation.grants.map(({ code }) => code);

describe('majority', () => {
  const child = born('2008-11-24', relation('legal-representative', 'person:parent'));
  const parent = person('representative', 'parent');

  it('comes at midnight where the law holds, not in UTC, and the parent is refused from then on', () => {
    expect(comesOfAgeAt('2008-11-24', law)).toBe('2026-11-23T23:00:00.000Z');
    expect(comesOfAgeAt('2008-07-14', law)).toBe('2026-07-13T22:00:00.000Z');
    expect(comesOfAgeAt('2008-02-29', law)).toBe('2026-02-28T23:00:00.000Z');
    expect(ask(parent, child, 'document.find', '2026-11-23T22:59:59.999Z').verdict).toBe('allowed');
    expect(reasonOf(parent, child, 'document.find', '2026-11-23T23:00:00.000Z')).toBe('patient-of-age');
  });

  it('is the same by the date and by the gate, whatever the birthday', () => {
    const days = fc.date({ min: new Date('1995-01-01'), max: new Date('2012-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const birthDate = day.toISOString().slice(0, 10);
        const of = born(
          birthDate,
          relation('legal-representative', 'person:parent', { from: '2000-01-01T00:00:00.000Z' }),
        );
        const at = comesOfAgeAt(birthDate, law);
        const before = new Date(Date.parse(at) - 1).toISOString();
        expect(reasonOf(parent, of, 'document.find', at)).toBe('patient-of-age');
        expect(reasonOf(parent, of, 'document.find', before)).not.toBe('patient-of-age');
      }),
    );
  });

  it('leaves the representative of a protected adult', () => {
    const adult = born('1950-01-01', relation('legal-representative', 'person:parent', { value: 'protected-adult' }));
    expect(ask(parent, adult).verdict).toBe('allowed');
  });

  it('begins a day where the clock is put forward', () => {
    expect(startOfDay('2026-03-29', 'Europe/Paris')).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay('2026-10-25', 'Europe/Paris')).toBe('2026-10-24T22:00:00.000Z');
  });
});

describe('autonomy of a minor', () => {
  const self = (of: RecordPolicy, more = {}) => person('patient', of.personId, more);
  const aged = (years: number, ...relations: Parameters<typeof policy>[0] & object) =>
    born(`${2026 - years}-01-01`, ...relations);

  it.each([
    [11, false, false],
    [12, false, true],
    [14, false, true],
    [15, true, true],
    [18, true, true],
  ])('at %i alone: %s, where a parent agreed: %s', (years, alone, agreed) => {
    const by = (of: RecordPolicy) => ask(self(of), of).verdict === 'allowed';
    expect(by(aged(years))).toBe(alone);
    expect(by(aged(years, relation('agreed-autonomy')))).toBe(agreed);
  });

  it('keeps the life of the record with the parents, and secrecy from them possible', () => {
    expect(reasonOf(self(aged(17)), aged(17), 'record.close')).toBe('minor-not-autonomous');
    expect(ask(self(aged(18)), aged(18), 'record.close').verdict).toBe('allowed');
    expect(ask(self(aged(15), { secret: true }), aged(15)).verdict).toBe('allowed');
  });
});

describe('what a carer may do', () => {
  const codes = fc.constantFrom(...grants);
  const confidentiality = fc.uniqueArray(
    fc.constantFrom('N', 'MASQUE_PS', 'INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'),
    { minLength: 1 },
  );
  const statuses = fc.constantFrom('approved', 'deprecated', 'archived', 'deleted');

  it('is never more than what the patient sees, under any grant', () => {
    fc.assert(
      fc.property(codes, confidentiality, statuses, fc.boolean(), (value, confidentialityCodes, status, byPatient) => {
        const of = policy([relation('carer', 'person:carer', { value })]);
        const document = facts({ confidentialityCodes, availabilityStatus: status as 'approved', byPatient });
        const asCarer = ask(person('carer', 'carer'), of);
        const asPatient = ask(person('patient', of.personId), of);
        if (asCarer.verdict !== 'allowed' || asPatient.verdict !== 'allowed') throw new Error('both may find');
        if (sees(asCarer.lens, document)) expect(sees(asPatient.lens, document)).toBe(true);
        if (decideOnDocument(asCarer, document, law).passed)
          expect(decideOnDocument(asPatient, document, law).passed).toBe(true);
      }),
    );
  });

  it('is never an operation that the patient may not do, but to accept and to leave', () => {
    fc.assert(
      fc.property(codes, fc.constantFrom(...operations), (value, operation) => {
        const of = policy([relation('carer', 'person:carer', { value })]);
        fc.pre(operation !== 'delegation.accept' && operation !== 'delegation.leave');
        if (ask(person('carer', 'carer'), of, operation).verdict === 'allowed')
          expect(ask(person('patient', of.personId), of, operation).verdict).toBe('allowed');
      }),
    );
  });

  it('shows masked documents only where the patient gave that, and never what waits or is kept from parents', () => {
    const seen = (value: string, code: string) => {
      const decision = ask(person('carer', 'carer'), policy([relation('carer', 'person:carer', { value })]));
      return decision.verdict === 'allowed' && sees(decision.lens, facts({ confidentialityCodes: [code] }));
    };
    expect(seen('read', 'MASQUE_PS')).toBe(false);
    expect(seen('read-with-masked', 'MASQUE_PS')).toBe(true);
    for (const grant of grants)
      for (const code of ['INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'])
        expect(seen(grant, code), `${grant} ${code}`).toBe(false);
  });

  it('adds where the grant says so, and nothing under a code that nobody knows', () => {
    const may = (value: string | undefined, operation: Operation) =>
      reasonOf(
        person('carer', 'carer'),
        policy([relation('carer', 'person:carer', value === undefined ? {} : { value })]),
        operation,
      );
    expect(may('read', 'document.share')).toBe('not-granted');
    expect(may('read-and-add', 'document.share')).not.toBe('not-granted');
    expect(may(undefined, 'document.share')).not.toBe('not-granted');
    expect(may('everything', 'document.find')).toBe('not-granted');
    expect(may('read', 'consent.change')).toBe('no-right-carer-normal');
  });

  it('stands in the decision as done for the patient', () => {
    const of = policy([relation('carer', 'person:carer')]);
    expect(ask(person('carer', 'carer'), of).onBehalfOf).toBe(`person:${of.personId}`);
    expect(ask(person('carer', 'other'), of).onBehalfOf).toBe(`person:${of.personId}`);
    expect(ask(person('patient', of.personId), of).onBehalfOf).toBeUndefined();
  });
});
