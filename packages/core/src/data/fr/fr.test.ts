// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { concepts } from '../concept-list.ts';
import { frenchProfile, lawAt } from '../index.ts';
import { professionGroups } from './type-by-profession.ts';

const law = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');
const codesOf = (element: keyof typeof law.valueSets): readonly string[] =>
  law.valueSets[element].concepts.map(({ code }) => code);
const consults = (profession: string, type: string): boolean =>
  law.typeByProfession.consultable[profession]?.includes(type) ?? false;

describe('concepts', () => {
  it.each([
    ['a line without label', '10'],
    ['a line without code', '| label'],
    ['a code twice', '10 | one\n10 | two'],
  ])('throws on %s', (_, text) => {
    expect(() => concepts('1.2.3', text)).toThrow();
  });
});

describe('the value sets', () => {
  it('have the size of the official ones', () => {
    expect(codesOf('typeCode')).toHaveLength(103); // JDV_J66
    expect(codesOf('classCode')).toHaveLength(12); // JDV_J57
    expect(law.valueSets.profession.concepts.filter(({ system }) => system === '1.2.250.1.71.1.2.7')).toHaveLength(30);
  });

  it.each(Object.entries(law.valueSets))('%s names each concept once, with a French label', (_, { concepts: list }) => {
    expect(new Set(list.map(({ code, system }) => `${system}|${code}`)).size).toBe(list.length);
    for (const { label } of list) expect(label.fr).toMatch(/\S/);
  });

  it('give every type one class that exists (checklist D10)', () => {
    const { classOf, knownErrata } = law.typeToClass;
    expect(Object.keys(classOf).toSorted()).toEqual([...codesOf('typeCode')].toSorted());
    for (const classCode of Object.values(classOf)) expect(codesOf('classCode')).toContain(classCode);
    for (const { type, class: wrong } of knownErrata) {
      expect(codesOf('classCode')).toContain(wrong);
      expect(classOf[type]).toBeDefined();
      expect(classOf[type]).not.toBe(wrong);
    }
    expect(classOf).toMatchObject({ '11488-4': '10', '18748-4': '31', REMB: '60', EXPPAT_3: '90', SYNTH: '11' });
  });

  it('hold the codes that rules name', () => {
    const { normal, masked, hiddenFromPatient, hiddenFromRepresentatives } = law.confidentiality;
    for (const code of [normal, masked, hiddenFromPatient, hiddenFromRepresentatives])
      expect(codesOf('confidentialityCode')).toContain(code);
    for (const type of [...law.actorClasses.patientDocuments.types, ...Object.values(law.feeds.types).flat()])
      expect(codesOf('typeCode')).toContain(type);
    for (const { profession, specialties = [] } of law.actorClasses.professionals) {
      if (profession !== undefined) expect(codesOf('profession')).toContain(profession);
      for (const specialty of specialties) {
        expect(codesOf('specialty')).toContain(specialty);
        expect(codesOf('authorSpecialty')).toContain(`G15_${profession}/${specialty}`);
      }
    }
  });

  it('hold the formats of the document models, but for the three that the DMP does not take', () => {
    const formats = [...Object.values(law.formatByTemplate), ...Object.values(law.formatByMediaType)];
    const missing = formats.filter((format) => !codesOf('formatCode').includes(format));
    expect(missing.toSorted()).toEqual([
      'urn:asip:ci-sis:cva:2017',
      'urn:asip:ci-sis:export-dui:2023',
      'urn:ihe:pat:apsr:all:2010',
    ]);
  });
});

describe('the type-by-profession matrix', () => {
  it('names only known types and professions, each profession once, no type both open and closed', () => {
    const professions = professionGroups.flatMap((group) => group.professions);
    expect(new Set(professions).size).toBe(professions.length);
    for (const { attested, attestedRefused, reconstructed } of professionGroups) {
      const all = [...attested, ...attestedRefused, ...reconstructed];
      expect(new Set(all).size).toBe(all.length);
      for (const type of all) expect(codesOf('typeCode')).toContain(type);
    }
  });

  it('hides ATTEST-RESID, and nothing else that the grid knows, from doctors (checklist T1)', () => {
    const closed = codesOf('typeCode').filter((type) => !consults('10', type));
    expect(closed).toEqual(['ATTEST-RESID', 'E1762']);
  });

  it('closes to nurses what is attested as closed, and opens what is attested as open (T2)', () => {
    for (const type of ['75496-0', '68599-0', '83901-9', '68817-6', '89601-9'])
      expect(consults('60', type), type).toBe(false);
    for (const type of ['83981-1', '47420-5', '11502-2', '15507-7', '56445-0', 'PROT_ALD', 'DOCPAT03'])
      expect(consults('60', type), type).toBe(true);
  });

  it('closes to dentists what is attested as closed (T3)', () => {
    for (const type of ['80788-3', '75496-0', '83981-1', '83901-9', '68599-0', 'EXPPAT_3'])
      expect(consults('40', type), type).toBe(false);
  });

  it('closes deliveries to podiatrists (T4)', () => {
    expect(consults('80', '15508-5')).toBe(false);
    expect(consults('80', '11488-4')).toBe(true);
  });

  it('has nothing for roles whose grid is not in force, nor for the unknown (T5), whatever its name', () => {
    expect(consults('330', '11488-4')).toBe(false);
    expect(consults('10', 'no-such-type')).toBe(false);
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(law.typeByProfession.consultable[name]).toBeUndefined();
      expect(law.typeToClass.classOf[name]).toBeUndefined();
      expect(law.formatByTemplate[name]).toBeUndefined();
      expect(law.feeds.types[name]).toBeUndefined();
    }
  });
});

describe('the rules', () => {
  it('carry the delays of the law', () => {
    expect(law.timeRules).toMatchObject({
      oppositionWindow: { weeks: 6 },
      authorizationDuration: { years: 1 },
      archiveAfterClosure: { years: 10 },
      expressDestruction: { months: 3 },
      announcementNotice: { days: 14 },
      announcementRelease: { months: 1 },
      majorityAgeYears: 18,
    });
  });

  it('open on consent before 2022 and on silence since, and still know the older regime', () => {
    const before = frenchProfile.regimes.find(({ validUntil }) => validUntil === '2022-01-01');
    expect(before?.current).toBe('fr-2010');
    expect(law.regimes.current).toBe('fr-2022');
    expect(law.regimes.regimes).toEqual([
      { id: 'fr-2010', opening: 'on-consent', activation: 'by-opener' },
      { id: 'fr-2022', opening: 'on-silence', activation: 'by-notice' },
    ]);
    expect(before?.regimes.map(({ id }) => id)).toEqual(['fr-2010']);
  });
});
