// SPDX-License-Identifier: Apache-2.0

/** Elements whose content is no text for a reader, up to the end tag of the same name. */
const SILENT = /^(?:script|style|template|noscript|iframe|object|title|svg|math)$/;
const BLOCK =
  /^(?:p|div|br|hr|li|ul|ol|dl|dt|dd|tr|table|thead|tbody|section|article|header|footer|pre|blockquote|h[1-6]|address)$/;
const CELL = /^t[dh]$/;

const names: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  euro: '€',
  laquo: '«',
  raquo: '»',
  deg: '°',
  agrave: 'à',
  acirc: 'â',
  ccedil: 'ç',
  egrave: 'è',
  eacute: 'é',
  ecirc: 'ê',
  euml: 'ë',
  icirc: 'î',
  iuml: 'ï',
  ocirc: 'ô',
  ugrave: 'ù',
  ucirc: 'û',
  oelig: 'œ',
  Agrave: 'À',
  Ccedil: 'Ç',
  Egrave: 'È',
  Eacute: 'É',
  Ecirc: 'Ê',
  mu: 'μ',
  micro: 'µ',
  plusmn: '±',
  le: '≤',
  ge: '≥',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  rsquo: '’',
  lsquo: '‘',
};

const characterOf = (reference: string, name: string): string => {
  if (name.startsWith('#')) {
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  }
  return Object.hasOwn(names, name) ? (names[name] ?? reference) : reference;
};

const withCharacters = (text: string): string =>
  text.replace(/&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});/g, characterOf);

/** The position after `mark`, or the end. */
const past = (html: string, mark: string, from: number): number => {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
};

/** The position after the end tag of a silent element, or the end; each is looked for once, so time stays linear. */
const pastElement = (lower: string, name: string, from: number): number => {
  const at = lower.indexOf(`</${name}`, from);
  return at < 0 ? lower.length : past(lower, '>', at);
};

const breakFor = (name: string, ends: boolean): string => {
  if (CELL.test(name)) return ends ? '' : '\t';
  return BLOCK.test(name) ? '\n' : '';
};

/** White space as a browser shows it: one space, at most one empty line between blocks; tabs stand between cells. */
export const tidied = (text: string): string =>
  text
    .replace(/[^\S\n\t]+/g, ' ')
    .replace(/ ?\t ?/g, '\t')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n +/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** A text that was read out of another form, up to a length. */
export interface TextRead {
  readonly text: string;
  /** The end was reached. */
  readonly complete: boolean;
}

/** The text of HTML as it is found, well-formed or not, until it is this long; linear in its length. */
export const htmlText = (html: string, mostCharacters: number): TextRead => {
  const lower = html.toLowerCase();
  const parts: string[] = [];
  let at = 0;
  let length = 0;
  while (at < html.length && length <= mostCharacters) {
    const open = html.indexOf('<', at);
    const text = withCharacters(html.slice(at, open < 0 ? html.length : open)).replace(/\s+/g, ' ');
    parts.push(text);
    length += text.length + 1;
    if (open < 0) break;
    if (html.startsWith('<!--', open)) at = past(html, '-->', open + 4);
    else {
      const name = /^\/?([a-z][a-z0-9]*)/.exec(lower.slice(open + 1, open + 14))?.[1];
      if (name === undefined && !/[!?/]/.test(html[open + 1] ?? '')) {
        parts.push('<');
        at = open + 1;
        continue;
      }
      at = past(html, '>', open + 1);
      const ends = lower[open + 1] === '/';
      if (name !== undefined && !ends && SILENT.test(name)) at = pastElement(lower, name, at);
      else if (name !== undefined) parts.push(breakFor(name, ends));
    }
  }
  // The first cell of a row begins its line.
  return { text: tidied(parts.join('').replace(/\n[ ]*\t/g, '\n')), complete: length <= mostCharacters };
};
