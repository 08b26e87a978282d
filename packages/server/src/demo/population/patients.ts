// SPDX-License-Identifier: Apache-2.0
import type { Sex } from '@dossier/core/identity';
import { demoIns, stableUuid } from '../identifiers.ts';
import { type PatientIdentity, type PersonaKey, personas, testInsOid } from '../personas.ts';
import { birthPlaces, familyNames, givenNames, streets } from './names.ts';
import { seeded } from './random.ts';

/** A fictional patient: identity, and the seed from which the story is told. */
export interface DemoPatient extends PatientIdentity {
  readonly key: string;
  readonly personId: string;
  /** Name as one calls the person: `Émilie LAMBERT`. */
  readonly name: string;
  readonly sex: Exclude<Sex, 'unknown'>;
}

type Generation = keyof (typeof givenNames)['female'];

const generationOf = (year: number): Generation => {
  if (year < 1945) return 'old';
  if (year < 1972) return 'middle';
  return year < 2006 ? 'adult' : 'child';
};

/** What civil status writes: capitals without accents. */
const civil = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toUpperCase();

/** The patient with this number, born in that year; the same one every time. */
export const generatedPatient = (serial: number, sex: 'male' | 'female', birthYear: number): DemoPatient => {
  const key = `patient-${String(serial).padStart(2, '0')}`;
  const random = seeded(key);
  const names = givenNames[sex][generationOf(birthYear)];
  const given = names[serial % names.length] ?? names[0];
  const second = names[(serial + 1 + random.integer(0, names.length - 2)) % names.length] ?? names[0];
  const family = familyNames[serial % familyNames.length] ?? familyNames[0];
  const [placeCode, place] = birthPlaces[serial % birthPlaces.length] ?? birthPlaces[0];
  const month = String(random.integer(1, 12)).padStart(2, '0');
  const birthDate = `${birthYear}-${month}-${String(random.integer(1, 28)).padStart(2, '0')}`;
  return {
    key,
    personId: stableUuid(`person:${key}`),
    name: `${given} ${family}`,
    sex,
    ins: { oid: testInsOid, value: demoIns(sex, birthDate, placeCode, 100 + serial) },
    traits: {
      birthFamilyName: family,
      birthGivenNames: [civil(given), civil(second)],
      sex,
      birthDate,
      birthPlaceCode: placeCode,
      usedFamilyName: family,
      usedGivenName: civil(given),
    },
    birthPlace: place,
    address: { line: `${random.integer(1, 60)} ${random.pick(streets)}`, postalCode: '99100', city: 'Valmont' },
  };
};

export const personaPatient = (key: PersonaKey): DemoPatient => {
  const { patient, actor } = personas[key];
  if (!patient || actor.kind !== 'patient' || patient.traits.sex === 'unknown') {
    throw new Error(`${key} is not a patient`);
  }
  return { ...patient, key, personId: actor.personId, name: actor.name, sex: patient.traits.sex };
};
