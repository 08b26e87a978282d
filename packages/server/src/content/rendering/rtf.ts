// SPDX-License-Identifier: Apache-2.0

import type { TextRead } from './html-text.ts';

/** Groups that hold no text of the document (RTF 1.9.1). */
const DESTINATIONS: ReadonlySet<string> = new Set([
  ...['fonttbl', 'colortbl', 'stylesheet', 'info', 'pict', 'object', 'header', 'headerl', 'headerr', 'headerf'],
  ...['footer', 'footerl', 'footerr', 'footerf', 'themedata', 'datastore', 'listtable', 'listoverridetable', 'rsidtbl'],
  ...['generator', 'filetbl', 'revtbl', 'xmlnstbl', 'latentstyles', 'fldinst', 'shpinst', 'bkmkstart', 'bkmkend'],
]);

const SIGNS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  cell: '\t',
  tab: '\t',
  nestcell: '\t',
  nestrow: '\n',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  '~': '\u00a0',
  '-': '',
  _: '-',
};

/** Deepest group; what lies deeper is left out. */
const DEEPEST = 500;

/** Control words and texts that are read. */
const MOST_TOKENS = 3_000_000;

interface State {
  readonly silent: boolean;
  /** Characters that follow a \u for readers without Unicode. */
  readonly fallback: number;
}

const decoderFor = (codePage: number): { decode: (bytes: Uint8Array) => string } => {
  try {
    return new TextDecoder(`windows-${codePage}`);
  } catch {
    return new TextDecoder('windows-1252');
  }
};

const CONTROL = /\\(?:([a-zA-Z]{1,32})(-?\d{1,10})? ?|'([0-9a-fA-F]{2})|([\s\S]))|[{}]|[^\\{}]+/g;

/** The text of an RTF document, its paragraphs as lines and its cells after tabs, until it is this long. */
export const rtfText = (bytes: Uint8Array, mostCharacters: number): TextRead => {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const parts: string[] = [];
  const stack: State[] = [];
  let state: State = { silent: false, fallback: 1 };
  let decoder = decoderFor(1252);
  let skip = 0;
  let groupBegins = false;
  let length = 0;
  const put = (text: string): void => {
    if (state.silent) return;
    parts.push(text);
    length += text.length;
  };
  const control = new RegExp(CONTROL);
  let tokens = 0;
  let found = control.exec(source);
  for (; found !== null && length <= mostCharacters && tokens < MOST_TOKENS; found = control.exec(source)) {
    tokens += 1;
    const [token, word, number, hex, symbol] = found;
    const begins = groupBegins;
    groupBegins = false;
    if (token === '{') {
      stack.push(state);
      if (stack.length > DEEPEST) state = { ...state, silent: true };
      groupBegins = true;
      skip = 0;
    } else if (token === '}') {
      state = stack.pop() ?? state;
      skip = 0;
    } else if (word !== undefined) {
      const value = number === undefined ? undefined : Number(number);
      if (word === 'bin') control.lastIndex += Math.max(0, value ?? 0);
      else if (word === 'ansicpg') decoder = decoderFor(value ?? 1252);
      else if (word === 'uc') state = { ...state, fallback: Math.min(Math.max(0, value ?? 1), 10) };
      else if (word === 'u') {
        put(String.fromCharCode((value ?? 63) & 0xffff));
        skip = state.fallback;
      } else if (begins && DESTINATIONS.has(word)) state = { ...state, silent: true };
      else if (Object.hasOwn(SIGNS, word)) put(SIGNS[word] ?? '');
    } else if (hex !== undefined) {
      if (skip > 0) skip -= 1;
      else put(decoder.decode(Uint8Array.of(Number.parseInt(hex, 16))));
    } else if (symbol !== undefined) {
      if (symbol === '*' && begins) state = { ...state, silent: true };
      else if (symbol === '\\' || symbol === '{' || symbol === '}') put(symbol);
      else if (symbol === '\n' || symbol === '\r') put('\n');
      else put(SIGNS[symbol] ?? '');
    } else {
      const text = token.replace(/[\r\n]/g, '');
      put(decoder.decode(Buffer.from(text.slice(Math.min(skip, text.length)), 'latin1')));
      skip = Math.max(0, skip - text.length);
    }
  }
  const text = parts
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return { text, complete: found === null };
};
