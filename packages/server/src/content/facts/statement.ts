// SPDX-License-Identifier: Apache-2.0
import { readIds, xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { absenceAmong } from './absence.ts';
import { type Around, authorsOf, commentsOf, performersOf } from './around.ts';
import { assertionOf, standing, standingBy, standingOf } from './assertion.ts';
import { labelOf, listAt } from './bounds.ts';
import { conceptAt } from './concepts.ts';
import { readingOf } from './templates.ts';
import type { Concept, FactBaseOf, Mark, Period, Reaction } from './types.ts';
import { readPeriod, readValue } from './values.ts';

/** What a reader found a statement to be about. */
interface Subject {
  readonly code: Concept | undefined;
  /** What else it may be about; a code of absence in any of these counts. */
  readonly others?: readonly (Concept | undefined)[];
  /** Where a code of absence counts, but another says nothing of the subject. */
  readonly kinds?: readonly (Concept | undefined)[];
  readonly isTold?: boolean;
  readonly name?: string | undefined;
  readonly time?: Period | undefined;
  /** How certain the statement says that it is. */
  readonly certainty?: Concept | undefined;
}

/** What every fact has but its subject. */
export type Circumstances = Omit<FactBaseOf, 'assertion' | 'code'>;

export const circumstancesOf = (statement: XmlElement, around: Around, time?: Period): Circumstances => {
  const { texts } = around;
  const status = xpath.first(statement, 'h:statusCode');
  const authors = authorsOf(statement);
  const performers = performersOf(statement);
  return known<Circumstances>({
    status: status && labelOf(status, 'code'),
    time: time ?? readPeriod(xpath.first(statement, 'h:effectiveTime'), texts) ?? around.time,
    authors: authors.length > 0 ? authors : around.authors,
    performers: performers.length > 0 ? performers : around.performers,
    text: texts.of(xpath.first(statement, 'h:text')),
    comments: commentsOf(statement, texts),
    within: around.within,
    source: { ...around.source, ids: readIds(statement, 'h:id') },
  });
};

/** What a statement is about, and what it says of it. */
export const subjectOf = (
  statement: XmlElement,
  around: Around,
  { text }: Circumstances,
  { code, others = [], kinds = [], isTold = false, name, certainty }: Subject,
): Pick<FactBaseOf, 'assertion' | 'code'> => {
  const concepts = [code, ...others];
  return known<Pick<FactBaseOf, 'assertion' | 'code'>>({
    assertion: assertionOf(standingBy(certainty, standingOf(statement, around.standing)), {
      ...{ concepts, kinds, isTold, words: [name, text] },
    }),
    code: absenceAmong([...concepts, ...kinds]) ?? code ?? others.find((other) => other !== undefined),
  });
};

/** What every fact has, read the same way for each. */
export const baseOf = (statement: XmlElement, around: Around, subject: Subject): FactBaseOf => {
  const circumstances = circumstancesOf(statement, around, subject.time);
  return { ...circumstances, ...subjectOf(statement, around, circumstances, subject) };
};

/** Observations that belong to the statement around them, by code (IHE PCC, CI-SIS, C-CDA). */
const parts = {
  severity: ['SEV'],
  clinicalStatus: ['33999-4'],
  certainty: ['66455-7'],
  healthStatus: ['11323-3'],
  criticality: ['82606-5'],
  gravity: ['94030-4'],
} as const;

const pathOf = (codes: readonly string[]): string =>
  `h:entryRelationship/h:observation[${codes.map((code) => `h:code/@code="${code}"`).join(' or ')}]/h:value`;

const partPaths = Object.fromEntries(Object.entries(parts).map(([name, codes]) => [name, pathOf(codes)])) as Readonly<
  Record<keyof typeof parts, string>
>;

export const partOf = (statement: XmlElement, part: keyof typeof parts, { texts }: Around): Concept | undefined =>
  conceptAt(statement, partPaths[part], texts);

/** How a problem or an allergy stands; see `Course`. */
export const courseOf = (statement: XmlElement, around: Around) => ({
  concernStatus: around.concernStatus,
  concernTime: around.concernTime,
  clinicalStatus: partOf(statement, 'clinicalStatus', around),
  severity: partOf(statement, 'severity', around) ?? partOf(statement, 'gravity', around),
  certainty: partOf(statement, 'certainty', around),
  healthStatus: partOf(statement, 'healthStatus', around),
});

const REACTIONS = 'h:entryRelationship[@typeCode="MFST" or @typeCode="CAUS"]/h:observation';

/** What an agent or a vaccine did to the patient. */
export const reactionsOf = (statement: XmlElement, around: Around): readonly Reaction[] =>
  listAt(statement, REACTIONS).map((reaction) => {
    const code = conceptAt(reaction, 'h:value', around.texts);
    return known<Reaction>({
      code,
      assertion: assertionOf(standingOf(reaction, standing), { concepts: [code] }),
      severity: partOf(reaction, 'severity', around),
      time: readPeriod(xpath.first(reaction, 'h:effectiveTime'), around.texts),
    });
  });

/** Why something is done: the problem or the act that it refers to as its reason. */
export const reasonsOf = (statement: XmlElement, { texts }: Around): readonly Concept[] =>
  listAt(statement, 'h:entryRelationship[@typeCode="RSON"]/*').flatMap(
    (reason) => conceptAt(reason, 'h:value', texts) ?? conceptAt(reason, 'h:code', texts) ?? [],
  );

/** The templates that a statement names. */
export const templatesOf = (statement: XmlElement): readonly string[] =>
  listAt(statement, 'h:templateId').flatMap((template) => attribute(template, 'root') ?? []);

/** What else a statement says of itself: its observations that are a yes or no, or a question with an answer. */
export const marksOf = (statement: XmlElement, { texts }: Around): readonly Mark[] =>
  listAt(statement, 'h:entryRelationship/h:observation').flatMap((observation) => {
    const code = conceptAt(observation, 'h:code', texts);
    const value = readValue(xpath.first(observation, 'h:value'), texts);
    if (code === undefined || value === undefined) return [];
    const isAnswer = value.type === 'boolean' || readingOf(templatesOf(observation))?.as === 'observed';
    return isAnswer ? [{ code, value }] : [];
  });

/** A count (`repeatNumber`); undefined when it is none. */
export const countAt = (statement: XmlElement, path: string): number | undefined => {
  const element = xpath.first(statement, path);
  const value = element && attribute(element, 'value');
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
};
