// SPDX-License-Identifier: Apache-2.0
import { xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import type { XmlElement } from '../xml/index.ts';
import { labelOf, listAt } from './bounds.ts';
import type { Texts } from './texts.ts';
import type { Concept } from './types.ts';

const codeOf = (element: XmlElement, texts: Texts, translations: readonly Concept[]): Concept =>
  known<Concept>({
    code: labelOf(element, 'code'),
    system: labelOf(element, 'codeSystem'),
    systemName: labelOf(element, 'codeSystemName'),
    display: labelOf(element, 'displayName'),
    originalText: texts.of(xpath.first(element, 'h:originalText')),
    nullFlavor: labelOf(element, 'nullFlavor'),
    translations,
  });

const plainAt = (from: XmlElement, path: string, texts: Texts): Concept | undefined => {
  const element = xpath.first(from, path);
  return element && codeOf(element, texts, []);
};

/** Qualifiers of qualifiers are left out. */
const qualifiersOf = (element: XmlElement, texts: Texts): NonNullable<Concept['qualifiers']> =>
  listAt(element, 'h:qualifier').flatMap((qualifier) => {
    const value = plainAt(qualifier, 'h:value', texts);
    if (value === undefined) return [];
    return [known<{ role?: Concept; value: Concept }>({ role: plainAt(qualifier, 'h:name', texts), value })];
  });

/** A coded element (CD); undefined when there is none, or it says nothing, not even why. */
export const readConcept = (element: XmlElement | undefined, texts: Texts): Concept | undefined => {
  if (element === undefined) return undefined;
  // Some nest translations without a code of their own around others (CNAM-HR: the substances of a medicine).
  const translations = listAt(element, './/h:translation[@code]').map((translation) => codeOf(translation, texts, []));
  const concept = codeOf(element, texts, translations);
  const qualifiers = qualifiersOf(element, texts);
  if (Object.keys(concept).length === 1 && translations.length === 0 && qualifiers.length === 0) return undefined;
  return qualifiers.length === 0 ? concept : { ...concept, qualifiers };
};

export const conceptAt = (from: XmlElement, path: string, texts: Texts): Concept | undefined =>
  readConcept(xpath.first(from, path), texts);

export const conceptsAt = (from: XmlElement, path: string, texts: Texts): readonly Concept[] =>
  listAt(from, path).flatMap((element) => readConcept(element, texts) ?? []);
