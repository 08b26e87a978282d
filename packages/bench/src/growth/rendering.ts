// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry } from '@dossier/core/documents';
import { dtmToIso, earliestInstant } from '@dossier/core/time';
import { renderDocumentReference } from '@dossier/server/src/faces/fhir/rendering/index.ts';

/**
 * Stand for what differs between two documents of one template and one sex. None is found in another, nor anywhere else
 * in a rendering.
 */
const STAND_INS = {
  recordId: '00000000-0000-4000-8000-0000000000a1',
  uniqueId: '1.2.250.1.999.555001',
  ins: '555000000000002',
  family: 'STAND-IN-FAMILY',
  given: ['STAND-IN-FIRST', 'STAND-IN-SECOND'],
  birthDate: '1855-05-05',
  at: '18550506070809',
} as const;

const standIn = (entry: DocumentEntry): DocumentEntry => ({
  ...entry,
  recordId: STAND_INS.recordId,
  uniqueId: STAND_INS.uniqueId,
  creationTime: STAND_INS.at,
  serviceStartTime: STAND_INS.at,
  serviceStopTime: STAND_INS.at,
  sourcePatientId: { system: '', ...entry.sourcePatientId, value: STAND_INS.ins },
  sourcePatientInfo: {
    ...entry.sourcePatientInfo,
    identifiers: (entry.sourcePatientInfo?.identifiers ?? []).map((id) => ({ ...id, value: STAND_INS.ins })),
    name: { ...entry.sourcePatientInfo?.name, family: STAND_INS.family, given: STAND_INS.given },
    birthDate: STAND_INS.birthDate,
  },
});

/** Texts as they stand in a rendering, in one order for the stand-ins and for an entry. */
const textsOf = (entry: DocumentEntry): readonly string[] => [
  entry.recordId,
  entry.uniqueId,
  entry.sourcePatientId?.value ?? '',
  entry.sourcePatientInfo?.name?.family ?? '',
  ...(entry.sourcePatientInfo?.name?.given ?? []),
  entry.sourcePatientInfo?.birthDate ?? '',
  earliestInstant(entry.creationTime),
  dtmToIso(entry.creationTime),
];

/** What lies between the places that are filled, and which text fills each. */
interface Form {
  readonly parts: readonly string[];
  readonly fillers: readonly number[];
}

const formOf = (entry: DocumentEntry): Form => {
  const standing = standIn(entry);
  const texts = textsOf(standing);
  const pattern = new RegExp(`(${texts.map((text) => text.replace(/[.+]/g, '\\$&')).join('|')})`, 'g');
  const pieces = renderDocumentReference(standing).split(pattern);
  return {
    parts: pieces.filter((_, index) => index % 2 === 0),
    fillers: pieces.filter((_, index) => index % 2 === 1).map((text) => texts.indexOf(text)),
  };
};

const fill = ({ parts, fillers }: Form, texts: readonly string[]): string => {
  let text = parts[0] ?? '';
  for (let n = 0; n < fillers.length; n += 1) text += (texts[fillers[n] ?? 0] ?? '') + (parts[n + 1] ?? '');
  return text;
};

/**
 * The rendering of the FHIR face for entries that differ in patient, identifiers and time only, ten times as fast: each
 * template is rendered once for each sex, and then filled in.
 */
export const templateRenderer = (): ((entry: DocumentEntry, template: number) => string) => {
  const forms = new Map<string, Form>();
  return (entry, template) => {
    const key = `${template} ${entry.sourcePatientInfo?.sex}`;
    const form = forms.get(key) ?? formOf(entry);
    forms.set(key, form);
    return fill(form, textsOf(entry));
  };
};
