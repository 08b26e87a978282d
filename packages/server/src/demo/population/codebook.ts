// SPDX-License-Identifier: Apache-2.0
import { findConcept } from '@dossier/core/codes';
import { type BoundElement, frenchProfile, type Law, lawAt } from '@dossier/core/data';
import type { Code } from '@dossier/core/documents';
import { storyEnd } from './calendar.ts';

const law: Law = lawAt(frenchProfile, `${storyEnd}T12:00:00.000Z`);

/**
 * A code of the French profile with its system and label. The stories name codes only; what they mean is in the
 * profile, once.
 *
 * @throws for a code that is not in the value set: a story must not invent one
 */
export const codeOf = (element: BoundElement, code: string): Code => {
  const concept = findConcept(law.valueSets[element], code);
  if (!concept) throw new Error(`${code} is not in the value set of ${element}`);
  return {
    code,
    system: concept.system,
    ...(concept.label.fr !== undefined && { display: concept.label.fr }),
  };
};

/** The class that the profile gives to a type (ASS_X16). */
export const classOfType = (type: string): Code => {
  const code = law.typeToClass.classOf[type];
  if (code === undefined) throw new Error(`The type ${type} has no class`);
  return codeOf('classCode', code);
};

/** Format of a structured document by the root of its model's templateId (ASS_A11). */
export const formatOfTemplate = (root: string | undefined): Code =>
  codeOf('formatCode', (root !== undefined && law.formatByTemplate[root]) || 'urn:asipSante:modelesHorsProfils:2011');

export const pdfFormat = codeOf('formatCode', law.formatByMediaType['application/pdf'] ?? '');

/** Systems of national identifiers of professionals and structures. */
export const { partySystems } = law;

/** The regime under which a record opens at once with the consent of its patient. */
export const consentRegime = law.regimes.regimes.find(({ opening }) => opening === 'on-consent')?.id;

/** The types that an automatic feed may share (R.1111-42 CSP). */
export const feedTypes = (feed: string): readonly string[] => law.feeds.types[feed] ?? [];

export const confidentialityCode = {
  normal: codeOf('confidentialityCode', law.confidentiality.normal),
  masked: codeOf('confidentialityCode', law.confidentiality.masked),
  hiddenFromPatient: codeOf('confidentialityCode', law.confidentiality.hiddenFromPatient),
  hiddenFromRepresentatives: codeOf('confidentialityCode', law.confidentiality.hiddenFromRepresentatives),
} as const;
