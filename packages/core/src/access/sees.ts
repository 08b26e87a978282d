// SPDX-License-Identifier: Apache-2.0
import type { DocumentFacts } from '../documents/index.ts';
import type { Lens } from './types.ts';

const intersect = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => others.includes(one));

/** Whether a document is the actor's own (R.1111-49 CSP: the author always sees what they wrote). */
export const isOwn = (lens: Lens, facts: DocumentFacts): boolean => intersect(lens.own, facts.authorKeys);

/** Whether a document is in sight. The store compiles the same rule to SQL. */
export const sees = (lens: Lens, facts: DocumentFacts): boolean => {
  if (!lens.statuses.includes(facts.availabilityStatus)) return false;
  if (isOwn(lens, facts)) return true;
  if (lens.ownOnly) return false;
  if (lens.types !== 'every' && !lens.types.includes(facts.typeCode)) return false;
  return !intersect(lens.hiddenBy, facts.confidentialityCodes);
};
