// SPDX-License-Identifier: Apache-2.0

/** Groups of RTF whose content is not shown: tables of fonts and colours, pictures, information (RTF 1.9). */
const hidden: ReadonlySet<string> = new Set([
  ...['fonttbl', 'colortbl', 'stylesheet', 'listtable', 'listoverridetable', 'rsidtbl', 'generator', 'info'],
  ...['pict', 'object', 'objdata', 'themedata', 'datastore', 'filetbl', 'xmlnstbl', 'fldinst', 'header', 'footer'],
]);

/** Control words that are characters. */
const characters: ReadonlyMap<string, string> = new Map([
  ['par', '\n'],
  ['line', '\n'],
  ['page', '\n'],
  ['row', '\n'],
  ['sect', '\n'],
  ['cell', ' | '],
  ['tab', ' '],
  ['emdash', '—'],
  ['endash', '–'],
  ['bullet', '•'],
  ['lquote', '‘'],
  ['rquote', '’'],
  ['ldblquote', '“'],
  ['rdblquote', '”'],
]);

/** One piece: a brace, an escaped byte, a control word with its number, a control symbol, or text. */
const PIECES = /([{}])|\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z'])|([^{}\\]+)/g;

interface Group {
  readonly isHidden: boolean;
  /** How many characters after `\u` stand for it where it is not understood. */
  readonly fallbacks: number;
}

const cp1252 = new TextDecoder('windows-1252');

/**
 * The plain text of RTF, as level 1 documents carry it, in the code page windows-1252 and by `\u`. Nothing in it is
 * run, followed or shown; what it does not know it leaves out. Linear in the length of `rtf`.
 */
export const richTextToPlain = (rtf: string): string => {
  const parts: string[] = [];
  const outer: Group[] = [];
  let group: Group = { isHidden: false, fallbacks: 1 };
  let skip = 0;
  let isFirst = false;
  const say = (text: string): void => {
    const shown = text.slice(Math.min(skip, text.length));
    skip -= text.length - shown.length;
    if (!group.isHidden) parts.push(shown);
  };
  for (const [, brace, byte, word, number, symbol, text] of rtf.matchAll(PIECES)) {
    const opens = brace === '{';
    if (opens) outer.push(group);
    else if (brace === '}') group = outer.pop() ?? group;
    else if (byte !== undefined) say(cp1252.decode(Uint8Array.of(Number.parseInt(byte, 16))));
    else if (symbol === '*' && isFirst) group = { ...group, isHidden: true };
    else if (symbol === '~') say(' ');
    else if (symbol !== undefined && '{}\\'.includes(symbol)) say(symbol);
    else if (symbol === '\n' || symbol === '\r') say('\n');
    else if (word === 'u' && number !== undefined) {
      skip = 0;
      say(String.fromCharCode(Number(number) & 0xffff));
      skip = group.fallbacks;
    } else if (word === 'uc' && number !== undefined)
      group = { ...group, fallbacks: Math.min(Math.max(Number(number), 0), 32) };
    else if (word !== undefined && isFirst && hidden.has(word)) group = { ...group, isHidden: true };
    else if (word !== undefined) {
      const character = characters.get(word);
      if (character !== undefined) say(character);
    } else if (text !== undefined) say(text.replace(/[\r\n]+/g, ''));
    if (brace === '}') skip = 0;
    isFirst = opens;
  }
  return parts
    .join('')
    .split('\n')
    .map((line) =>
      line
        .replace(/\s+/g, ' ')
        .replace(/[ |]+$/, '')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
};
