// SPDX-License-Identifier: Apache-2.0
import { xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import type { XmlElement } from '../xml/index.ts';
import type { Around } from './around.ts';
import { labelOf, listAt } from './bounds.ts';
import { conceptAt } from './concepts.ts';
import { isNamedProduct, productOf } from './read-product.ts';
import { countAt } from './statement.ts';
import type { Dosage, Frequency, Period, Range } from './types.ts';
import { declaredType, quantityAt, readPeriod, readRange, readValue } from './values.ts';

/** `effectiveTime` stands for bounds (IVL_TS) and frequency (PIVL_TS, EIVL_TS), alone or together (SXPR_TS). */
const timesOf = (statement: XmlElement): readonly XmlElement[] =>
  listAt(statement, 'h:effectiveTime').flatMap((time) =>
    declaredType(time) === 'SXPR_TS' ? listAt(time, 'h:comp') : [time],
  );

const isFrequency = (time: XmlElement): boolean => {
  const declared = declaredType(time);
  return declared === 'PIVL_TS' || declared === 'EIVL_TS' || xpath.first(time, 'h:period|h:event') !== undefined;
};

const frequencyOf = (time: XmlElement, { texts }: Around): Frequency => {
  const event = xpath.first(time, 'h:event');
  return known<Frequency>({
    period: quantityAt(time, 'h:period', texts),
    event: event && labelOf(event, 'code'),
    phase: readPeriod(xpath.first(time, 'h:phase'), texts),
    text: texts.of(xpath.first(time, 'h:period/h:translation/h:originalText')),
  });
};

/** From when to when a medicine is taken. */
export const takenDuring = (statement: XmlElement, { texts }: Around): Period | undefined => {
  const [bounds] = timesOf(statement)
    .filter((time) => !isFrequency(time))
    .flatMap((time) => readPeriod(time, texts) ?? []);
  return bounds;
};

const rangeAt = (statement: XmlElement, path: string, { texts }: Around): Range | undefined =>
  readRange(xpath.first(statement, path), texts);

/** The step that a substanceAdministration itself is; undefined when it says nothing of how to take it. */
const ownDosage = (statement: XmlElement, around: Around, isStep: boolean): Dosage | undefined => {
  const { texts } = around;
  const maximum = readValue(xpath.first(statement, 'h:maxDoseQuantity'), texts);
  const dosage = known<Dosage>({
    sequence: isStep ? countAt(statement, '../h:sequenceNumber') : undefined,
    text: isStep ? texts.of(xpath.first(statement, 'h:text')) : undefined,
    time: isStep ? takenDuring(statement, around) : undefined,
    frequency: timesOf(statement)
      .filter(isFrequency)
      .map((time) => frequencyOf(time, around))
      .filter((frequency) => Object.keys(frequency).length > 0),
    dose: rangeAt(statement, 'h:doseQuantity', around),
    rate: rangeAt(statement, 'h:rateQuantity', around),
    maximum: maximum?.type === 'missing' ? undefined : maximum,
    route: conceptAt(statement, 'h:routeCode', texts),
    site: conceptAt(statement, 'h:approachSiteCode', texts),
    condition: texts.of(xpath.first(statement, 'h:precondition/h:criterion/h:text')),
  });
  return Object.keys(dosage).length === 1 && dosage.frequency.length === 0 ? undefined : dosage;
};

const present = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

const STEPS = 'h:entryRelationship[@typeCode="COMP"]/h:substanceAdministration';

/** Statements inside one that say how its product is taken, and name no product of their own. */
const stepsOf = (statement: XmlElement, { texts }: Around): readonly XmlElement[] =>
  listAt(statement, STEPS).filter((step) => !isNamedProduct(productOf(step, texts)));

/** How a medicine is taken: the steps in the order written, what holds for all of them first. */
export const dosagesOf = (statement: XmlElement, around: Around): readonly Dosage[] => [
  ...(statement.name === 'substanceAdministration' ? present(ownDosage(statement, around, false)) : []),
  ...stepsOf(statement, around).flatMap((step) => present(ownDosage(step, around, true))),
];

/** Medicines inside a statement that are products of their own (the parts of a combination). */
export const partsOf = (statement: XmlElement, { texts }: Around): readonly XmlElement[] =>
  xpath.all(statement, STEPS).filter((part) => isNamedProduct(productOf(part, texts)));
