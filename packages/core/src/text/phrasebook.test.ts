// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPhrasebook, MOST_PHRASES } from './index.ts';

const phrases = ['"system":"http://loinc.org"', '"system":', 'a.b*c', '","', '\\'];
const book = createPhrasebook(phrases);

/** JSON texts: no raw control character stands in them. */
const text = fc
  .array(fc.oneof(fc.constantFrom(...phrases), fc.string(), fc.string({ unit: 'grapheme' })))
  .map((parts) => parts.join('').replace(/\p{Cc}/gu, ''));

describe('a phrasebook', () => {
  it('gives back every text as it was', () => {
    fc.assert(fc.property(text, (plain) => book.expand(book.shorten(plain)) === plain));
  });

  it('shortens by the longest phrase that fits', () => {
    expect(book.shorten('{"system":"http://loinc.org"}')).toHaveLength(4);
    expect(book.shorten('aXbbc')).toBe('aXbbc');
  });

  it('fills marks, and leaves them where nobody does', () => {
    const short = book.shorten('\u0001"system":\u0002');
    expect(book.expand(short, (mark) => `<${mark}>`)).toBe('<1>"system":<2>');
    expect(book.expand(short)).toBe('\u0001"system":\u0002');
  });

  it('reads with a longer book what a shorter one wrote, not the other way round', () => {
    const longer = createPhrasebook([...phrases, 'hemoglobin']);
    expect(longer.expand(book.shorten('a.b*c","'))).toBe('a.b*c","');
    expect(() => book.expand(longer.shorten('hemoglobin'))).toThrow('does not have');
    expect(() => book.expand('\u0010')).toThrow('does not have');
  });

  it('has room for all its codes', () => {
    const most = Array.from({ length: MOST_PHRASES }, (_, index) => `phrase ${index};`);
    const full = createPhrasebook(most);
    const all = most.join('');
    expect(full.shorten(all)).toHaveLength(2 * MOST_PHRASES);
    expect(full.expand(full.shorten(all))).toBe(all);
    expect(() => createPhrasebook([...most, 'one more'])).toThrow(String(MOST_PHRASES));
    expect(createPhrasebook([]).shorten('as it is')).toBe('as it is');
  });
});
