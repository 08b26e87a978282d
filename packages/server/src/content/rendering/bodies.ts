// SPDX-License-Identifier: Apache-2.0
import { isUtf8 } from 'node:buffer';
import { element, type HtmlNode, paragraph } from './html.ts';
import { htmlText, type TextRead } from './html-text.ts';
import { houseNote } from './notes.ts';
import { pdfText } from './pdf-text.ts';
import { rtfText } from './rtf.ts';
import { imageData, imageTypeOf } from './safe-values.ts';
import type { Around, Shown } from './shown.ts';

/** What a content shows that is not a document with parts of its own. */
export interface Body extends Pick<Shown, 'withoutText' | 'cut'> {
  readonly nodes: readonly HtmlNode[];
}

/** A content with the type that it is declared to be; empty when none is. */
interface Declared {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Characters of a text that are shown. */
export const MOST_CHARACTERS = 2_000_000;

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;

/** A byte order mark and white space do not count. */
const beginsWithMarkup = (bytes: Uint8Array): boolean =>
  /^(?:\u00ef\u00bb\u00bf)?\s*</.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'));

export type Kind = 'pdf' | 'image' | 'rtf' | 'html' | 'xml' | 'json' | 'text' | 'other';

/** What a content is: by how it begins where that says it, else by what it is declared to be. */
export const kindOf = ({ mediaType, bytes }: Declared): Kind => {
  if (startsWith(bytes, '%PDF-')) return 'pdf';
  if (imageTypeOf(bytes) !== undefined) return 'image';
  if (startsWith(bytes, '{\\rtf')) return 'rtf';
  if (mediaType === 'text/html') return 'html';
  if (/[/+]xml$|^application\/xslt\+xml$/.test(mediaType)) return 'xml';
  if (/[/+]json$/.test(mediaType)) return 'json';
  if (mediaType === '' && beginsWithMarkup(bytes)) return 'xml';
  if (isTextual(mediaType) && !bytes.includes(0)) return 'text';
  return 'other';
};

const isTextual = (mediaType: string): boolean =>
  mediaType === '' || mediaType.startsWith('text/') || /hl7-v2|\/(?:x-)?edi/.test(mediaType);

/** Text in UTF-8, or else in the western encoding that old systems write. */
export const decoded = (bytes: Uint8Array): string =>
  new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);

const typeNames: Readonly<Partial<Record<Kind, string>>> = { pdf: 'PDF', rtf: 'RTF', html: 'HTML', xml: 'XML' };

/** A type of media as it may stand in a sentence. */
const nameOf = (declared: Declared): string =>
  typeNames[kindOf(declared)] ?? imageTypeOf(declared.bytes) ?? (declared.mediaType.slice(0, 80) || '?');

/** The way to a content that stands in a document at `number`. */
export const linkTo = (declared: Declared, number: number, { words, attachment }: Around): HtmlNode => {
  const what = words.open(`${words.attachment(number)}, ${nameOf(declared)}`, declared.bytes.length);
  return paragraph([element('a', { href: attachment(number) }, [what])], { class: ['attachment', 'house'] });
};

/** A text as it was written, line by line. */
export const textBody = (text: string, { words }: Around, complete = true): Body => {
  const whole = text.replace(/\r\n?/g, '\n');
  if (whole.trim() === '') return { nodes: [houseNote(words.nothing)], withoutText: 'none' };
  if (complete && whole.length <= MOST_CHARACTERS) return { nodes: [element('pre', {}, [whole])] };
  return { nodes: [element('pre', {}, [whole.slice(0, MOST_CHARACTERS)]), houseNote(words.leftOut)], cut: true };
};

const readBody = ({ text, complete }: TextRead, around: Around): Body => textBody(text, around, complete);

const imageBody = (bytes: Uint8Array, { words }: Around): Body => {
  const src = imageData(bytes);
  const nodes = [
    src === undefined ? houseNote(words.leftOut) : element('figure', {}, [element('img', { src, alt: words.image })]),
  ];
  return { nodes, withoutText: 'none' };
};

const pdfBody = async (bytes: Uint8Array, { words }: Around): Promise<Body> => {
  const read = await pdfText(bytes, MOST_CHARACTERS);
  if (read === undefined) return { nodes: [houseNote(words.notRead)], withoutText: 'unreadable' };
  const { pages, complete } = read;
  const rest = complete ? [] : [houseNote(words.leftOut)];
  const cut = complete ? {} : ({ cut: true } as const);
  if (pages.every((page) => page.trim() === ''))
    return { nodes: [houseNote(words.noText), ...rest], withoutText: 'none', ...cut };
  const shown = pages.flatMap((page, index) =>
    page.trim() === ''
      ? []
      : [element('h2', { class: ['house'] }, [words.page(index + 1)]), element('pre', {}, [page])],
  );
  return { nodes: [houseNote(words.pdfText), ...shown, ...rest], ...cut };
};

/** Shows a content that has no parts: PDF by its text, images, RTF, HTML and plain text as text. */
export const bodyOf = async (declared: Declared, around: Around): Promise<Body> => {
  const { bytes } = declared;
  switch (kindOf(declared)) {
    case 'pdf':
      return pdfBody(bytes, around);
    case 'image':
      return imageBody(bytes, around);
    case 'rtf':
      return readBody(rtfText(bytes, MOST_CHARACTERS), around);
    case 'html':
      return readBody(htmlText(decoded(bytes), MOST_CHARACTERS), around);
    case 'other':
      return { nodes: [houseNote(around.words.notShown(nameOf(declared)))], withoutText: 'unreadable' };
    default:
      return textBody(decoded(bytes), around);
  }
};
