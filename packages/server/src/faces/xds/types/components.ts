// SPDX-License-Identifier: Apache-2.0

/** What HL7 V2 puts for its separators inside a value (HL7 V2.5 §2.7). */
const ESCAPES: Readonly<Record<string, string>> = { F: '|', S: '^', R: '~', T: '&', E: '\\' };
const ESCAPED = new Map(Object.entries(ESCAPES).map(([letter, character]) => [character, `\\${letter}\\`]));

const unescaped = (text: string): string =>
  text.replace(/\\([FSRTE])\\/g, (_, letter: string) => ESCAPES[letter] ?? '');

/** A text inside a component. */
const escaped = (text: string): string => text.replace(/[|^~&\\]/g, (character) => ESCAPED.get(character) ?? '');

/** The components of a value, each with its subcomponents; component 1 is at 0. */
export type Components = readonly (readonly string[])[];

export const componentsOf = (value: string): Components =>
  value.split('^').map((component) => component.split('&').map((part) => unescaped(part).trim()));

/** The component of this number, counted from 1 as HL7 does; undefined where it is absent or empty. */
export const componentAt = (components: Components, number: number, part = 1): string | undefined => {
  const found = components[number - 1]?.[part - 1];
  return found === '' ? undefined : found;
};

/** A value of components by their numbers; texts are escaped, what is ready made (`&OID&ISO`) is not. */
export const withComponents = (
  texts: Readonly<Record<number, string | undefined>>,
  ready: Readonly<Record<number, string | undefined>> = {},
): string => {
  const last = Math.max(...[...Object.keys(texts), ...Object.keys(ready)].map(Number));
  const components = Array.from({ length: last }, (_, index) => ready[index + 1] ?? escaped(texts[index + 1] ?? ''));
  return components.join('^').replace(/\^+$/, '');
};
