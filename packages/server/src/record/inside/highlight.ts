// SPDX-License-Identifier: Apache-2.0
import type { SectionText, Word } from '../ports.ts';

/** A line of a document in which a word was found; the words stand at these places. */
export interface Highlight {
  readonly section?: string;
  readonly text: string;
  /** Where words that were found begin and end in `text`, in characters. */
  readonly marks: readonly (readonly [start: number, end: number])[];
}

const MOST_LINES = 3;
const LONGEST_LINE = 240;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** A long line is cut around the first word found. */
const cut = (line: string, at: number): string => {
  if (line.length <= LONGEST_LINE) return line;
  const start = Math.max(0, at - LONGEST_LINE / 4);
  const piece = line.slice(start, start + LONGEST_LINE);
  return `${start > 0 ? '…' : ''}${piece}${start + LONGEST_LINE < line.length ? '…' : ''}`;
};

const marksIn = (
  line: string,
  found: ReadonlySet<string>,
  wordsOf: (text: string) => readonly Word[],
): Highlight['marks'] =>
  [...line.matchAll(WORD)].flatMap((match): Highlight['marks'] =>
    wordsOf(match[0]).some(({ word, stem }) => found.has(word) || found.has(stem))
      ? [[match.index, match.index + match[0].length]]
      : [],
  );

/** The first lines of a document that hold words by which it was found. */
export const highlightsOf = (
  sections: readonly SectionText[],
  found: ReadonlySet<string>,
  wordsOf: (text: string) => readonly Word[],
): readonly Highlight[] => {
  const highlights: Highlight[] = [];
  for (const { title, text } of sections)
    for (const line of text.split('\n')) {
      const [first] = marksIn(line, found, wordsOf);
      if (first === undefined) continue;
      const shown = cut(line, first[0]);
      highlights.push({
        ...(title !== undefined && { section: title }),
        text: shown,
        marks: marksIn(shown, found, wordsOf),
      });
      if (highlights.length === MOST_LINES) return highlights;
    }
  return highlights;
};
