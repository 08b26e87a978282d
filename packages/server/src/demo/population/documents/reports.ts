// SPDX-License-Identifier: Apache-2.0
import type { Structure } from '../../organizations.ts';
import { dateOf, type LocalTime } from '../calendar.ts';
import { type Allergy, allergySection, type Vital, vitalsSection } from '../cda/problems.ts';
import type { Block, Draft, Page, Section, Writer } from '../model.ts';
import type { Practitioner } from '../practitioners.ts';

/** What most drafts say besides their content. */
export type Circumstances = Partial<
  Pick<
    Draft,
    | 'key'
    | 'service'
    | 'confidentiality'
    | 'comments'
    | 'replaces'
    | 'appends'
    | 'activity'
    | 'folder'
    | 'accession'
    | 'revisions'
  >
>;

const writtenBy = (who: Practitioner | Structure | 'patient'): Writer => {
  if (who === 'patient') return { patient: true };
  return 'actor' in who ? { practitioner: who } : { structure: who };
};

type Who = Practitioner | Structure | 'patient';

/** The draft of a document; its key is its type and moment unless the circumstances say otherwise. */
export const draft = (
  type: string,
  title: string,
  at: LocalTime,
  who: Who,
  body: Draft['body'],
  circumstances: Circumstances = {},
): Draft => ({ key: `${type}@${at}`, type, title, at, writer: writtenBy(who), body, ...circumstances });

/** Headings of free-text sections, with the LOINC codes that French documents use for them. */
const headings = {
  reason: { code: '42349-1', display: 'Raison de la recommandation', title: 'Motif' },
  history: { code: '11329-0', display: 'Historique médical', title: 'Histoire de la maladie' },
  examination: { code: '29545-1', display: 'Examen clinique', title: 'Examen clinique' },
  events: { code: '42545-4', display: 'Evènements observés', title: 'Évolution' },
  results: { code: '30954-2', display: "Résultats d'examens", title: "Résultats d'examens" },
  act: { code: '55111-9', display: "Description de l'acte", title: 'Acte réalisé' },
  findings: { code: '59776-5', display: "Résultats de l'acte", title: 'Résultats' },
  function: { code: '47420-5', display: 'Évaluation du statut fonctionnel', title: 'Bilan fonctionnel' },
  conclusion: { code: '19005-8', display: 'Conclusions', title: 'Conclusion' },
  plan: { code: '18776-5', display: 'Plan de soins', title: 'Conduite à tenir' },
  comment: { code: '55112-7', display: 'Commentaire', title: 'Commentaire' },
} as const;

/** Text under its heading; a list of texts becomes a list. */
export type Texts = { readonly [H in keyof typeof headings]?: string | readonly string[] };

const blockOf = (text: string | readonly string[]): Block =>
  typeof text === 'string' ? { paragraph: text } : { list: text };

export const textSections = (texts: Texts): readonly Section[] =>
  (Object.keys(texts) as (keyof typeof headings)[]).flatMap((heading) => {
    const text = texts[heading];
    const { title, ...code } = headings[heading];
    return text === undefined ? [] : [{ code, title, blocks: [blockOf(text)] }];
  });

/** A structured report of free text under headings: consultation, act, assessment, letter… */
export const report = (
  type: string,
  title: string,
  at: LocalTime,
  who: Practitioner,
  texts: Texts,
  more: Circumstances & {
    readonly vitals?: readonly Vital[];
    readonly allergies?: readonly Allergy[];
    readonly template?: readonly [string, string?];
  } = {},
): Draft => {
  const { vitals, allergies, template, ...circumstances } = more;
  const key = `${type}@${at}`;
  const sections = [
    ...textSections(texts),
    ...(allergies ? [allergySection(allergies, key)] : []),
    ...(vitals ? [vitalsSection(vitals, dateOf(at), key)] : []),
  ];
  return draft(type, title, at, who, { kind: 'structured', ...(template && { template }), sections }, circumstances);
};

/** A letter or form that comes as a PDF in a CDA envelope (level 1). */
export const scanned = (
  type: string,
  title: string,
  at: LocalTime,
  who: Practitioner | Structure,
  page: readonly (string | Block)[],
  circumstances: Circumstances = {},
): Draft => draft(type, title, at, who, { kind: 'scanned', page: asPage(page) }, circumstances);

/** A plain PDF that the patient put there. */
export const fromPatient = (
  type: string,
  title: string,
  at: LocalTime,
  page: readonly (string | Block)[],
  circumstances: Circumstances = {},
): Draft => draft(type, title, at, 'patient', { kind: 'pdf', page: asPage(page) }, circumstances);

const asPage = (page: readonly (string | Block)[]): Page =>
  page.map((block) => (typeof block === 'string' ? { paragraph: block } : block));

/** A stay: service from its first day to its last. */
export const stay = (from: LocalTime, to: LocalTime): Pick<Draft, 'service'> => ({
  service: { start: from, stop: to },
});

/** Blood pressure, heart rate, weight and height of an adult. */
export const adultVitals = (
  systolic: number,
  diastolic: number,
  heartRate: number,
  weight: number,
  height?: number,
): readonly Vital[] => [
  ['8480-6', 'Pression artérielle systolique', systolic, 'mm[Hg]'],
  ['8462-4', 'Pression artérielle diastolique', diastolic, 'mm[Hg]'],
  ['8867-4', 'Fréquence cardiaque', heartRate, '/min'],
  ['29463-7', 'Poids', weight, 'kg'],
  ...(height === undefined ? [] : [['8302-2', 'Taille', height, 'cm'] as const]),
];
