// SPDX-License-Identifier: Apache-2.0
import { ownKeys } from '../actors/index.ts';
import type { Law, RightsCondition } from '../data/types.ts';
import type { DocumentFacts } from '../documents/index.ts';
import { pass, refuse } from './question.ts';
import { isOwn, sees } from './sees.ts';
import type { Allowed, Lens, Reason } from './types.ts';

/**
 * Fifth gate: an allowed actor and one document. A document out of sight answers `out-of-sight`, and the caller says
 * what it says of a document that does not exist; every other refusal may be told.
 */
export const decideOnDocument = (allowed: Allowed, facts: DocumentFacts, law: Law): Reason => {
  if (!sees(allowed.lens, facts)) return refuse(sightGate(allowed.lens, facts), 'out-of-sight');
  return conditionsGate(allowed, facts, law);
};

/** The same for a document whose sight is not in question, because the caller brings it. */
export const conditionsGate = (allowed: Allowed, facts: DocumentFacts, law: Law): Reason => {
  const { operations, classes } = law.actorClasses.patientDocuments;
  if (facts.byPatient && operations.includes(allowed.operation))
    return classes.includes(allowed.actorClass)
      ? pass('document', 'patient-document')
      : refuse('document', 'patient-document');
  const unmet = allowed.conditions.find((condition) => !meets(condition, allowed, facts));
  return unmet === undefined ? pass('document', 'in-sight') : refuse('document', `not-${unmet}`);
};

/** Which gate hides it: the type matrix, or what the document itself says. */
const sightGate = (lens: Lens, facts: DocumentFacts): 'type' | 'document' =>
  lens.types !== 'every' && !lens.types.includes(facts.typeCode) && !isOwn(lens, facts) ? 'type' : 'document';

const meets = (condition: RightsCondition, { actor }: Allowed, facts: DocumentFacts): boolean => {
  switch (condition) {
    case 'own-documents':
    case 'own-structure':
    case 'imputed-to-structure':
      return ownKeys(actor).some((key) => facts.authorKeys.includes(key));
    case 'own-patient-documents':
      return facts.byPatient;
    default:
      return true; // conditions on the operation, not on a document
  }
};
