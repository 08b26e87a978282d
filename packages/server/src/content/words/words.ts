// SPDX-License-Identifier: Apache-2.0
import { folded } from '@dossier/core/facts';
import { stemmer } from '@orama/stemmers/french';

/** Words that stand in every text and tell none from another. */
const STOP = new Set(
  'a au aux avec ce ces dans de des du elle en et eux il ils je la le les leur lui ma mais me meme mes moi mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos votre vous c d j l m n s t y est sont the of and to in'.split(
    ' ',
  ),
);

/** Longer than any word that somebody looks for. */
const LONGEST = 60;

/** The stems of words that were met; a text repeats its words. */
const stems = new Map<string, string>();
const MOST_STEMS = 50_000;

const stemOf = (word: string): string => {
  const known = stems.get(word);
  if (known !== undefined) return known;
  // a code is no word of the language
  const stem = /\d/.test(word) ? word : stemmer(word);
  if (stems.size >= MOST_STEMS) stems.clear();
  stems.set(word, stem);
  return stem;
};

/** The words of a text in their order, each without case and accents and with the stem that its forms share (Snowball, French). */
export const wordsOf = (text: string): readonly { readonly word: string; readonly stem: string }[] =>
  folded(text)
    .split(' ')
    .filter((word) => word !== '' && word.length <= LONGEST && !STOP.has(word))
    .map((word) => ({ word, stem: stemOf(word) }));
