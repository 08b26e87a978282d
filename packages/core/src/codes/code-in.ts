// SPDX-License-Identifier: Apache-2.0
import type { ValueSet } from '../data/types.ts';
import { findConcept } from './concept.ts';

/** A code of a value set, with its system and French label; undefined when the set does not have it. */
export const codeIn = (
  set: ValueSet,
  code: string,
): { readonly code: string; readonly system: string; readonly display?: string } | undefined => {
  const concept = findConcept(set, code);
  if (concept === undefined) return undefined;
  const display = concept.label.fr;
  return { code: concept.code, system: concept.system, ...(display === undefined ? {} : { display }) };
};
