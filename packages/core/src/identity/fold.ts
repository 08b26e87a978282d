// SPDX-License-Identifier: Apache-2.0
import type { NameMatching } from '../data/types.ts';
import type { Traits } from './types.ts';

/** The folded traits of a person or of a search. */
export interface NameKeys {
  readonly family: readonly string[];
  readonly familySounds: readonly string[];
  readonly given: readonly string[];
  readonly givenSounds: readonly string[];
  readonly town: readonly string[];
  /** `YYYY-MM-DD`, or its beginning. */
  readonly birth: readonly string[];
}

type Rules = Pick<NameMatching, 'letters' | 'particles' | 'sounds'>;

const MARKS = /\p{M}/gu;
const NO_LETTERS = /[^A-Z0-9]+/g;

/** Capitals without marks, one space between words: `Étienne d’Œuvres` is `ETIENNE D OEUVRES`. */
const plain = (text: string, { letters }: Pick<NameMatching, 'letters'>): string =>
  [...text.normalize('NFD').replace(MARKS, '').toUpperCase()]
    .map((letter) => letters[letter] ?? letter)
    .join('')
    .replace(NO_LETTERS, ' ')
    .trim();

/** One name as it is compared: without particles, its words joined. A name of nothing but particles stays as it is. */
const foldName = (text: string, rules: Rules): string => {
  const words = plain(text, rules).split(' ');
  const counting = words.filter((word) => !rules.particles.includes(word));
  return (counting.length === 0 ? words : counting).join('');
};

/** What a folded name sounds like; the name itself where nothing of it is heard. */
const soundOf = (folded: string, { sounds }: Rules): string => {
  const heard = sounds.reduce((text, [pattern, sound]) => text.replace(new RegExp(pattern, 'g'), sound), folded);
  return heard === '' ? folded : heard;
};

const distinct = (texts: readonly (string | undefined)[], fold: (text: string) => string): readonly string[] => [
  ...new Set(texts.flatMap((text) => (text === undefined ? [] : [fold(text)])).filter((text) => text !== '')),
];

/** A town: its words joined, particles and all. */
export const foldTown = (town: string, rules: Rules): string => plain(town, rules).replaceAll(' ', '');

/** The names that a person has or had, folded. A double name is found by each of its parts too. */
export const foldTraits = (traits: Traits, rules: Rules): NameKeys => {
  const partsOf = (name: string | undefined): readonly (string | undefined)[] =>
    name === undefined
      ? []
      : [name, ...name.split(/[\s-]+/).filter((part) => !rules.particles.includes(plain(part, rules)))];
  const family = distinct([...partsOf(traits.birthFamilyName), ...partsOf(traits.usedFamilyName)], (name) =>
    foldName(name, rules),
  );
  const given = distinct([...traits.birthGivenNames, traits.usedGivenName], (name) => foldName(name, rules));
  return {
    family,
    familySounds: distinct(family, (name) => soundOf(name, rules)),
    given,
    givenSounds: distinct(given, (name) => soundOf(name, rules)),
    town: distinct([traits.residenceTown], (town) => foldTown(town, rules)),
    birth: [traits.birthDate],
  };
};
