// SPDX-License-Identifier: Apache-2.0

/** XML text that is complete: what is in it has been escaped. */
export type Markup = string & { readonly markup: unique symbol };

/** Attributes by qualified name; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const REPLACED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 §2.2 has no place for: controls, lone surrogates, noncharacters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is replaced
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const allowed = (value: string): string => value.toWellFormed().replace(FORBIDDEN, '\ufffd');

/** A text as it stands between tags. */
export const text = (value: string): Markup =>
  allowed(value).replace(/[&<>\r]/g, (character) => REPLACED[character] ?? character) as Markup;

const attributeText = (value: string): string =>
  allowed(value).replace(/[&<>"\t\n\r]/g, (character) => REPLACED[character] ?? character);

export const join = (parts: readonly Markup[]): Markup => parts.join('') as Markup;

/** An element; names are the program's, never a caller's. */
export const element = (name: string, attributes: Attributes = {}, children: readonly Markup[] = []): Markup => {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${attributeText(String(value))}"`)
    .join('');
  const content = children.join('');
  return (content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`) as Markup;
};

/** An element with nothing but a text in it. */
export const textElement = (name: string, value: string, attributes: Attributes = {}): Markup =>
  element(name, attributes, [text(value)]);
