// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frenchProfile, lawAt } from '../data/index.ts';
import { foldTraits } from './fold.ts';
import { matchTraits, type TraitsAsked, whyNotSearchable } from './match.ts';
import type { Traits } from './types.ts';

const { nameMatching: rules } = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');

const person = (birthFamilyName: string, given = 'ADELE', more: Partial<Traits> = {}): Traits => ({
  birthFamilyName,
  birthGivenNames: [given],
  sex: 'female',
  birthDate: '1977-07-14',
  residenceTown: 'Saint-Étienne',
  ...more,
});

const score = (asked: TraitsAsked, traits: Traits): number => matchTraits(asked, traits, rules);

describe('names', () => {
  it.each([
    ["d'Œuvres", 'OEUVRES'],
    ['DE LA TOUR', 'TOUR'],
    ['Müller', 'MULLER'],
    ['Le', 'LE'],
    ['PAT-TROIS', 'PATTROIS'],
  ])('%s is folded to %s', (name, folded) => {
    expect(foldTraits(person(name), rules).family).toContain(folded);
  });

  it('are found by each part of a double name', () => {
    expect(foldTraits(person('PAT-TROIS'), rules).family).toEqual(['PATTROIS', 'PAT', 'TROIS']);
  });

  it.each([
    ['DUPONT', 'DUPOND'],
    ['GAUTHIER', 'GOTIER'],
    ['PHILIPPE', 'FILIPE'],
    ['LEFEBVRE', 'LEFEBVRE'],
  ])('%s sounds like %s', (one, other) => {
    const [sound] = foldTraits(person(one), rules).familySounds;
    expect(foldTraits(person(other), rules).familySounds).toEqual([sound]);
  });

  it('are folded to the same whatever marks, case and particles they carry', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (name) => {
        const once = foldTraits(person(name), rules).family;
        expect(foldTraits(person(name.normalize('NFD').toUpperCase()), rules).family).toEqual(once);
        for (const key of once) expect(key).toMatch(/^[A-Z0-9]+$/);
      }),
    );
  });
});

describe('the score', () => {
  it('is 1 where all that was asked agrees, and less the less agrees', () => {
    const nessi = person('NESSI');
    const whole = { family: 'Nessi', given: 'Adèle', birthDate: '1977-07-14', town: 'saint etienne' };
    expect(score(whole, nessi)).toBe(1);
    expect(score({ ...whole, family: 'Ness' }, nessi)).toBe(0.96);
    expect(score({ ...whole, family: 'Nécy' }, nessi)).toBe(0.89);
    expect(score({ ...whole, birthDate: '1977-07' }, nessi)).toBe(1);
    expect(score({ ...whole, birthDate: '1977-07-15' }, nessi)).toBe(0.9);
    expect(score({ ...whole, birthDate: '1977-01-15' }, nessi)).toBe(0.83);
    expect(score({ ...whole, family: 'Martin' }, nessi)).toBe(0.55);
  });

  it('lies between 0 and 1 and is the same again', () => {
    const texts = fc.string({ maxLength: 30 });
    fc.assert(
      fc.property(texts, texts, texts, (family, given, name) => {
        const asked = { family, given };
        const one = score(asked, person(name));
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThanOrEqual(1);
        expect(score(asked, person(name))).toBe(one);
      }),
    );
  });
});

it('refuses a search that says too little', () => {
  expect(whyNotSearchable({ family: 'N', given: 'Adele' }, rules)).toBeDefined();
  expect(whyNotSearchable({ family: '%%%', given: 'Adele' }, rules)).toBeDefined();
  expect(whyNotSearchable({ family: 'Nessi' }, rules)).toBeDefined();
  expect(whyNotSearchable({ given: 'Adele', birthDate: '1977' }, rules)).toBeDefined();
  expect(whyNotSearchable({ family: 'Ne', birthDate: '1977' }, rules)).toBeUndefined();
});
