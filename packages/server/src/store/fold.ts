// SPDX-License-Identifier: Apache-2.0
import type { Author } from '@dossier/core/documents';
import type { TextMatch } from '../record/ports.ts';
import { isStorable, storable } from './values.ts';

const LETTERS: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd' };

/** Case, accents, punctuation and spacing out of a name (FHIR R4 §3.1.1.4.8, string search): `D’Été` is `d ete`. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[œæßøłđ]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

// A folded name holds letters, digits and spaces, so `=` cannot begin one.
const asWritten = (text: string): string => `=${storable(text).normalize('NFC')}`;

/** A name as the search columns hold it: folded, and as written for `exact`. */
const searchable = (names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name) => name !== undefined).flatMap((name) => [fold(name), asWritten(name)])),
];

/**
 * Names of authors for the search columns. Those of the patient and of relatives stay out: the record tables are
 * pseudonymous, so their names stand in the sealed metadata only.
 */
export const authorNames = (
  authors: readonly Author[],
): { readonly family: readonly string[]; readonly given: readonly string[] } => {
  const named = authors.filter(({ kind }) => kind !== 'patient' && kind !== 'related-person');
  return {
    family: searchable(named.map(({ name }) => name?.family)),
    given: searchable(named.flatMap(({ name }) => name?.given ?? [])),
  };
};

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** LIKE patterns over the search columns. A text without a letter or digit matches nothing. */
export const namePatterns = (matches: readonly TextMatch[]): readonly string[] =>
  matches.flatMap(({ match, text }) => {
    if (!isStorable(text)) return [];
    if (match === 'exact') return [escapeLike(asWritten(text))];
    const folded = escapeLike(fold(text));
    if (folded === '') return [];
    return [match === 'prefix' ? `${folded}%` : `%${folded}%`];
  });
