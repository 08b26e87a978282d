// SPDX-License-Identifier: Apache-2.0

/** Codes of a phrase: one control character of these sixteen, then one printable ASCII character. */
const FIRST_PAGE = 0x10;
const LAST_PAGE = 0x1f;
const FIRST_PLACE = 0x20;
const PLACES = 0x7f - FIRST_PLACE;

/** Most phrases that a book can hold. */
export const MOST_PHRASES = (LAST_PAGE - FIRST_PAGE + 1) * PLACES;

export interface Phrasebook {
  /** The text with each phrase of the book as its code of two characters. */
  shorten(text: string): string;
  /**
   * The text in full. Other control characters are marks: `fill` answers what stands in their place; without it they
   * stay. Throws where a code has no phrase, which is a text written with a longer book than this.
   */
  expand(text: string, fill?: (mark: number) => string): string;
}

const codeOf = (position: number): string =>
  String.fromCharCode(FIRST_PAGE + Math.floor(position / PLACES), FIRST_PLACE + (position % PLACES));

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/**
 * Shortens texts in which no raw control character stands but marks below U+0010, as in JSON text, by phrases that many
 * of them share. The codes are positions in the book: phrases may be added at its end, and never change.
 */
export const createPhrasebook = (phrases: readonly string[]): Phrasebook => {
  if (phrases.length > MOST_PHRASES) throw new Error(`A phrasebook holds at most ${MOST_PHRASES} phrases.`);
  const codes = new Map(phrases.map((phrase, position) => [phrase, codeOf(position)]));
  // the longest that fits goes first
  const longestFirst = [...codes.keys()].sort((a, b) => b.length - a.length);
  const any = new RegExp(longestFirst.map(escaped).join('|') || '(?!)', 'g');
  return {
    shorten: (text) => text.replace(any, (phrase) => codes.get(phrase) ?? phrase),
    expand: (text, fill) => {
      let full = '';
      let from = 0;
      for (let at = 0; at < text.length; at += 1) {
        const character = text.charCodeAt(at);
        if (character >= FIRST_PLACE) continue;
        full += text.slice(from, at);
        if (character < FIRST_PAGE) full += fill?.(character) ?? text[at];
        else {
          at += 1;
          const phrase = phrases[(character - FIRST_PAGE) * PLACES + text.charCodeAt(at) - FIRST_PLACE];
          if (phrase === undefined) throw new Error('A text was shortened with a phrase that this book does not have.');
          full += phrase;
        }
        from = at + 1;
      }
      return full + text.slice(from);
    },
  };
};
