// SPDX-License-Identifier: Apache-2.0
import { type FactAssertion, type FactLine, labelOf, reconcile, type SourcedFact } from '@dossier/core/facts';
import { iso } from './datatypes.ts';

export interface SummarySection {
  readonly code: string;
  readonly title: string;
  readonly takes: (sourced: SourcedFact) => boolean;
  /** IPS asks for it even where nothing is known. */
  readonly isRequired?: true;
  /** What whoever helps in an emergency has to know first. */
  readonly isUrgent?: true;
}

/** All sections, or those that matter first in an emergency. */
export type SummaryView = 'whole' | 'emergency';

const isNow = ({ fact }: SourcedFact): boolean => !fact.planned;

/** Sections of the International Patient Summary, by LOINC (HL7 IPS 1.1, Composition). */
const sections: readonly SummarySection[] = [
  {
    code: '48765-2',
    isUrgent: true,
    title: 'Allergies et intolérances',
    isRequired: true,
    takes: ({ fact }) => fact.kind === 'allergy',
  },
  {
    code: '10160-0',
    isUrgent: true,
    title: 'Traitements',
    isRequired: true,
    takes: ({ fact }) => fact.kind === 'medication' && fact.act !== 'stopped' && !fact.planned,
  },
  {
    code: '11450-4',
    isUrgent: true,
    title: 'Problèmes en cours',
    isRequired: true,
    takes: ({ fact }) => fact.kind === 'problem' && fact.course === 'present',
  },
  { code: '11348-0', title: 'Antécédents', takes: ({ fact }) => fact.kind === 'problem' && fact.course === 'past' },
  { code: '47519-4', title: 'Actes', takes: (sourced) => sourced.fact.kind === 'procedure' && isNow(sourced) },
  {
    code: '11369-6',
    title: 'Vaccinations',
    takes: (sourced) => sourced.fact.kind === 'immunization' && isNow(sourced),
  },
  {
    code: '46264-8',
    isUrgent: true,
    title: 'Dispositifs médicaux',
    takes: (sourced) => sourced.fact.kind === 'device' && isNow(sourced),
  },
  { code: '30954-2', title: 'Résultats', takes: (sourced) => sourced.fact.kind === 'result' && isNow(sourced) },
  { code: '8716-3', title: 'Signes vitaux', takes: (sourced) => sourced.fact.kind === 'vital-sign' && isNow(sourced) },
  {
    code: '29762-2',
    title: 'Mode de vie',
    takes: (sourced) => sourced.fact.kind === 'social-history' && isNow(sourced),
  },
  { code: '10162-6', title: 'Grossesse', takes: (sourced) => sourced.fact.kind === 'pregnancy' && isNow(sourced) },
  { code: '42348-3', isUrgent: true, title: 'Directives anticipées', takes: ({ fact }) => fact.kind === 'directive' },
];

/** What is to be read otherwise than as being so. */
const saidOf: Readonly<Partial<Record<FactAssertion, string>>> = {
  negated: 'non',
  worded: 'à lire dans le document',
};

/** A line in words: what it is, since when, and by how many documents it is said. */
export const wordsOf = ({ label, witnesses: [newest, ...others], contradictions }: FactLine): string => {
  const since = iso(newest.fact.period?.start);
  const { fact } = newest;
  const measured =
    'values' in fact && fact.values[0]?.kind === 'quantity'
      ? `${fact.values[0].quantity.comparator ?? ''}${fact.values[0].quantity.written} ${fact.values[0].quantity.unit ?? ''}`
      : 'values' in fact && fact.values[0]?.kind === 'concept'
        ? labelOf(fact.values[0].concept)
        : undefined;
  return [
    label,
    measured,
    since?.slice(0, 10),
    others.length > 0 ? `${others.length + 1} documents` : undefined,
    saidOf[fact.assertion],
    contradictions.length > 0 ? `à vérifier : les documents ne concordent pas` : undefined,
  ]
    .filter((part) => part !== undefined && part.trim() !== '')
    .join(' · ');
};

/** Lines of a section: what several documents say of one thing is one line, the newest result of a test the one that counts. */
const linesIn = ({ takes }: SummarySection, facts: readonly SourcedFact[]): readonly FactLine[] =>
  reconcile(facts.filter(takes));

/** Those of a view, in their order; one without a line is there only where the IPS asks for it. */
export const sectionsOf = (
  view: SummaryView,
  facts: readonly SourcedFact[],
): readonly { readonly section: SummarySection; readonly lines: readonly FactLine[] }[] =>
  sections
    .filter(({ isUrgent }) => view === 'whole' || isUrgent)
    .map((section) => ({ section, lines: linesIn(section, facts) }))
    .filter(({ section, lines }) => lines.length > 0 || section.isRequired);
