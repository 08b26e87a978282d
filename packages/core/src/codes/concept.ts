// SPDX-License-Identifier: Apache-2.0
import type { Concept, ValueSet } from '../data/index.ts';

const indexes = new WeakMap<ValueSet, ReadonlyMap<string, readonly Concept[]>>();

const indexOf = (set: ValueSet): ReadonlyMap<string, readonly Concept[]> => {
  const known = indexes.get(set);
  if (known !== undefined) return known;
  const index = Map.groupBy(set.concepts, ({ code }) => code);
  indexes.set(set, index);
  return index;
};

/**
 * The concept of a value set with this code; `system` is the OID of the code system (`codeSystemOid` gives it), and when
 * it is left out the first system of the set that has the code is meant.
 */
export const findConcept = (set: ValueSet, code: string, system?: string): Concept | undefined =>
  indexOf(set)
    .get(code)
    ?.find((concept) => system === undefined || concept.system === system);

/** The label in this language, else in the other one, else the code: a label is there to be shown. */
export const labelOf = ({ code, label }: Concept, language: 'fr' | 'en'): string =>
  label[language] ?? label.fr ?? label.en ?? code;
