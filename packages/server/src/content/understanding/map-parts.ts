// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@dossier/core/documents';
import type { Concept, FactValue, Period, Quantity, QuantityRange } from '@dossier/core/facts';
import { known } from '../cda/index.ts';
import type * as cda from '../facts/index.ts';

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Words that are longer are no name of a thing. */
const LONGEST_LABEL = 500;

const codesOf = ({ code, system, display, translations }: cda.Concept): readonly Code[] => [
  ...(code === undefined ? [] : [known<Code>({ code, system: system ?? '', display })]),
  ...translations.flatMap(codesOf),
];

/** All codes of a notion, and its words: the author's, or else those that came with a code. */
export const conceptOf = (given: cda.Concept | undefined): Concept | undefined => {
  if (given === undefined) return undefined;
  const codes = codesOf(given);
  const text = given.originalText ?? given.display ?? codes.find(({ display }) => display !== undefined)?.display;
  return codes.length === 0 && text === undefined
    ? undefined
    : known<Concept>({ codes, text: text?.slice(0, LONGEST_LABEL) });
};

export const quantityOf = (given: cda.Quantity | undefined): Quantity | undefined => {
  if (given === undefined || !NUMBER.test(given.value)) return undefined;
  const unit = given.unit === '1' ? undefined : given.unit;
  return known<Quantity>({ written: given.value, value: Number(given.value), unit, comparator: undefined });
};

export const rangeOf = (given: cda.Range | undefined): QuantityRange | undefined => {
  const low = quantityOf(given?.low);
  const high = quantityOf(given?.high);
  return low === undefined && high === undefined ? undefined : known<QuantityRange>({ low, high });
};

/** A range with one bound is a comparison: `< 1.0`, `>= 2`. */
const comparisonOf = ({ low, high, lowOpen, highOpen }: cda.Range): FactValue | undefined => {
  const from = quantityOf(low);
  const to = quantityOf(high);
  if (from !== undefined && to !== undefined) return { kind: 'range', range: { low: from, high: to } };
  if (from !== undefined) return { kind: 'quantity', quantity: { ...from, comparator: lowOpen ? '>' : '>=' } };
  return to && { kind: 'quantity', quantity: { ...to, comparator: highOpen ? '<' : '<=' } };
};

const written = (quantity: cda.Quantity | undefined): string =>
  quantity === undefined ? '' : `${quantity.value} ${quantity.unit ?? ''}`.trim();

/** Undefined where there is a place for a value and none in it. */
export const factValueOf = (value: cda.Value | undefined): FactValue | undefined => {
  switch (value?.type) {
    case 'quantity': {
      const quantity = quantityOf(value.quantity);
      return quantity ? { kind: 'quantity', quantity } : { kind: 'text', text: written(value.quantity) };
    }
    case 'range':
      return comparisonOf(value.range);
    case 'coded': {
      const concept = conceptOf(value.concept);
      return concept && { kind: 'concept', concept };
    }
    case 'text':
      return { kind: 'text', text: value.text };
    case 'boolean':
      return { kind: 'boolean', value: value.value };
    case 'time': {
      const at = periodOf(value.period);
      const time = at?.start ?? at?.end;
      return time === undefined ? undefined : { kind: 'time', time };
    }
    case 'ratio':
      return { kind: 'text', text: `${written(value.numerator)} / ${written(value.denominator)}` };
    case 'unreadable':
      return { kind: 'text', text: value.written };
    case 'missing':
    case undefined:
      return undefined;
  }
};

export const periodOf = (given: cda.Period | undefined): Period | undefined => {
  const start = given?.at?.dtm ?? given?.low?.dtm;
  const end = given?.at?.dtm ?? given?.high?.dtm;
  return start === undefined && end === undefined ? undefined : known<Period>({ start, end });
};

/** Who, by name: a person, or else the organization. */
export const nameOf = ([author]: readonly cda.FactAuthor[]): string | undefined => {
  const person = [...(author?.name?.given ?? []), author?.name?.family].filter((part) => part !== undefined).join(' ');
  return person === '' ? author?.organization?.name : person;
};
