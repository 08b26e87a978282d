// SPDX-License-Identifier: Apache-2.0
import { xpath } from '../cda/index.ts';
import { attribute, type XmlElement } from '../xml/index.ts';

/**
 * What one document may give. Far above what people write; it keeps a document that was made to hurt from growing when
 * its parts are repeated in every fact.
 */
export const bounds = {
  facts: 20_000,
  /** Characters of narrative. */
  narrative: 2_000_000,
  /** Characters of one text that a fact repeats. */
  text: 4000,
  /** Characters of all texts that facts repeat; past them a text is cut to `shortText`. */
  texts: 20_000_000,
  shortText: 80,
  /** Characters of a code, a label, a name or a title. */
  label: 1000,
  /** Members of a list: translations of a code, authors, specimens, reactions, comments. */
  list: 50,
} as const;

/** The text with a mark where it was cut. */
export const cut = (text: string, most: number = bounds.label): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;

/** Value of an attribute, of bounded length; undefined when absent or blank. */
export const labelOf = (element: XmlElement, name: string): string | undefined => {
  const value = attribute(element, name);
  return value === undefined ? undefined : cut(value.replace(/\s+/g, ' '));
};

/** Text of the first element at `path`, of bounded length. */
export const labelAt = (from: XmlElement, path: string): string | undefined => {
  const text = xpath.text(from, path);
  return text === undefined ? undefined : cut(text);
};

/** The first elements at `path`, as many as a list may have. */
export const listAt = (from: XmlElement, path: string): readonly XmlElement[] =>
  xpath.all(from, `(${path})[position() <= ${bounds.list}]`);
