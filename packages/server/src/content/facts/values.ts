// SPDX-License-Identifier: Apache-2.0
import { type CdaTime, readTime, xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { labelOf } from './bounds.ts';
import { readConcept } from './concepts.ts';
import type { Texts } from './texts.ts';
import type { Period, Quantity, Range, Value } from './types.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** Longest piece of an unreadable value that is repeated, in characters. */
const LONGEST_WRITTEN = 200;

/** `xsi:type` without its prefix, under whatever prefix the document gives to XML Schema. */
export const declaredType = (element: XmlElement): string | undefined =>
  element.attrs
    .find(({ name, namespaceUri }) => name === 'type' && namespaceUri === XSI)
    ?.value.trim()
    .replace(/^.*:/, '');

/** A PQ, INT or REAL; undefined when its value is no decimal. */
const readQuantity = (element: XmlElement | undefined, texts: Texts): Quantity | undefined => {
  const value = element && attribute(element, 'value');
  if (element === undefined || value === undefined || !DECIMAL.test(value)) return undefined;
  return known<Quantity>({
    value,
    unit: labelOf(element, 'unit'),
    text: texts.of(xpath.first(element, 'h:translation/h:originalText')),
  });
};

export const quantityAt = (from: XmlElement, path: string, texts: Texts): Quantity | undefined =>
  readQuantity(xpath.first(from, path), texts);

/** An IVL_PQ, or a PQ that is both ends; undefined when it has neither end. */
export const readRange = (element: XmlElement | undefined, texts: Texts): Range | undefined => {
  if (element === undefined) return undefined;
  const point = readQuantity(element, texts) ?? quantityAt(element, 'h:center', texts);
  const end = (name: 'low' | 'high') => point ?? quantityAt(element, `h:${name}`, texts);
  const isOpen = (name: 'low' | 'high') => {
    const bound = xpath.first(element, `h:${name}`);
    return bound !== undefined && attribute(bound, 'inclusive') === 'false' ? true : undefined;
  };
  const low = end('low');
  const high = end('high');
  if (low === undefined && high === undefined) return undefined;
  return known<Range>({ low, high, lowOpen: low && isOpen('low'), highOpen: high && isOpen('high') });
};

const timeOf = (element: XmlElement | undefined): CdaTime | undefined => {
  const value = element && attribute(element, 'value');
  return value === undefined ? undefined : readTime(value);
};

const nullOf = (element: XmlElement | undefined): string | undefined => element && attribute(element, 'nullFlavor');

/** A TS or IVL_TS; undefined when it says nothing at all. */
export const readPeriod = (element: XmlElement | undefined, texts: Texts): Period | undefined => {
  if (element === undefined) return undefined;
  const low = xpath.first(element, 'h:low');
  const high = xpath.first(element, 'h:high');
  const period = known<Period>({
    at: timeOf(element) ?? timeOf(xpath.first(element, 'h:center')),
    low: timeOf(low),
    high: timeOf(high),
    width: quantityAt(element, 'h:width', texts),
    missing: nullOf(element),
    lowMissing: nullOf(low),
    highMissing: nullOf(high),
  });
  return Object.keys(period).length === 0 ? undefined : period;
};

const textValue = (element: XmlElement, texts: Texts): Value | undefined => {
  const text = texts.of(element) ?? texts.of(xpath.first(element, 'h:originalText'));
  return text === undefined ? undefined : { type: 'text', text };
};

const codedValue = (element: XmlElement, texts: Texts): Value | undefined => {
  const concept = readConcept(element, texts);
  if (concept === undefined) return undefined;
  const { code, display, originalText, translations, qualifiers } = concept;
  const isCoded = code !== undefined || translations.length > 0 || display !== undefined || qualifiers !== undefined;
  if (isCoded) return { type: 'coded', concept };
  return originalText === undefined ? undefined : { type: 'text', text: originalText };
};

const quantityValue = (element: XmlElement, texts: Texts): Value | undefined => {
  const quantity = readQuantity(element, texts);
  return quantity && { type: 'quantity', quantity };
};

const rangeValue = (element: XmlElement, texts: Texts): Value | undefined => {
  const range = readRange(element, texts);
  return range && { type: 'range', range };
};

const booleanValue = (element: XmlElement): Value | undefined => {
  const value = attribute(element, 'value');
  return value === 'true' || value === 'false' ? { type: 'boolean', value: value === 'true' } : undefined;
};

const timeValue = (element: XmlElement, texts: Texts): Value | undefined => {
  const period = readPeriod(element, texts);
  return period?.at || period?.low || period?.high ? { type: 'time', period } : undefined;
};

const ratioValue = (element: XmlElement, texts: Texts): Value | undefined => {
  const numerator = quantityAt(element, 'h:numerator', texts);
  const denominator = quantityAt(element, 'h:denominator', texts);
  if (numerator === undefined && denominator === undefined) return undefined;
  return known<Value & { type: 'ratio' }>({ type: 'ratio', numerator, denominator });
};

type ReadValue = (element: XmlElement, texts: Texts) => Value | undefined;

/** Readers by data type (HL7 V3 data types, release 1). */
const readers: ReadonlyMap<string, ReadValue> = new Map(
  Object.entries<ReadValue>({
    PQ: quantityValue,
    INT: quantityValue,
    REAL: quantityValue,
    IVL_PQ: rangeValue,
    IVL_INT: rangeValue,
    IVL_REAL: rangeValue,
    CD: codedValue,
    CE: codedValue,
    CO: codedValue,
    CV: codedValue,
    CS: codedValue,
    ST: textValue,
    ED: textValue,
    BL: booleanValue,
    TS: timeValue,
    IVL_TS: timeValue,
    RTO: ratioValue,
    RTO_PQ_PQ: ratioValue,
    RTO_QTY_QTY: ratioValue,
  }),
);

/** How a value is read that says no type, or one that it has not. */
const inTurn: readonly ReadValue[] = [codedValue, rangeValue, ratioValue, textValue];

const asWritten = (element: XmlElement): string =>
  element.attrs
    .filter(({ namespaceUri }) => namespaceUri === '')
    .map(({ name, value }) => `${name}=${value}`)
    .join(' ')
    .slice(0, LONGEST_WRITTEN);

/**
 * Reads a value by what it says that it is, then by what it holds; a unit without a value is `missing`, and what can be
 * read in no way is `unreadable`. Undefined only for no element.
 */
export const readValue = (element: XmlElement | undefined, texts: Texts): Value | undefined => {
  if (element === undefined) return undefined;
  const declared = declaredType(element);
  const typed = declared === undefined ? undefined : readers.get(declared)?.(element, texts);
  if (typed !== undefined) return typed;
  const unit = labelOf(element, 'unit');
  const nullFlavor = nullOf(element);
  if (attribute(element, 'value') === undefined) {
    for (const read of inTurn) {
      const value = read(element, texts);
      if (value !== undefined) return value;
    }
    return known<Value & { type: 'missing' }>({ type: 'missing', nullFlavor, unit });
  }
  if (declared === undefined || !readers.has(declared)) {
    const value = quantityValue(element, texts) ?? booleanValue(element);
    if (value !== undefined) return value;
  }
  return known<Value & { type: 'unreadable' }>({ type: 'unreadable', declared, written: asWritten(element) });
};
