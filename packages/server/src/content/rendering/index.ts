// SPDX-License-Identifier: Apache-2.0

import { MOST_CHARACTERS } from './bodies.ts';
import { flattened } from './flatten.ts';
import { pageOf } from './page.ts';
import { type RenderingLanguage, wordsIn } from './phrases.ts';
import { houseAddress } from './safe-values.ts';
import { mediumIn, show } from './show.ts';
import type { Addresses, Around, DocumentContent } from './shown.ts';

export type { RenderingLanguage } from './phrases.ts';
export { renderingPolicy } from './style.ts';

const aroundFor = (language: RenderingLanguage, { original, attachment }: Addresses): Around => ({
  words: wordsIn[language],
  original: houseAddress(original),
  attachment: (number) => houseAddress(attachment(number)),
});

/**
 * Any document as a page of HTML that runs nothing, loads nothing and names nothing of its sender's but text: a CDA with
 * its header in words and its narrative (CDA R2 §4.3), a FHIR document, a PDF by its text, images, RTF, HTML and plain text.
 * It never fails: what cannot be read is said to be so. To be served under {@link renderingPolicy}.
 */
export const renderDocument = async (
  content: DocumentContent,
  { language, addresses }: { readonly language: RenderingLanguage; readonly addresses: Addresses },
): Promise<string> => {
  const around = aroundFor(language, addresses);
  return pageOf(await show(content, around), around);
};

/** The text of a document, or why there is none: `none` stands in it, or it is `unreadable`. */
export type DocumentText =
  | { readonly text: string /** Nothing was left out. */; readonly complete: boolean }
  | { readonly text: undefined; readonly why: 'none' | 'unreadable' };

const nowhere: Addresses = { original: '', attachment: () => '' };

/** The plain text of a document, at most two million characters of it: blocks as lines, cells of tables after tabs. */
export const textOf = async (content: DocumentContent): Promise<DocumentText> => {
  const shown = await show(content, aroundFor('en', nowhere));
  const text = flattened(shown.body);
  if (text === '') return { text: undefined, why: shown.withoutText ?? 'none' };
  return { text: text.slice(0, MOST_CHARACTERS), complete: shown.cut !== true && text.length <= MOST_CHARACTERS };
};

/** What is said in place of a text that is not there. */
export const withoutTextIn = (language: RenderingLanguage, why: 'none' | 'unreadable'): string =>
  why === 'none' ? wordsIn[language].nothing : wordsIn[language].unreadable;

/** A content that stands in a document: its declared media type, lower case, and its bytes. */
export const attachmentIn = (
  content: DocumentContent,
  number: number,
): { readonly mediaType: string; readonly bytes: Uint8Array } | undefined => mediumIn(content, number);
