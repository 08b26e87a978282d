// SPDX-License-Identifier: Apache-2.0
import { attribute, type XmlElement, xpathReader } from '../xml/index.ts';

export const xpath = xpathReader({ h: 'urn:hl7-org:v3' });

/** A content that stands in a document: the body of a CDA of level 1, or an observationMedia. */
export interface Medium {
  /** IDs by which a text names it: its own, and that of the region of it that is of interest (CDA R2 §4.3.6.6). */
  readonly ids: readonly string[];
  /** Its place among the contents of the document, from 1; undefined when nothing stands there. */
  readonly number?: number;
  /** As declared, lower case; empty when it was not. */
  readonly mediaType: string;
  /** It is said to stand outside the document. */
  readonly elsewhere: boolean;
  readonly bytes: Uint8Array;
}

/** Bytes of an ED (HL7 V3 data types): base 64, or the text itself. */
const bytesOf = (value: XmlElement): Uint8Array => {
  if (attribute(value, 'representation') === 'B64') return Buffer.from(value.content, 'base64');
  return value.content.trim() === '' ? new Uint8Array() : Buffer.from(value.content);
};

const mediumOf = (value: XmlElement, ids: readonly string[]): Omit<Medium, 'number'> => ({
  ids,
  mediaType: attribute(value, 'mediaType')?.toLowerCase() ?? '',
  elsewhere: xpath.first(value, 'h:reference') !== undefined,
  bytes: bytesOf(value),
});

const idsOf = (medium: XmlElement): readonly string[] =>
  [medium, ...xpath.all(medium, 'ancestor::h:regionOfInterest[1]')].flatMap((from) => attribute(from, 'ID') ?? []);

/** The contents that stand in a ClinicalDocument, in its order: the body of level 1 first, if it is one. */
export const mediaOf = (document: XmlElement): readonly Medium[] => {
  const body = xpath.all(document, 'h:component/h:nonXMLBody/h:text').slice(0, 1);
  const media = xpath.all(document, './/h:observationMedia');
  const found = [
    ...body.map((text) => mediumOf(text, [])),
    ...media.flatMap((medium) => {
      const value = xpath.first(medium, 'h:value');
      return value === undefined ? [] : [mediumOf(value, idsOf(medium))];
    }),
  ];
  let number = 0;
  return found.map((medium) => (medium.bytes.length === 0 ? medium : { ...medium, number: ++number }));
};
