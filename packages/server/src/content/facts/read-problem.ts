// SPDX-License-Identifier: Apache-2.0
import { known } from '../cda/known.ts';
import type { XmlElement } from '../xml/index.ts';
import type { Around } from './around.ts';
import { saysSomething } from './assertion.ts';
import { labelAt, listAt } from './bounds.ts';
import { conceptAt, conceptsAt } from './concepts.ts';
import { productOf } from './read-product.ts';
import { baseOf, circumstancesOf, courseOf, partOf, reactionsOf, subjectOf } from './statement.ts';
import type { AllergyFact, Concept, FamilyHistoryFact, ProblemFact } from './types.ts';

/** A problem: the value is the problem, the code its category (IHE PCC 1.3.6.1.4.1.19376.1.5.3.1.4.5). */
export const readProblem = (statement: XmlElement, around: Around): ProblemFact => {
  const category = conceptAt(statement, 'h:code', around.texts);
  const course = courseOf(statement, around);
  return known<ProblemFact>({
    kind: 'problem',
    ...baseOf(statement, around, {
      ...{ code: conceptAt(statement, 'h:value', around.texts), kinds: [category], certainty: course.certainty },
    }),
    ...course,
    category,
    site: conceptAt(statement, 'h:targetSiteCode', around.texts),
  });
};

/** A problem of a relative (IHE PCC 1.3.6.1.4.1.19376.1.5.3.1.4.13.3). */
export const readFamilyHistory = (statement: XmlElement, around: Around): FamilyHistoryFact => {
  const category = conceptAt(statement, 'h:code', around.texts);
  const course = courseOf(statement, around);
  return known<FamilyHistoryFact>({
    kind: 'family-history',
    ...baseOf(statement, around, {
      ...{ code: conceptAt(statement, 'h:value', around.texts), kinds: [category], certainty: course.certainty },
    }),
    ...course,
    category,
    relative: around.relative,
  });
};

const CONSUMED = 'h:participant[@typeCode="CSM"]/h:participantRole/h:playingEntity';
const MEDICINE = 'h:entryRelationship/h:substanceAdministration';

/** The agents that an allergy names: each a code, or a name where there is none. */
const agentsOf = (statement: XmlElement, { texts }: Around): readonly Concept[] => {
  const played = listAt(statement, CONSUMED).flatMap((entity): readonly Concept[] => {
    const code = conceptAt(entity, 'h:code', texts);
    const name = labelAt(entity, 'h:name');
    if (name === undefined || code?.originalText !== undefined) return code === undefined ? [] : [code];
    return [{ translations: [], ...code, originalText: name }];
  });
  if (played.length > 0) return played;
  return listAt(statement, MEDICINE).flatMap((medicine) => productOf(medicine, texts)?.code ?? []);
};

/** An allergy or intolerance (IHE PCC 1.3.6.1.4.1.19376.1.5.3.1.4.6), once for each agent that it names. */
export const readAllergies = (statement: XmlElement, around: Around): readonly AllergyFact[] => {
  const category = conceptAt(statement, 'h:code', around.texts);
  const values = conceptsAt(statement, 'h:value', around.texts);
  const agents = agentsOf(statement, around);
  // Read once, however many agents there are.
  const circumstances = circumstancesOf(statement, around);
  const course = courseOf(statement, around);
  const shared = {
    ...course,
    category,
    criticality: partOf(statement, 'criticality', around),
    reactions: reactionsOf(statement, around),
  };
  return (agents.length > 0 ? agents : [undefined]).map((agent) => {
    const named = [agent, ...values].find((concept) => concept !== undefined && saysSomething(concept));
    const subject = {
      code: named ?? agent ?? values[0],
      others: [agent, ...values],
      kinds: [category],
      certainty: course.certainty,
    };
    return known<AllergyFact>({
      kind: 'allergy',
      ...circumstances,
      ...subjectOf(statement, around, circumstances, subject),
      ...shared,
      agent,
    });
  });
};
