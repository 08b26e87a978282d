// SPDX-License-Identifier: Apache-2.0

/** Languages of the pages; the first is the one for those who ask for none of them. */
const languages = ['fr', 'en'] as const;

export type Language = (typeof languages)[number];

/** A text in every language of the pages. */
export type Text = Readonly<Record<Language, string>>;

const asked = (tag: string): Language | undefined =>
  languages.find((language) => tag.toLowerCase().split('-', 1)[0] === language);

const weighed = (part: string): { readonly tag: string; readonly weight: number } => {
  const [tag = '', ...parameters] = part.trim().split(/\s*;\s*/);
  const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
};

/**
 * Language of a page.
 *
 * @param uiLocales what the application asks for (OpenID Connect Core §3.1.2.1), before what the browser says
 * @param acceptLanguage value of the header (RFC 9110 §12.5.4)
 */
export const languageOf = (acceptLanguage: string | undefined, uiLocales?: string): Language => {
  const first = (uiLocales ?? '').split(' ').map(asked);
  const then = (acceptLanguage ?? '')
    .slice(0, 1000)
    .split(',')
    .map(weighed)
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => asked(tag));
  return [...first, ...then].find((language) => language !== undefined) ?? languages[0];
};
