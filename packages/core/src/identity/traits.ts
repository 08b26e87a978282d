// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '../errors/index.ts';
import { fail, ok, type Result } from '../result/index.ts';
import type { Instant } from '../time/index.ts';
import type { Traits } from './types.ts';

const COG = /^[0-9][0-9AB][0-9]{3}$/;
const EARLIEST_YEAR = 1850;
const NAME_CHARACTERS = 100;

/** Controls and marks of text direction: they have no place in a name. */
const DECEPTIVE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/**
 * Checks the qualified traits of an identity (domain §1.3): birth family name, at least one birth given name, sex, a
 * birth date that exists, and the COG code of the place of birth where it is given. `at` is now: nobody is born later.
 * Fails with `traits-invalid`.
 */
export const checkTraits = (traits: Traits, at?: Instant): Result<Traits, Failure> => {
  const why = faultOf(traits, at);
  return why === undefined ? ok(traits) : fail(failure('traits-invalid', { why }));
};

const faultOf = (traits: Traits, at: Instant | undefined): string | undefined => {
  const { birthFamilyName, birthGivenNames, sex, birthDate, birthPlaceCode, usedFamilyName, usedGivenName } = traits;
  const { residenceTown } = traits;
  if (!isName(birthFamilyName)) return 'the birth family name is missing or not a name';
  if (birthGivenNames.length === 0) return 'there is no birth given name';
  if (!birthGivenNames.every(isName)) return 'a birth given name is empty or not a name';
  if (usedFamilyName !== undefined && !isName(usedFamilyName)) return 'the used family name is not a name';
  if (usedGivenName !== undefined && !isName(usedGivenName)) return 'the used given name is not a name';
  if (residenceTown !== undefined && !isName(residenceTown)) return 'the town of residence is not a name';
  if (sex !== 'male' && sex !== 'female' && sex !== 'unknown') return 'the sex is not male, female or unknown';
  if (!isCalendarDate(birthDate)) return `the birth date ${birthDate} is not a date (YYYY-MM-DD)`;
  if (Number(birthDate.slice(0, 4)) < EARLIEST_YEAR) return `the birth date ${birthDate} is too long ago`;
  if (at !== undefined && birthDate > at.slice(0, 10)) return `the birth date ${birthDate} is in the future`;
  if (birthPlaceCode !== undefined && !COG.test(birthPlaceCode))
    return `the birth place ${birthPlaceCode} is not a COG code of five characters`;
  return undefined;
};

/** Given and family name by which the person is called: those in use, else those of birth. */
export const nameInUse = ({ usedGivenName, birthGivenNames, usedFamilyName, birthFamilyName }: Traits): string =>
  `${usedGivenName ?? birthGivenNames[0] ?? ''} ${usedFamilyName ?? birthFamilyName}`.trim();

const isName = (text: string): boolean => text.trim() !== '' && text.length <= NAME_CHARACTERS && !DECEPTIVE.test(text);

const isCalendarDate = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const epochMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(text);
};
