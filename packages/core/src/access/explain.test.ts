// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { facts, law, NOW, PARENT, policy, relation } from '../../test/matters.ts';
import { explainDocument, explainParty } from './explain.ts';

const explain = (of: ReturnType<typeof policy>, document = facts(), of2 = law) =>
  explainDocument({ policy: of, law: of2, at: NOW }, document);
const answers = (...args: Parameters<typeof explain>) =>
  Object.fromEntries(
    explain(...args).map(({ witness, sees }) => [
      `${witness.as} ${witness.party ?? ''} ${witness.mode}`.replace(/ +/g, ' '),
      sees,
    ]),
  );

describe('explainDocument', () => {
  it('answers for the patient, every party of the record, the author and a stranger in each mode', () => {
    const parties = policy([
      relation('authorization', 'ps:1', {
        holderName: 'Dr Un',
        holderProfession: '10',
        holderSpecialty: 'SM26',
        until: '2027-01-01T00:00:00.000Z',
      }),
      relation('authorization', 'ps:2'),
      relation('authorization', 'org:3'),
      relation('block', 'ps:4', { holderProfession: '10' }),
      relation('attending-doctor', 'ps:5', { holderProfession: '10' }),
      relation('authorization', 'ps:5', { holderProfession: '10' }),
      relation('carer', `person:${PARENT}`),
      relation('legal-representative', 'person:guardian', { value: 'protected-adult' }),
      relation('opposition-break-glass'),
    ]);
    expect(answers(parties)).toEqual({
      'patient person:bbbbbbbb-0000-4000-8000-000000000001 normal': 'yes',
      'attending-doctor ps:5 normal': 'yes',
      'authorization ps:1 normal': 'yes',
      'authorization ps:2 normal': 'by-profession',
      'authorization org:3 normal': 'by-profession',
      'block ps:4 normal': 'no',
      'legal-representative person:guardian normal': 'yes',
      [`carer person:${PARENT} normal`]: 'yes',
      'author ps:899700009999 normal': 'no',
      'anyone normal': 'no',
      'anyone break-glass': 'no',
      'anyone emergency-dispatch': 'yes',
    });
    const first = explain(parties).find(({ witness }) => witness.party === 'ps:1');
    expect(first?.witness).toMatchObject({
      name: 'Dr Un',
      since: '2026-01-01T00:00:00.000Z',
      until: '2027-01-01T00:00:00.000Z',
    });
  });

  it('shows a masked document to attending doctor and author, and to nobody else', () => {
    const masked = facts({ confidentialityCodes: ['MASQUE_PS'], authorKeys: ['ps:1', 'org:9', 'ps:7'] });
    const parties = policy([
      relation('authorization', 'ps:1', { holderProfession: '60' }),
      relation('authorization', 'ps:2', { holderProfession: '10' }),
      relation('authorization', 'ps:3'),
      relation('attending-doctor', 'ps:5', { holderProfession: '10' }),
    ]);
    expect(answers(parties, masked)).toMatchObject({
      'authorization ps:1 normal': 'yes',
      'authorization ps:2 normal': 'no',
      'authorization ps:3 normal': 'no',
      'attending-doctor ps:5 normal': 'yes',
      'author ps:7 normal': 'no',
    });
  });

  it('knows that a type is closed to a profession on record', () => {
    const parties = policy([relation('authorization', 'ps:1', { holderProfession: '60' })]);
    expect(answers(parties, facts({ typeCode: '68599-0' }))).toMatchObject({ 'authorization ps:1 normal': 'no' });
  });

  it('leaves strangers to their profession where no class is called doctor', () => {
    const other = { ...law, actorClasses: { ...law.actorClasses, professionals: [{ class: 'ps' }] } };
    expect(answers(policy(), facts(), other)).toMatchObject({
      'anyone normal': 'no',
      'anyone emergency-dispatch': 'by-profession',
    });
  });
});

describe('explainParty', () => {
  const at = (of: ReturnType<typeof policy>, supposed: Parameters<typeof explainParty>[1]) =>
    explainParty({ policy: of, law, at: NOW }, supposed);
  const dentist = 'ps:899700000011';

  it('is the decision that the party would meet', () => {
    expect(at(policy(), { party: dentist, profession: '40' }).verdict).toBe('refused');
    const decision = at(policy([relation('authorization', dentist)]), { party: dentist, profession: '40' });
    expect(decision.verdict === 'allowed' && decision.lens.types).not.toContain('EXPPAT_3');
  });

  it('takes what the record knows of the party, and what is supposed instead', () => {
    const known = policy([
      relation('authorization', dentist, { holderProfession: '40', holderSpecialty: 'SM25' }),
      relation('opposition-break-glass'),
    ]);
    const decision = at(known, { party: dentist });
    expect(decision.verdict === 'allowed' && decision.lens.types).not.toContain('EXPPAT_3');
    expect(at(known, { party: dentist, profession: '10' }).verdict).toBe('refused'); // an occupational physician then
    expect(at(known, { party: dentist, profession: '10', specialty: 'SM26' }).verdict).toBe('allowed');
    const mode = { kind: 'break-glass', reason: 'supposed' } as const;
    expect(at(known, { party: dentist, mode }).reasons.at(-1)?.code).toBe('opposed-break-glass');
    expect(at(known, { party: 'ps:unknown' }).reasons.at(-1)?.code).toBe('not-authorized');
  });

  it('tries carers and representatives as what they are', () => {
    const family = policy([relation('carer', `person:${PARENT}`)]);
    const decision = at(family, { party: `person:${PARENT}` });
    expect(decision.verdict === 'allowed' && decision.actorClass).toBe('carer');
  });
});
