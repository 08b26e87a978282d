// SPDX-License-Identifier: Apache-2.0
import { readIds, xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { type Around, authorsOf, performersOf } from './around.ts';
import { labelOf, listAt } from './bounds.ts';
import { conceptAt } from './concepts.ts';
import { dosagesOf, takenDuring } from './read-dosage.ts';
import { productOf } from './read-product.ts';
import { baseOf, countAt, marksOf, reactionsOf, reasonsOf } from './statement.ts';
import type { ImmunizationFact, MedicationFact, MedicationStatement, Period, Product, Supply } from './types.ts';
import { quantityAt, readPeriod, readRange } from './values.ts';

/** Deliveries (mood EVN) inside a statement; what is yet to be delivered is its quantity. */
const SUPPLIES = 'h:entryRelationship/h:supply[not(@moodCode="RQO" or @moodCode="INT")]';
const ORDERED = 'h:entryRelationship/h:supply[@moodCode="RQO" or @moodCode="INT"]/h:quantity';
/** IHE Pharmacy (PHARM TF-3 §6.3.4): substitution permission, substitution act. */
const SUBSTITUTION =
  'h:entryRelationship/h:act[h:templateId/@root="1.3.6.1.4.1.19376.1.9.1.3.9.1" or h:templateId/@root="1.3.6.1.4.1.19376.1.9.1.3.9.2"]/h:code';
/** IHE PCC patient instructions and fulfilment instructions. */
const INSTRUCTIONS = 'h:entryRelationship/h:act[h:code/@code="PINSTRUCT" or h:code/@code="FINSTRUCT"]/h:text';
/** IHE Pharmacy reference to a prescription item. */
const ITEM = 'h:entryRelationship/h:substanceAdministration[h:templateId/@root="1.3.6.1.4.1.19376.1.9.1.3.11"]';

/** When a performer did it, where the statement itself says nothing. */
const performedAt = (statement: XmlElement): Period | undefined => {
  const time = performersOf(statement).find((performer) => performer.time !== undefined)?.time;
  return time && { at: time };
};

const saysWhen = (period: Period | undefined): period is Period =>
  period !== undefined && (period.at ?? period.low ?? period.high ?? period.width) !== undefined;

const supplyOf = (supply: XmlElement, { texts }: Around): Supply => {
  const effective = readPeriod(xpath.first(supply, 'h:effectiveTime'), texts);
  return known<Supply>({
    quantity: quantityAt(supply, 'h:quantity', texts),
    time: saysWhen(effective) ? effective : performedAt(supply),
    by: performersOf(supply),
    prescribers: authorsOf(supply),
  });
};

const suppliesOf = (statement: XmlElement, around: Around): readonly Supply[] =>
  listAt(statement, SUPPLIES).map((supply) => supplyOf(supply, around));

const prescriptionOf = (statement: XmlElement): MedicationFact['prescription'] => {
  const item = xpath.first(statement, ITEM);
  return item && { ids: readIds(item, 'h:id'), documentIds: readIds(item, 'h:reference/h:externalDocument/h:id') };
};

const subjectOf = (statement: XmlElement, around: Around, product: Product | undefined) => {
  const effective = takenDuring(statement, around);
  return {
    code: product?.code,
    others: product?.classes ?? [],
    kinds: [conceptAt(statement, 'h:code', around.texts)],
    isTold: (product?.ingredients.length ?? 0) > 0,
    name: product?.name,
    time: saysWhen(effective) ? effective : (performedAt(statement) ?? effective),
  };
};

/** HL7 ActMood of what makes a statement about a medicine a prescription. */
const orderMoods: ReadonlySet<string> = new Set(['INT', 'RQO']);

/** A medicine taken, prescribed, dispensed or given (IHE PCC 1.3.6.1.4.1.19376.1.5.3.1.4.7 and .7.3). */
export const readMedication = (
  statement: XmlElement,
  around: Around,
  as: MedicationStatement = 'treatment',
): MedicationFact => {
  const { texts } = around;
  const product = productOf(statement, texts);
  const mood = attribute(statement, 'moodCode') ?? 'EVN';
  const ordered = xpath.first(statement, ORDERED);
  return known<MedicationFact>({
    kind: 'medication',
    statement: orderMoods.has(mood) ? 'prescription' : as,
    ...baseOf(statement, around, subjectOf(statement, around, product)),
    product,
    dosages: dosagesOf(statement, around),
    quantity: quantityAt(statement, 'h:quantity', texts) ?? (ordered && quantityAt(ordered, '.', texts)),
    repeats: countAt(statement, 'h:repeatNumber'),
    substitution: conceptAt(statement, SUBSTITUTION, texts),
    reasons: reasonsOf(statement, around),
    instructions: listAt(statement, INSTRUCTIONS).flatMap((text) => texts.of(text) ?? []),
    marks: marksOf(statement, around),
    supplies: suppliesOf(statement, around),
    prescription: prescriptionOf(statement),
  });
};

/** LOINC 30973-2: dose number in a series (CCD 2.16.840.1.113883.10.20.1.46). */
const DOSE_NUMBER = 'h:entryRelationship/h:observation[h:code/@code="30973-2"]/h:value';

/** A vaccination (IHE PCC 1.3.6.1.4.1.19376.1.5.3.1.4.12). */
export const readImmunization = (statement: XmlElement, around: Around): ImmunizationFact => {
  const { texts } = around;
  const product = productOf(statement, texts);
  const doseNumber = xpath.first(statement, DOSE_NUMBER);
  return known<ImmunizationFact>({
    kind: 'immunization',
    ...baseOf(statement, around, subjectOf(statement, around, product)),
    category: conceptAt(statement, 'h:code', texts),
    product,
    doseNumber: doseNumber && labelOf(doseNumber, 'value'),
    dose: readRange(xpath.first(statement, 'h:doseQuantity'), texts),
    route: conceptAt(statement, 'h:routeCode', texts),
    site: conceptAt(statement, 'h:approachSiteCode', texts),
    reasons: reasonsOf(statement, around),
    reactions: reactionsOf(statement, around),
    supplies: suppliesOf(statement, around),
  });
};
