// SPDX-License-Identifier: Apache-2.0
import { essence, readAccept } from './media.ts';

/** The two forms in which a document is rendered. */
type PageForm = 'html' | 'text';

export const pageMediaTypes = 'text/html, text/plain';

const formByName: ReadonlyMap<string, PageForm> = new Map([
  ['html', 'html'],
  ['text/html', 'html'],
  ['text', 'text'],
  ['text/plain', 'text'],
]);

/**
 * In which form a document is rendered: `_format` overrides Accept, and nothing said means HTML. Undefined when the caller
 * takes neither (406).
 */
export const pageForm = (accept: string | undefined, formatParameter?: string): PageForm | undefined => {
  if (formatParameter !== undefined && formatParameter !== '') return formByName.get(essence(formatParameter));
  const ranges = readAccept(accept).filter(({ quality }) => quality > 0);
  if (ranges.length === 0 && (accept ?? '').trim() === '') return 'html';
  for (const { type } of ranges) {
    const form = type === '*/*' || type === 'text/*' ? 'html' : formByName.get(type);
    if (form) return form;
  }
  return undefined;
};

const languages = ['fr', 'en'] as const;

const languageOf = (tag: string): (typeof languages)[number] | undefined =>
  languages.find((language) => language === tag.toLowerCase().split('-', 1)[0]);

/** The language of a page: the one asked for, else by Accept-Language (RFC 9110 §12.5.4), else French; undefined for another. */
export const pageLanguage = (
  asked: string | undefined,
  acceptLanguage: string | undefined,
): (typeof languages)[number] | undefined => {
  if (asked !== undefined && asked !== '') return languageOf(asked);
  const ranges = readAccept(acceptLanguage?.slice(0, 1000)).filter(({ quality }) => quality > 0);
  return ranges.map(({ type }) => languageOf(type)).find((language) => language !== undefined) ?? 'fr';
};
