// SPDX-License-Identifier: Apache-2.0
import type { DocumentWords, Word } from '../ports.ts';

/** A word that is looked for. The last one of a text may be the beginning of a word. */
export interface Sought extends Word {
  readonly mayGoOn: boolean;
}

export interface Ranked {
  readonly document: DocumentWords;
  readonly score: number;
  /** Words of the documents by which it was found: those sought, those that they begin, or those that they may mean. */
  readonly by: ReadonlySet<string>;
}

/** What a word counts: as it stands, as the beginning of one, as one that it may mean; in what names a document, the more. */
const WEIGHT = { exact: 4, begun: 2, meant: 1, named: 3 } as const;

/** Letters that may be wrong in a word of this length: short words have too many neighbours. */
const mistakesIn = (word: string): number => (word.length >= 8 ? 2 : word.length >= 5 ? 1 : 0);

/** Whether two words differ by at most so many letters, left out, put in, exchanged or swapped (Damerau-Levenshtein). */
const isWithin = (a: string, b: string, most: number): boolean => {
  if (Math.abs(a.length - b.length) > most) return false;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(swapped ? Math.min(best, (before[j - 2] ?? 0) + 1) : best);
    }
    if (Math.min(...next) > most) return false;
    before = row;
    row = next;
  }
  return (row[b.length] ?? most + 1) <= most;
};

const has = (words: string, word: string): boolean => words.includes(` ${word} `);
const begins = (words: string, word: string): boolean => words.includes(` ${word}`);

/** Words of the documents that begin like this one. */
const begun = (words: string, beginning: string): readonly string[] => {
  const found: string[] = [];
  for (let at = words.indexOf(` ${beginning}`); at !== -1; at = words.indexOf(` ${beginning}`, at + 1))
    found.push(words.slice(at + 1, words.indexOf(' ', at + 1)));
  return found;
};

/** Words in place of one that stands in no document: those nearest to it, in all of them. */
const meantBy = ({ word, stem }: Sought, documents: readonly DocumentWords[]): readonly string[] => {
  const most = mistakesIn(word);
  if (most === 0) return [];
  const vocabulary = new Set(documents.flatMap(({ named, said }) => `${named}${said}`.split(' ')));
  return [...vocabulary].filter(
    (known) => known.length > 2 && (isWithin(word, known, most) || isWithin(stem, known, most)),
  );
};

/**
 * The documents that hold all the words, the best first, the newest of equals first. A word stands for its other forms; the
 * last one for those that it begins; one that no document holds for those that are written almost like it.
 */
export const rank = (documents: readonly DocumentWords[], sought: readonly Sought[]): readonly Ranked[] => {
  const all = documents.map((document) => `${document.named}${document.said}`);
  const terms = sought.map((term) => {
    const isKnown = all.some(
      (words) => has(words, term.word) || has(words, term.stem) || (term.mayGoOn && begins(words, term.word)),
    );
    return { term, meant: isKnown ? [] : meantBy(term, documents) };
  });
  const ranked = documents.flatMap((document, index): readonly Ranked[] => {
    const words = all[index] ?? '';
    let score = 0;
    const by = new Set<string>();
    for (const { term, meant } of terms) {
      const exact = [term.word, term.stem].filter((one) => has(words, one));
      const more = exact.length === 0 && term.mayGoOn ? begun(words, term.word) : [];
      const instead = meant.filter((one) => has(words, one));
      const found = [...exact, ...more, ...instead];
      if (found.length === 0) return [];
      const weight = exact.length > 0 ? WEIGHT.exact : more.length > 0 ? WEIGHT.begun : WEIGHT.meant;
      score += found.some((one) => has(document.named, one)) ? weight * WEIGHT.named : weight;
      for (const one of found) by.add(one);
    }
    return [{ document, score, by }];
  });
  return ranked.sort(
    (a, b) =>
      b.score - a.score ||
      b.document.creationTime.localeCompare(a.document.creationTime) ||
      a.document.logicalId.localeCompare(b.document.logicalId),
  );
};
