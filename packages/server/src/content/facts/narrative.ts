// SPDX-License-Identifier: Apache-2.0
import { isUtf8 } from 'node:buffer';
import { xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { bounds, labelAt } from './bounds.ts';
import { conceptAt } from './concepts.ts';
import { plainText } from './plain-text.ts';
import { richTextToPlain } from './rich-text.ts';
import type { Texts } from './texts.ts';
import type { Concept } from './types.ts';

/** What a section says in words. `number` counts from the outside in (`2.1`), the first is 1. */
export interface NarrativeSection {
  readonly number: string;
  readonly title?: string;
  readonly code?: Concept;
  /** A paragraph, a row and an item a line; empty when the section has no text of its own. */
  readonly text: string;
  readonly sections: readonly NarrativeSection[];
}

/** Content that is not text: a PDF, an image. */
export interface NarrativeMedia {
  readonly mediaType?: string;
  readonly sizeBytes: number;
}

/** A document in words. */
export interface Narrative {
  readonly title?: string;
  readonly sections: readonly NarrativeSection[];
  /** Text of a document without sections (level 1), where it is text. */
  readonly text?: string;
  readonly media: readonly NarrativeMedia[];
  /** There are words to search and to show; false for a scanned page. */
  readonly hasText: boolean;
  /** All of the text is here; a document of extraordinary length is cut. */
  readonly isComplete: boolean;
}

/** A section element with its number. */
export interface NumberedSection {
  readonly element: XmlElement;
  readonly number: string;
  readonly inside: readonly NumberedSection[];
}

const numbered = (elements: readonly XmlElement[], prefix: string): readonly NumberedSection[] =>
  elements.map((element, index) => {
    const number = `${prefix}${index + 1}`;
    return { element, number, inside: numbered(xpath.all(element, 'h:component/h:section'), `${number}.`) };
  });

/** The sections of a document, as they stand inside each other. */
export const sectionsOf = (document: XmlElement): readonly NumberedSection[] =>
  numbered(xpath.all(document, 'h:component/h:structuredBody/h:component/h:section'), '');

const base64Bytes = (characters: string): number => Math.floor((characters.replace(/[\s=]+/g, '').length * 3) / 4);

const mediaOf = (value: XmlElement): NarrativeMedia =>
  known<NarrativeMedia>({
    mediaType: attribute(value, 'mediaType')?.toLowerCase(),
    sizeBytes:
      attribute(value, 'representation') === 'B64'
        ? base64Bytes(value.content)
        : Buffer.byteLength(value.content.trim(), 'utf8'),
  });

/** Media types of a body that is text, and how the text is had from it. */
const textual: ReadonlyMap<string, (content: string) => string> = new Map([
  ['text/plain', (content: string) => content.replaceAll('\r\n', '\n').trim()],
  ['text/rtf', richTextToPlain],
  ['application/rtf', richTextToPlain],
]);

const unstructuredText = (text: XmlElement): string | undefined => {
  const mediaType = attribute(text, 'mediaType')?.toLowerCase().split(';')[0]?.trim() ?? 'text/plain';
  const toPlain = textual.get(mediaType);
  if (toPlain === undefined) return undefined;
  if (attribute(text, 'representation') !== 'B64') return toPlain(text.content);
  const bytes = Buffer.from(text.content, 'base64');
  return toPlain(new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes));
};

/** Reads the words of a document: its title, its sections, or the text that stands instead of them. */
export const readNarrative = (document: XmlElement, sections: readonly NumberedSection[], texts: Texts): Narrative => {
  let left: number = bounds.narrative;
  let isComplete = true;
  const taken = (text: string): string => {
    const kept = text.slice(0, left);
    isComplete &&= kept.length === text.length;
    left -= kept.length;
    return kept;
  };
  const readSection = ({ element, number, inside }: NumberedSection): NarrativeSection => {
    const block = xpath.first(element, 'h:text');
    const plain = block === undefined || left === 0 ? undefined : plainText(block, left);
    if (block !== undefined) isComplete &&= plain?.complete ?? false;
    return known<NarrativeSection>({
      number,
      title: labelAt(element, 'h:title'),
      code: conceptAt(element, 'h:code', texts),
      text: taken(plain?.text ?? ''),
      sections: inside.map(readSection),
    });
  };
  const read = sections.map(readSection);
  const body = xpath.first(document, 'h:component/h:nonXMLBody/h:text');
  const text = body && unstructuredText(body);
  const media = [
    ...(body && text === undefined ? [body] : []),
    ...xpath.all(document, './/h:observationMedia/h:value'),
  ];
  return known<Narrative>({
    title: labelAt(document, 'h:title'),
    sections: read,
    text: text === undefined ? undefined : taken(text),
    media: media.map(mediaOf),
    hasText: left < bounds.narrative,
    isComplete,
  });
};
