// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { like } from './like.ts';
import { splitValue } from './parameters.ts';

describe('a value of a stored query', () => {
  test.each([
    ["'a'", ['a']],
    ["('a')", ['a']],
    ["('a','b')", ['a', 'b']],
    [" ( 'a' , 'b' ) ", ['a', 'b']],
    ["'d''Artagnan'", ["d'Artagnan"]],
    ["('a,b','(c)')", ['a,b', '(c)']],
    ['20041225', ['20041225']],
    ["''", ['']],
    ["'a','b'", undefined],
    ["('a' 'b')", undefined],
    ["('a',)", undefined],
    ['()', undefined],
    ["'a", undefined],
    ["'a'b", undefined],
    ['a b', undefined],
    ['', undefined],
  ])('%s', (text, expected) => expect(splitValue(text)).toEqual(expected));

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (values) => {
        const written = `(${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(',')})`;
        expect(splitValue(written)).toEqual(values);
      }),
    );
  });
});

describe('LIKE', () => {
  test.each([
    ['a%', 'abc', true],
    ['%c', 'abc', true],
    ['a_c', 'abc', true],
    ['a_c', 'ac', false],
    ['%', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a.c', 'abc', false],
    ['%b%b%', 'abcb', true],
    ['%AUBERT^%', '8997^AUBERT^Camille', true],
  ])('%s of %s', (pattern, text, expected) => expect(like(pattern)(text)).toBe(expected));

  it('says what a regular expression says', () => {
    const characters = fc.constantFrom('a', 'b', '%', '_');
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 8 }), fc.stringMatching(/^[ab]{0,10}$/), (pattern, text) => {
        const expression = pattern.map((one) => (one === '%' ? '.*' : one === '_' ? '.' : one)).join('');
        expect(like(pattern.join(''))(text)).toBe(new RegExp(`^${expression}$`).test(text));
      }),
      { numRuns: 500 },
    );
  });

  it('of many wildcards takes no longer than text times pattern', () => {
    expect(like(`${'%a'.repeat(2000)}b`)('a'.repeat(5000))).toBe(false);
  });
});
