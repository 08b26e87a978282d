// SPDX-License-Identifier: Apache-2.0
import { xpath } from '../cda/index.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { bounds, cut } from './bounds.ts';
import { plainText } from './plain-text.ts';

/** The words of the narrative that entries point at. */
export interface Texts {
  /** Words of an `ED` or `ST` element: its own, or those that its reference points at; undefined when there are none. */
  readonly of: (element: XmlElement | undefined) => string | undefined;
  /** No text was cut because all together were too long. */
  readonly isComplete: () => boolean;
}

const oneLine = (text: string): string | undefined => {
  const collapsed = text.replace(/\s+/g, ' ').trim();
  return collapsed === '' ? undefined : cut(collapsed, bounds.text);
};

/** What may be pointed at; the others hold more than words. */
const WORDED = './/*[@ID and not(self::h:observationMedia or self::h:regionOfInterest or self::h:section)]';

/** Indexes the narrative of a document by `ID`; the first bearer of an ID is taken. */
export const textsOf = (document: XmlElement): Texts => {
  let bearers: ReadonlyMap<string, XmlElement> | undefined;
  const texts = new Map<string, string | undefined>();
  let left: number = bounds.texts;
  const given = (text: string | undefined): string | undefined => {
    if (text === undefined) return undefined;
    left -= text.length;
    return left >= 0 ? text : cut(text, bounds.shortText);
  };
  const bearerOf = (id: string): XmlElement | undefined => {
    bearers ??= new Map(
      xpath
        .all(document, WORDED)
        .flatMap((element) => [[attribute(element, 'ID') ?? '', element] as const])
        .reverse(),
    );
    return bearers.get(id);
  };
  const textAt = (id: string): string | undefined => {
    if (!texts.has(id)) {
      const bearer = bearerOf(id);
      texts.set(id, bearer && oneLine(plainText(bearer, 2 * bounds.text).text));
    }
    return texts.get(id);
  };
  return {
    of: (element) => {
      if (element === undefined) return undefined;
      const reference = xpath.first(element, 'h:reference');
      // Some leave the # out.
      const target = reference && attribute(reference, 'value')?.replace(/^#/, '');
      const pointedAt = target === undefined || target === '' ? undefined : textAt(target);
      if (pointedAt !== undefined) return given(pointedAt);
      return attribute(element, 'representation') === 'B64' ? undefined : given(oneLine(element.content));
    },
    isComplete: () => left >= 0,
  };
};
