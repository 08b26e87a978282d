// SPDX-License-Identifier: Apache-2.0
import type { Code } from '../documents/index.ts';
import type { Concept } from './types.ts';

const LETTERS: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd' };

/** Case, accents, punctuation and spacing out of a text: `D’Été` is `d ete`. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[œæßøłđ]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The words to show for a concept: those of the document, or of its first code that has any, or the code itself. */
export const labelOf = ({ text, codes }: Concept): string =>
  text ?? codes.find(({ display }) => display !== undefined)?.display ?? codes[0]?.code ?? '';

const tokenOf = ({ system, code }: Code): string => `${system}|${code}`;

/** By any of these two concepts are the same thing: each code with its system, and the words. */
export const namesOf = (concept: Concept): readonly string[] => {
  const words = [concept.text, ...concept.codes.map(({ display }) => display)]
    .filter((one) => one !== undefined)
    .map(folded)
    .filter((one) => one !== '');
  return [...new Set([...concept.codes.map(tokenOf), ...words])];
};
