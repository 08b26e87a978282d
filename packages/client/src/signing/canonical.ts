// SPDX-License-Identifier: Apache-2.0

/** XML in its canonical form (W3C Exclusive XML Canonicalization 1.0): what is written is what is signed. */
export type Canonical = string & { readonly canonical: unique symbol };

const REPLACED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
/** What XML 1.0 §2.2 has no place for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is replaced
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (value: string, special: RegExp): string =>
  value
    .toWellFormed()
    .replace(FORBIDDEN, '\ufffd')
    .replace(special, (character) => REPLACED[character] ?? character);

export const text = (value: string): Canonical => escaped(value, /[&<>\r]/g) as Canonical;

/**
 * An element.
 *
 * @param attributes declarations of namespaces first, then the others, each in their canonical order
 */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Canonical[]
): Canonical => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value, /[&<"\t\n\r]/g)}"`);
  return `<${name}${written.join('')}>${children.join('')}</${name}>` as Canonical;
};
