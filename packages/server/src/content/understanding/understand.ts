// SPDX-License-Identifier: Apache-2.0
import { known } from '../cda/index.ts';
import { type NarrativeSection, readClinicalDocument } from '../facts/index.ts';
import { textOf } from '../rendering/index.ts';
import { mapCdaFacts } from './map-cda-facts.ts';
import { readFhirFacts } from './read-fhir.ts';
import type { SectionText, Understood } from './types.ts';

/** A section, then those within it. */
const flat = ({ code, title, text, sections }: NarrativeSection): readonly SectionText[] => [
  ...(text === '' && title === undefined ? [] : [known<SectionText>({ code: code?.code, title, text })]),
  ...sections.flatMap(flat),
];

const words = async (bytes: Uint8Array, mimeType: string): Promise<readonly SectionText[]> => {
  const { text } = await textOf({ bytes, mimeType });
  return text === undefined ? [] : [{ text }];
};

const understood = (facts: Understood['facts'], sections: readonly SectionText[]): Understood => ({
  facts,
  sections,
  withoutText: sections.every(({ text }) => text === ''),
});

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * What can be understood of a document: clinical facts, and its words by section. Never fails: what is broken, foreign or
 * no text at all gives less, down to nothing.
 */
export const understand = async (bytes: Uint8Array, mimeType: string): Promise<Understood> => {
  const type = mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type.endsWith('/json') || type.endsWith('+json'))
    return understood(readFhirFacts(parsed(bytes)), await words(bytes, type));
  if (!type.endsWith('/xml') && !type.endsWith('+xml')) return understood([], await words(bytes, type));
  const read = readClinicalDocument(bytes);
  if (!read.ok) return understood([], await words(bytes, type));
  const { facts, narrative } = read.value;
  const sections = narrative.sections.flatMap(flat);
  // of a body that is no narrative (a PDF, RTF, text) the words are read as those of any such document
  return understood(mapCdaFacts(facts), sections.length > 0 ? sections : await words(bytes, type));
};
