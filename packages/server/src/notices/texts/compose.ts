// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../contacts.ts';
import type { Facts, NoticeKind, Role } from '../kinds.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Message, Texts, Words } from './types.ts';

/** A message in all the forms that channels take. */
export interface Composed {
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** For SMS. */
  readonly short: string;
}

const texts: Readonly<Record<Language, Texts>> = { fr, en };

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter);

const htmlOf = (language: Language, subject: string, paragraphs: readonly string[]): string =>
  `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body>
${paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n')}
</body>
</html>
`;

/** Text and HTML from the same paragraphs. */
const compose = (language: Language, { subject, paragraphs, short }: Words, url?: string): Composed => {
  const { signIn, why } = texts[language];
  const all = [...paragraphs, ...(url === undefined ? [] : [signIn(url)]), why];
  return {
    language,
    subject,
    text: `${all.join('\n\n')}\n`,
    html: htmlOf(language, subject, all),
    short: url === undefined ? short : `${short} ${url}`,
  };
};

/** @param url where the receiver signs in, who does not read it there */
export const composeNotice = (
  language: Language,
  { kind, role, facts }: { readonly kind: NoticeKind; readonly role: Role; readonly facts: Facts },
  url?: string,
): Composed => compose(language, texts[language].notice[kind](facts, role), url);

export const composeMessage = (language: Language, message: Message): Composed =>
  compose(language, texts[language].message(message));
