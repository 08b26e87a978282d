// SPDX-License-Identifier: Apache-2.0
import { findConcept } from '@dossier/core/codes';
import type { Law } from '@dossier/core/data';
import type { Code, DocumentMetadata } from '@dossier/core/documents';
import { codeOfConcept } from './notes.ts';

/** Type d'activité indifférencié (TRE_R209). */
const ANY_ACTIVITY = '97';

/**
 * contentTypeCode of a submission made from a document alone: outside of public hospitals the sector of activity
 * itself, else an activity that is not told (JDV_J59; the class of stay is not in a CDA header).
 */
export const contentTypeOf = ({ healthcareFacilityTypeCode: at, classCode }: DocumentMetadata, law: Law): Code => {
  const set = law.valueSets.contentTypeCode;
  const concept = findConcept(set, at.code, at.system) ?? findConcept(set, ANY_ACTIVITY);
  return concept ? codeOfConcept(concept) : classCode;
};
