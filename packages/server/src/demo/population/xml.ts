// SPDX-License-Identifier: Apache-2.0

/** A piece of XML that is already written; anything else is text and gets escaped. */
export interface Xml {
  readonly xml: string;
}

export type Child = Xml | string | undefined | false | readonly Child[];

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 §2.2 forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const escaped = (text: string, special: RegExp): string => {
  if (FORBIDDEN.test(text)) throw new Error('A text holds a character that XML cannot carry.');
  return text.replace(special, (character) => entities[character] ?? character);
};

const written = (child: Child): string => {
  if (child === undefined || child === false) return '';
  if (typeof child === 'string') return escaped(child, /[&<>\r]/g);
  if ('xml' in child) return child.xml;
  return child.map(written).join('');
};

/**
 * One element. Attributes that are undefined are left out; children that are strings are text.
 *
 * @throws for a character that XML 1.0 cannot carry
 */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): Xml => {
  let tag = name;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) tag += ` ${attribute}="${escaped(value, /[&<>"\t\n\r]/g)}"`;
  }
  const content = written(children);
  return { xml: content === '' ? `<${tag}/>` : `<${tag}>${content}</${name}>` };
};

/** A whole document, in UTF-8. */
export const xmlDocument = (root: Xml): Uint8Array =>
  new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`);
