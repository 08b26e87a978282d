// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { richTextToPlain } from './rich-text.ts';

describe('the words of RTF', () => {
  it.each([
    ['paragraphs', '{\\rtf1\\ansi Bonjour\\par Clara\\line fin}', 'Bonjour\nClara\nfin'],
    ['formatting', '{\\rtf1 {\\b gras} et {\\i\\fs24 italique}.}', 'gras et italique.'],
    ['bytes of windows-1252', "{\\rtf1 \\'e9lev\\'e9e \\'80}", 'élevée €'],
    ['characters by number, with what stands for them', '{\\rtf1\\uc1 \\u233?l\\u8364 ?x}', 'él€x'],
    ['negative numbers and two for one', "{\\rtf1\\uc2 \\u-4064\\'3f\\'3fx}", '\uf020x'.trim()],
    ['none for one', '{\\rtf1\\uc0 \\u233x}', 'éx'],
    ['a surrogate pair', '{\\rtf1\\uc1 \\u-10179?\\u-8704?}', '😀'],
    [
      'fonts, colours, information and pictures',
      '{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\info{\\author X}}{\\pict 89504e47}texte}',
      'texte',
    ],
    ['groups marked as to be left out', '{\\rtf1{\\*\\generator Word 97;}texte}', 'texte'],
    ['a table', '{\\rtf1\\trowd TSH\\cell 1,95\\cell\\row Ca\\cell 2\\cell\\row}', 'TSH | 1,95\nCa | 2'],
    ['escaped braces', '{\\rtf1 a\\{b\\}\\\\c}', 'a{b}\\c'],
    ['line breaks of the file', '{\\rtf1 un\r\n deux}', 'un deux'],
    ['a link, by its words', '{\\rtf1{\\field{\\*\\fldinst HYPERLINK "http://x"}{\\fldrslt ici}}}', 'ici'],
    ['braces that do not close', '{\\rtf1 {{{a', 'a'],
    ['braces that do not open', '}}}a', 'a'],
    ['nothing', '', ''],
  ])('%s', (_, rtf, expected) => {
    expect(richTextToPlain(rtf)).toBe(expected);
  });

  it('are read in linear time however deep and long', () => {
    expect(richTextToPlain(`${'{'.repeat(500_000)}a${'}'.repeat(500_000)}`)).toBe('a');
    expect(richTextToPlain(`{\\rtf1 ${'\\par '.repeat(200_000)}a}`)).toBe('a');
    expect(richTextToPlain(`{\\rtf1\\uc999999999 \\u65?${'x'.repeat(40)}}`)).toBe('Axxxxxxxxx');
  });

  it('come of anything', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '\\',
      '\\u',
      '\\u9',
      '\\uc',
      "\\'",
      "\\'e9",
      '\\*',
      '\\par',
      '\\pict ',
      'x',
      '\n',
      '-1',
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => typeof richTextToPlain(pieces.join('')) === 'string'));
  });
});
