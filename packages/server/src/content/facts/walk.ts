// SPDX-License-Identifier: Apache-2.0
import { type CdaHeader, xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { type Around, authorsOf, inside } from './around.ts';
import { standing, standingOf } from './assertion.ts';
import { bounds, labelAt } from './bounds.ts';
import { conceptAt } from './concepts.ts';
import type { NumberedSection } from './narrative.ts';
import { readDevice, readEncounter, readProcedure } from './read-act.ts';
import { partsOf } from './read-dosage.ts';
import { readImmunization, readMedication } from './read-medication.ts';
import { readObserved, readResult } from './read-observation.ts';
import { readAllergies, readFamilyHistory, readProblem } from './read-problem.ts';
import { restated } from './restate.ts';
import { templatesOf } from './statement.ts';
import { type Reading, readingOf, sectionReading } from './templates.ts';
import type { Texts } from './texts.ts';
import type { Fact, StatedFact } from './types.ts';

const STATEMENTS = '*[self::h:entryRelationship or self::h:component]/*';
const NESTED = 'h:entryRelationship[not(@typeCode="REFR" or @typeCode="RSON")]/h:observation';

const readingFor = (statement: XmlElement, { source }: Around): Reading | undefined => {
  const named = readingOf(templatesOf(statement));
  if (named !== undefined) return named;
  const bySection = sectionReading(source.sectionCode?.code);
  return bySection?.statements.includes(statement.name) ? bySection.reading : undefined;
};

const statedIn = (statement: XmlElement, around: Around, reading: Reading): readonly StatedFact[] => {
  switch (reading.as) {
    case 'problem':
      return [readProblem(statement, around)];
    case 'family-history':
      return [readFamilyHistory(statement, around)];
    case 'allergy':
      return readAllergies(statement, around);
    case 'immunization':
      return [readImmunization(statement, around)];
    case 'result':
      return [readResult(statement, around)];
    case 'procedure':
      return [readProcedure(statement, around)];
    case 'device':
      return [readDevice(statement, around)];
    case 'encounter':
      return [readEncounter(statement, around)];
    case 'medication':
      return [readMedication(statement, around, reading.statement)];
    case 'observed':
      return [readObserved(statement, around, reading.kind)];
    case 'inside':
    case 'part':
      return [];
  }
};

/** Readings whose statement takes up the observations inside it as its own. */
const takesUp: readonly Reading['as'][] = ['allergy', 'device', 'immunization'];

/** What stands inside a fact and is one itself: the stage of a tumour, the products of a combination. */
const factsInside = (statement: XmlElement, around: Around, reading: Reading): readonly XmlElement[] => {
  if (reading.as === 'medication') return partsOf(statement, around);
  if (takesUp.includes(reading.as)) return [];
  return xpath.all(statement, NESTED).filter((nested) => {
    const as = readingOf(templatesOf(nested))?.as;
    return as === 'result' || as === 'observed';
  });
};

/** Reads a statement and those inside it into `facts`, up to the most. */
const collect = (statement: XmlElement, around: Around, facts: Fact[]): void => {
  // One more than are taken, so that it shows when there are more.
  if (facts.length > bounds.facts) return;
  const reading = readingFor(statement, around);
  if (reading?.as === 'part') return;
  if (reading === undefined || reading.as === 'inside') {
    const nested = xpath.all(statement, STATEMENTS);
    if (nested.length === 0) return;
    const within = inside(statement, around);
    for (const each of nested) collect(each, within, facts);
    return;
  }
  const stated = statedIn(statement, around, reading);
  facts.push(...stated.map((fact) => restated(fact, statement, around)));
  const held = factsInside(statement, around, reading);
  if (held.length === 0) return;
  const [first] = stated;
  const within = known<Around>({
    ...inside(statement, around),
    remarks: around.remarks,
    within: first?.code ?? around.within,
  });
  for (const nested of held) collect(nested, within, facts);
};

const collectSection = ({ element, number, inside: nested }: NumberedSection, around: Around, facts: Fact[]): void => {
  const authors = authorsOf(element);
  const ofSection: Around = {
    ...around,
    standing: standingOf(element, around.standing),
    authors: authors.length > 0 ? authors : around.authors,
    source: known<Around['source']>({
      section: number,
      sectionCode: conceptAt(element, 'h:code', around.texts),
      sectionTitle: labelAt(element, 'h:title'),
      entry: 0,
    }),
  };
  // A section that is null as a whole says that nothing is known of its subject.
  const reading = sectionReading(ofSection.source.sectionCode?.code)?.reading;
  if (reading !== undefined && attribute(element, 'nullFlavor') !== undefined)
    facts.push(...statedIn(element, ofSection, reading));
  xpath.all(element, 'h:entry').forEach((entry, index) => {
    const ofEntry = { ...ofSection, source: { ...ofSection.source, entry: index + 1 } };
    for (const statement of xpath.all(entry, '*')) collect(statement, ofEntry, facts);
  });
  for (const section of nested) collectSection(section, ofSection, facts);
};

/** The facts of all sections, in the order of the document; those past the bound are left out. */
export const factsIn = (
  sections: readonly NumberedSection[],
  texts: Texts,
  documentCode: CdaHeader['code'],
): { readonly facts: readonly Fact[]; readonly isComplete: boolean } => {
  const facts: Fact[] = [];
  const around: Around = {
    ...{ texts, documentCode, source: { section: '', entry: 0 }, standing, authors: [], performers: [] },
    ...{ panels: [], remarks: [], specimens: [] },
  };
  for (const section of sections) collectSection(section, around, facts);
  return { facts: facts.slice(0, bounds.facts), isComplete: facts.length <= bounds.facts && texts.isComplete() };
};
