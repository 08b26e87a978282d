// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import type { Sex, Traits } from '@dossier/core/identity';
import { ok, type Result } from '@dossier/core/result';
import { type Claims, mapping, neededIn, reject, textIn } from './claims.ts';

/** The five traits by which a provider for citizens names somebody (FranceConnect's pivot identity). */
export interface Pivot {
  readonly givenNames: string;
  readonly familyName: string;
  readonly birthDate: string;
  readonly sex: Sex;
  /** COG code of the place of birth; abroad that of the country (`99xxx`). */
  readonly birthPlaceCode: string;
}

const FRANCE = '99100';
const COG = /^[0-9][0-9AB][0-9]{3}$/;

/** Case, accents and what joins names apart from spaces: the register writes `MARIE-LOUISE`, a form `Marie Louise`. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/Œ/g, 'OE')
    .replace(/Æ/g, 'AE')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * The pivot identity in the claims.
 *
 * @returns `federated-claim-refused` with the name of the claim that is malformed or contradicts another
 */
export const pivotFromFranceConnect = (claims: Claims): Result<Pivot, Failure> =>
  mapping(() => {
    const gender = neededIn(claims, 'gender', /^(male|female)$/);
    const birthDate = neededIn(claims, 'birthdate', /^\d{4}-\d\d-\d\d$/);
    const country = neededIn(claims, 'birthcountry', /^99\d{3}$/);
    const place = textIn(claims, 'birthplace');
    if (country === FRANCE && !COG.test(place)) return reject('birthplace', 'it is missing or not a COG code');
    if (country !== FRANCE && place !== '') return reject('birthplace', 'it contradicts birthcountry');
    return ok({
      givenNames: plain(neededIn(claims, 'given_name', /\p{L}/u)),
      familyName: plain(neededIn(claims, 'family_name', /\p{L}/u)),
      birthDate,
      sex: gender === 'male' ? 'male' : 'female',
      birthPlaceCode: country === FRANCE ? place : country,
    });
  });

/** Whether all five traits are the same; a trait that the record lacks is not. */
export const isSamePerson = (pivot: Pivot, traits: Traits): boolean =>
  plain(traits.birthFamilyName) === pivot.familyName &&
  plain(traits.birthGivenNames.join(' ')) === pivot.givenNames &&
  traits.sex === pivot.sex &&
  traits.birthDate === pivot.birthDate &&
  traits.birthPlaceCode === pivot.birthPlaceCode;
