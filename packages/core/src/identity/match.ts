// SPDX-License-Identifier: Apache-2.0
import type { NameMatching } from '../data/types.ts';
import { foldTown, foldTraits, type NameKeys } from './fold.ts';
import type { Traits } from './types.ts';

/** What somebody on the phone can say of a patient (DMP TD0.5). */
export interface TraitsAsked {
  readonly family?: string;
  readonly given?: string;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly birthDate?: string;
  readonly town?: string;
}

/** The search, folded as the names of the records are. */
export const keysAsked = ({ family, given, birthDate, town }: TraitsAsked, rules: NameMatching): NameKeys => {
  const names = foldTraits(
    { birthFamilyName: family ?? '', birthGivenNames: [given ?? ''], sex: 'unknown', birthDate: '' },
    // the parts of a double name that is asked do not count by themselves
    rules,
  );
  const first = (keys: readonly string[]): readonly string[] => keys.slice(0, 1);
  return {
    family: first(names.family),
    familySounds: first(names.familySounds),
    given: first(names.given),
    givenSounds: first(names.givenSounds),
    town: town === undefined ? [] : [foldTown(town, rules)].filter((key) => key !== ''),
    birth: birthDate === undefined ? [] : [birthDate],
  };
};

/** Why a search says too little: it needs a family name of some letters and one more trait. Undefined where it does not. */
export const whyNotSearchable = (asked: TraitsAsked, rules: NameMatching): string | undefined => {
  const keys = keysAsked(asked, rules);
  const [family = ''] = keys.family;
  if (family.length < rules.letterCount) return `family needs ${rules.letterCount} letters at least`;
  return keys.given.length + keys.birth.length + keys.town.length === 0
    ? 'family goes with given, birthdate or address-city'
    : undefined;
};

const nameAgreement = (
  asked: readonly string[],
  askedSounds: readonly string[],
  names: readonly string[],
  sounds: readonly string[],
  { agreement }: NameMatching,
): number => {
  const [name = ''] = asked;
  if (names.includes(name)) return 1;
  if (names.some((one) => one.startsWith(name))) return agreement.beginning;
  return askedSounds.some((sound) => sounds.includes(sound)) ? agreement.sound : 0;
};

const birthAgreement = ([asked = '']: readonly string[], birthDate: string, { agreement }: NameMatching): number => {
  if (birthDate.startsWith(asked)) return 1;
  if (asked.length >= 7 && birthDate.startsWith(asked.slice(0, 7))) return agreement.birthMonth;
  return birthDate.startsWith(asked.slice(0, 4)) ? agreement.birthYear : 0;
};

/**
 * How well a person agrees with what was asked, from 0 to 1 in hundredths: the points of each trait asked, by how it
 * agrees, over the points of all traits asked. The same question always has the same answer.
 */
export const matchTraits = (asked: TraitsAsked, traits: Traits, rules: NameMatching): number => {
  const wanted = keysAsked(asked, rules);
  const held = foldTraits(traits, rules);
  const { points } = rules;
  const parts: readonly (readonly [points: number, asked: readonly string[], agreement: () => number])[] = [
    [
      points.family,
      wanted.family,
      () => nameAgreement(wanted.family, wanted.familySounds, held.family, held.familySounds, rules),
    ],
    [
      points.given,
      wanted.given,
      () => nameAgreement(wanted.given, wanted.givenSounds, held.given, held.givenSounds, rules),
    ],
    [points.birthDate, wanted.birth, () => birthAgreement(wanted.birth, traits.birthDate, rules)],
    [points.town, wanted.town, () => nameAgreement(wanted.town, [], held.town, [], rules)],
  ];
  const counting = parts.filter(([, keys]) => keys.length > 0);
  const possible = counting.reduce((sum, [most]) => sum + most, 0);
  const reached = counting.reduce((sum, [most, , agreement]) => sum + most * agreement(), 0);
  return possible === 0 ? 0 : Math.round((100 * reached) / possible) / 100;
};
