// SPDX-License-Identifier: Apache-2.0
import { structures } from '../../organizations.ts';
import { dateOf, frenchDate, type LocalTime } from '../calendar.ts';
import { type AnalyteName, laboratorySections, type Result } from '../cda/laboratory.ts';
import {
  dispensationSection,
  type MedicineLine,
  medicines,
  prescriptionSection,
  treatmentSection,
} from '../cda/medicines.ts';
import {
  type Allergy,
  allergySection,
  type Problem,
  problemSections,
  type Vital,
  vitalsSection,
} from '../cda/problems.ts';
import { type Vaccination, vaccinationSection } from '../cda/vaccines.ts';
import type { Draft, Section } from '../model.ts';
import { type Practitioner, practitioners } from '../practitioners.ts';
import type { Random } from '../random.ts';
import { type Circumstances, draft, stay, type Texts, textSections } from './reports.ts';

const model = (number: number | string, extension?: string): readonly [string, string?] =>
  extension === undefined ? [`1.2.250.1.213.1.1.1.${number}`] : [`1.2.250.1.213.1.1.1.${number}`, extension];

const structured = (template: readonly [string, string?], sections: readonly Section[]): Draft['body'] => ({
  kind: 'structured',
  template,
  sections,
});

/** Laboratory report (CR-BIO), from the laboratory's own system. */
export const laboratoryReport = (
  at: LocalTime,
  results: readonly Result[],
  more: Circumstances & { readonly conclusion?: string; readonly title?: string } = {},
): Draft => {
  const { conclusion, title = "Compte rendu d'examens biologiques", ...circumstances } = more;
  return draft(
    '11502-2',
    title,
    at,
    practitioners.biologist,
    structured(model(55, '2024.01'), laboratorySections(results, at, conclusion)),
    circumstances,
  );
};

/** A value that goes from one level to another over the years, with the small moves that real values have. */
export interface Curve {
  readonly analyte: AnalyteName;
  readonly from: number;
  readonly to: number;
}

/**
 * Laboratory reports at several moments; each curve runs from the first to the last of them.
 *
 * @param noise largest share by which a value moves around its curve
 */
export const laboratoryFollowUp = (
  moments: readonly LocalTime[],
  curves: readonly Curve[],
  random: Random,
  noise = 0.03,
): readonly Draft[] =>
  moments.map((at, index) => {
    const share = moments.length === 1 ? 1 : index / (moments.length - 1);
    return laboratoryReport(
      at,
      curves.map(({ analyte, from, to }) => [analyte, random.around(from + (to - from) * share, noise)]),
    );
  });

/** Prescription of medicines (eP-MED). */
export const prescription = (
  at: LocalTime,
  who: Practitioner,
  lines: readonly MedicineLine[],
  circumstances: Circumstances = {},
): Draft =>
  draft(
    '57833-6',
    'Prescription de produits de santé',
    at,
    who,
    structured(model(39, '2024.01'), [prescriptionSection(lines, dateOf(at), `57833-6@${at}`)]),
    circumstances,
  );

/** Dispensation of medicines, from the pharmacy. */
export const dispensation = (at: LocalTime, lines: readonly MedicineLine[], circumstances: Circumstances = {}): Draft =>
  draft(
    '60593-1',
    'Dispensation médicamenteuse',
    at,
    practitioners.pharmacist,
    structured(model(54, '2024.01'), [dispensationSection(lines, dateOf(at), `60593-1@${at}`)]),
    circumstances,
  );

/** History of vaccinations. */
export const vaccinationHistory = (
  at: LocalTime,
  who: Practitioner,
  vaccinations: readonly Vaccination[],
  circumstances: Circumstances = {},
): Draft =>
  draft(
    '11369-6',
    'Historique des vaccinations',
    at,
    who,
    structured(model(37, '2023.01'), [
      vaccinationSection(vaccinations, 'Historique des vaccinations', `11369-6@${at}`),
    ]),
    circumstances,
  );

/** Note on one vaccination. */
export const vaccinationNote = (at: LocalTime, vaccination: Vaccination, circumstances: Circumstances = {}): Draft =>
  draft(
    '87273-9',
    'Note de vaccination',
    at,
    vaccination.by,
    structured(model(46, '2023.01'), [vaccinationSection([vaccination], 'Note de vaccination', `87273-9@${at}`)]),
    circumstances,
  );

export interface Background {
  readonly problems: readonly Problem[];
  readonly allergies: readonly Allergy[];
  readonly treatments: readonly MedicineLine[];
  /** Way of life, risks, wishes for the follow-up. */
  readonly remarks: readonly string[];
}

/** Medical summary of the attending doctor (VSM). */
export const summary = (
  at: LocalTime,
  who: Practitioner,
  { problems, allergies, treatments, remarks }: Background,
  circumstances: Circumstances = {},
): Draft => {
  const key = `SYNTH@${at}`;
  return draft(
    'SYNTH',
    'Volet de synthèse médicale',
    at,
    who,
    structured(model(13, '201310'), [
      {
        templates: ['1.2.250.1.213.1.1.2.29'],
        code: { code: '46612-8', display: 'Conclusions de synthèse' },
        title: 'Pathologies, antécédents et allergies',
        blocks: [],
        sections: [...problemSections(problems, key), allergySection(allergies, key)],
      },
      {
        templates: ['1.2.250.1.213.1.1.2.31'],
        code: { code: '57207-3', display: 'Facteurs de risque' },
        title: 'Facteurs de risque et points de vigilance',
        blocks: [{ list: remarks }],
      },
      treatmentSection(treatments, dateOf(at), key, {
        templates: ['2.16.840.1.113883.10.20.1.8', '1.3.6.1.4.1.19376.1.5.3.1.3.19', '1.2.250.1.213.1.1.2.143'],
        code: { code: '10160-0', display: 'Traitements' },
        title: 'Traitements au long cours',
      }),
    ]),
    circumstances,
  );
};

/** Discharge letter (lettre de liaison à la sortie, LDL-SES). */
export const dischargeLetter = (
  from: LocalTime,
  to: LocalTime,
  who: Practitioner,
  texts: Texts,
  treatments: readonly MedicineLine[],
  circumstances: Circumstances = {},
): Draft =>
  draft(
    '11490-0',
    "Lettre de liaison à la sortie d'un établissement de soins",
    to,
    who,
    structured(model(29, '2022.01'), [
      ...textSections(texts),
      treatmentSection(treatments, dateOf(to), `11490-0@${to}`, {
        templates: ['1.3.6.1.4.1.19376.1.5.3.1.3.22', '1.2.250.1.213.1.1.2.146'],
        code: { code: '10183-2', display: 'Traitements à la sortie' },
        title: 'Traitements à la sortie',
      }),
    ]),
    { ...stay(from, to), ...(who.structure.setting === 'ETABLISSEMENT' && { activity: '03' }), ...circumstances },
  );

/** Imaging report (CR-IMG). */
export const imagingReport = (
  at: LocalTime,
  title: string,
  { reason, act, findings, conclusion }: { readonly [K in 'reason' | 'act' | 'findings' | 'conclusion']: string },
  circumstances: Circumstances = {},
  who: Practitioner = practitioners.radiologist,
): Draft => {
  const section = (
    root: string,
    templates: readonly string[],
    code: string,
    display: string,
    text: string,
  ): Section => ({
    templates: [root, ...templates],
    code: { code, display },
    title: display,
    blocks: [{ paragraph: text }],
  });
  return draft(
    '18748-4',
    title,
    at,
    who,
    structured(model(45, '2024.01'), [
      section('1.2.840.10008.9.2', ['1.2.250.1.213.1.1.2.205'], '55752-0', 'Informations cliniques', reason),
      section('1.2.840.10008.9.3', ['1.2.250.1.213.1.1.2.206'], '55111-9', "Description de l'acte d'imagerie", act),
      section('2.16.840.1.113883.10.20.6.1.2', ['1.2.250.1.213.1.1.2.208'], '59776-5', "Résultats de l'acte", findings),
      section('1.2.840.10008.9.5', ['1.2.250.1.213.1.1.2.209'], '19005-8', 'Conclusions', conclusion),
    ]),
    { accession: `IMG${at.replace(/\D/g, '')}`, ...circumstances },
  );
};

/** Measures of a child (MDE). */
export const childMeasures = (at: LocalTime, who: Practitioner, vitals: readonly Vital[]): Draft =>
  draft(
    '29274-8',
    'Mesures de signes vitaux',
    at,
    who,
    structured(model('5.4', '2023.01'), [vitalsSection(vitals, dateOf(at), `29274-8@${at}`)]),
  );

export interface Refund {
  /** `YYYY-MM-DD`. */
  readonly on: string;
  readonly what: string;
  readonly by: string;
}

/** Reimbursement history of the health insurer (CNAM-HR), from its own system. */
export const reimbursements = (
  at: LocalTime,
  from: LocalTime,
  { medicines: delivered, care }: { readonly medicines: readonly MedicineLine[]; readonly care: readonly Refund[] },
  circumstances: Circumstances = {},
): Draft =>
  draft(
    'REMB',
    'Données de remboursement',
    at,
    structures.insurer,
    structured(model(36, '2021.01'), [
      {
        templates: ['2.16.840.1.113883.10.12.201', '1.3.6.1.4.1.19376.1.4.1.2.16', '1.2.250.1.213.1.1.2.73'],
        code: { code: '55112-7', display: 'Commentaire sur le document' },
        title: 'Usage et responsabilités',
        blocks: [
          {
            paragraph:
              'Ces données viennent des remboursements de la période. Elles sont données à titre d’information ; elles peuvent ne pas être complètes.',
          },
        ],
      },
      ...(delivered.length === 0
        ? []
        : [
            treatmentSection(delivered, dateOf(from), `REMB@${at}`, {
              templates: ['2.16.840.1.113883.10.20.1.8', '1.3.6.1.4.1.19376.1.5.3.1.3.19', '1.2.250.1.213.1.1.2.143'],
              code: { code: '10160-0', display: 'Médication administrée' },
              title: 'Médicaments',
            }),
          ]),
      {
        code: { code: '47519-4', display: 'Historique des actes' },
        title: 'Actes et soins',
        blocks:
          care.length === 0
            ? [{ paragraph: 'Aucun acte remboursé sur la période.' }]
            : [
                {
                  head: ['Date', 'Acte ou soin', 'Réalisé par'],
                  rows: care.map(({ on, what, by }) => [frenchDate(on), what, by]),
                },
              ],
      },
    ]),
    { ...stay(from, at), ...circumstances },
  );

export const medicineNames = (lines: readonly MedicineLine[]): readonly string[] =>
  lines.map(({ medicine, dosage }) => `${medicines[medicine].name} : ${dosage}`);
