// SPDX-License-Identifier: Apache-2.0
import { xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { type Around, organismOf, specimensOf } from './around.ts';
import { listAt } from './bounds.ts';
import { conceptAt, conceptsAt } from './concepts.ts';
import { baseOf } from './statement.ts';
import type { Concept, ObservedFact, ReferenceRange, ResultFact, Value } from './types.ts';
import { readPeriod, readValue } from './values.ts';

const rangeOf = (range: XmlElement, { texts }: Around): ReferenceRange =>
  known<ReferenceRange>({
    value: readValue(xpath.first(range, 'h:value'), texts),
    text: texts.of(xpath.first(range, 'h:text')),
    interpretation: conceptAt(range, 'h:interpretationCode', texts),
  });

const DEVICES = 'h:participant[@typeCode="DEV"]/h:participantRole/h:playingDevice/h:code';

const conceptOf = (value: Value | undefined): Concept | undefined =>
  value?.type === 'coded' ? value.concept : undefined;

/** A question and its answer, of whatever kind. */
const observedOf = (statement: XmlElement, around: Around) => {
  const { texts } = around;
  const code = conceptAt(statement, 'h:code', texts);
  const value = readValue(xpath.first(statement, 'h:value'), texts);
  const isTold = value !== undefined && value.type !== 'missing';
  const base = baseOf(statement, around, { code, kinds: [conceptOf(value)], isTold });
  return {
    ...base,
    code,
    // A value whose place is empty is not a finding.
    assertion:
      value?.type === 'missing' && (base.assertion === 'stated' || base.assertion === 'worded')
        ? ('unknown' as const)
        : base.assertion,
    value,
    interpretation: conceptsAt(statement, 'h:interpretationCode', texts),
    method: conceptAt(statement, 'h:methodCode', texts),
    site: conceptAt(statement, 'h:targetSiteCode', texts),
    referenceRanges: listAt(statement, 'h:referenceRange/h:observationRange')
      .map((range) => rangeOf(range, around))
      .filter((range) => Object.keys(range).length > 0),
    panels: around.panels,
    remarks: around.remarks,
    devices: conceptsAt(statement, DEVICES, texts),
  };
};

const PREVIOUS = 'h:entryRelationship[@typeCode="REFR"]/h:observation';

const codeOf = (observation: XmlElement): string | undefined => {
  const code = xpath.first(observation, 'h:code');
  return code && attribute(code, 'code');
};

/** Earlier results of the same test that stand inside one. */
const previousOf = (statement: XmlElement, { texts }: Around): ResultFact['previous'] =>
  listAt(statement, PREVIOUS)
    .filter((earlier) => codeOf(earlier) === codeOf(statement))
    .map((earlier) =>
      known<ResultFact['previous'][number]>({
        value: readValue(xpath.first(earlier, 'h:value'), texts),
        time: readPeriod(xpath.first(earlier, 'h:effectiveTime'), texts),
      }),
    );

/** A result of a laboratory test (IHE XD-LAB 1.3.6.1.4.1.19376.1.3.1.6, PaLM TF-3 §6.3.4.13). */
export const readResult = (statement: XmlElement, around: Around): ResultFact => {
  const specimens = specimensOf(statement, around.texts);
  return known<ResultFact>({
    kind: 'result',
    ...observedOf(statement, around),
    specimens: specimens.length > 0 ? specimens : around.specimens,
    organism: organismOf(statement, around.texts) ?? around.organism,
    previous: previousOf(statement, around),
  });
};

/** An observation of another kind (IHE PCC simple observation 1.3.6.1.4.1.19376.1.5.3.1.4.13 and what builds on it). */
export const readObserved = (statement: XmlElement, around: Around, kind: ObservedFact['kind']): ObservedFact =>
  known<ObservedFact>({ kind, ...observedOf(statement, around) });
