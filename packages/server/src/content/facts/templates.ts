// SPDX-License-Identifier: Apache-2.0
import type { MedicationStatement, ObservedFact } from './types.ts';

/** How a statement is read. `inside` is not a fact but holds some; `part` belongs to the statement around it. */
export type Reading =
  | { readonly as: 'problem' | 'family-history' | 'allergy' | 'immunization' | 'result' }
  | { readonly as: 'procedure' | 'device' | 'encounter' | 'inside' | 'part' }
  | { readonly as: 'medication'; readonly statement: MedicationStatement }
  | { readonly as: 'observed'; readonly kind: ObservedFact['kind'] };

const IHE_PCC = '1.3.6.1.4.1.19376.1.5.3.1.4';
const IHE_LAB = '1.3.6.1.4.1.19376.1.3.1';
const IHE_PHARM = '1.3.6.1.4.1.19376.1.9.1.3';
const CCD = '2.16.840.1.113883.10.20.1';
const C_CDA = '2.16.840.1.113883.10.20.22.4';
const CI_SIS = '1.2.250.1.213.1.1.3';

/**
 * Templates of statements and how each is read. A statement names several, the general beside the special: the first row
 * of which it names one decides, so the special stand before the general.
 */
const rows: readonly (readonly [Reading, readonly string[]])[] = [
  // what belongs to another statement
  [
    { as: 'part' },
    [
      ...[`${IHE_PCC}.1`, `${IHE_PCC}.1.1`, `${IHE_PCC}.1.2`, `${IHE_PCC}.2`, `${IHE_PCC}.3`, `${IHE_PCC}.3.1`],
      ...[`${CI_SIS}.171`, `${CI_SIS}.172`, `${CI_SIS}.211`, `${CI_SIS}.212`, `${CI_SIS}.213`],
      ...[`${IHE_LAB}.2`, `${IHE_LAB}.3`], // the specimen, read with the results
      ...[`${CI_SIS}.18`, `${CI_SIS}.48.18`], // an attached document and its type
      ...[`${C_CDA}.6`, `${C_CDA}.8`, `${C_CDA}.145`],
    ],
  ],
  // laboratory
  [{ as: 'result' }, [`${IHE_LAB}.6`, `${CI_SIS}.80`, `${CI_SIS}.209`, `${C_CDA}.2`]],
  [{ as: 'inside' }, [IHE_LAB, `${IHE_LAB}.4`, `${IHE_LAB}.5`, `${CI_SIS}.208`, `${C_CDA}.1`]],
  // allergies, family and problems
  [{ as: 'inside' }, [`${IHE_PCC}.5.1`, `${IHE_PCC}.5.2`, `${IHE_PCC}.5.3`, `${CCD}.27`, `${C_CDA}.3`, `${C_CDA}.30`]],
  [{ as: 'allergy' }, [`${IHE_PCC}.6`, `${CI_SIS}.41`, `${CI_SIS}.210`, `${CCD}.18`, `${C_CDA}.7`]],
  [{ as: 'inside' }, [`${IHE_PCC}.15`, `${CCD}.23`, `${C_CDA}.45`]],
  [{ as: 'family-history' }, [`${IHE_PCC}.13.3`, `${CCD}.22`, `${C_CDA}.46`]],
  // observations of a named kind
  [{ as: 'observed', kind: 'vital-sign' }, [`${IHE_PCC}.13.2`, `${CI_SIS}.50`, `${C_CDA}.27`]],
  [{ as: 'observed', kind: 'social-history' }, [`${IHE_PCC}.13.4`, `${CCD}.33`, `${C_CDA}.38`, `${C_CDA}.78`]],
  [{ as: 'observed', kind: 'pregnancy' }, [`${IHE_PCC}.13.5`, '2.16.840.1.113883.10.20.15.3.8']],
  [{ as: 'observed', kind: 'directive' }, [`${IHE_PCC}.13.7`, `${CCD}.17`, `${C_CDA}.48`]],
  [{ as: 'inside' }, [`${IHE_PCC}.13.1`, `${CCD}.35`, `${CCD}.32`, `${C_CDA}.26`]],
  [{ as: 'problem' }, [`${IHE_PCC}.5`, `${CI_SIS}.37`, `${CCD}.28`, `${C_CDA}.4`]],
  // medicines and vaccines
  [{ as: 'immunization' }, [`${IHE_PCC}.12`, `${IHE_PCC}.12.2`, `${CI_SIS}.45`, `${CI_SIS}.47`, `${C_CDA}.52`]],
  [{ as: 'device' }, [`${CI_SIS}.20`, `${C_CDA}.24`]],
  [{ as: 'medication', statement: 'prescription' }, [`${IHE_PHARM}.2`, `${CI_SIS}.83`]],
  [
    { as: 'medication', statement: 'dispensation' },
    [`${IHE_PHARM}.4`, `${IHE_PCC}.7.3`, `${CI_SIS}.204`, `${C_CDA}.18`],
  ],
  [{ as: 'medication', statement: 'administration' }, ['1.2.840.10008.9.13', `${CI_SIS}.151`, `${CI_SIS}.173`]],
  [{ as: 'medication', statement: 'treatment' }, [`${IHE_PCC}.7`, `${CI_SIS}.42`, `${CCD}.24`, `${C_CDA}.16`]],
  // acts and stays
  [
    { as: 'procedure' },
    [
      ...[`${IHE_PCC}.19`, `${CI_SIS}.62`, `${CCD}.29`, `${C_CDA}.12`, `${C_CDA}.13`, `${C_CDA}.14`],
      ...['1.2.840.10008.9.14', `${CI_SIS}.153`, `${CI_SIS}.165`],
    ],
  ],
  [{ as: 'encounter' }, [`${IHE_PCC}.14`, `${CI_SIS}.58`, `${CCD}.21`, `${C_CDA}.49`]],
  // what is planned, where nothing above says more
  [{ as: 'observed', kind: 'observation' }, ['1.3.6.1.4.1.19376.1.5.3.1.1.20.3.1', `${CI_SIS}.27`, `${C_CDA}.44`]],
  // everything else that is a question with an answer
  [
    { as: 'observed', kind: 'observation' },
    [
      ...[`${IHE_PCC}.13`, '1.3.6.1.4.1.19376.1.7.3.1.4.14.2', `${CI_SIS}.48`, `${CI_SIS}.25`, `${CCD}.31`],
      ...['2.16.840.1.113883.10.20.6.2.13', '2.16.840.1.113883.10.20.6.2.14', `${CI_SIS}.150`, `${CI_SIS}.154`],
    ],
  ],
];

const order: ReadonlyMap<string, number> = new Map(
  rows.flatMap(([, templates], index) => templates.map((template) => [template, index] as const)),
);

/** How a statement that names these templates is read; undefined when none is known. */
export const readingOf = (templates: readonly string[]): Reading | undefined => {
  const known = templates.flatMap((template) => order.get(template) ?? []);
  return known.length === 0 ? undefined : rows[Math.min(...known)]?.[0];
};

/** What a section of this LOINC code is about, and how its statements are read whose templates say nothing. */
interface SectionRow {
  readonly codes: readonly string[];
  readonly reading: Reading;
  /** Names of the elements that are read so. */
  readonly statements: readonly string[];
}

const sectionRows: readonly SectionRow[] = [
  { codes: ['11450-4', '11348-0', '46241-6'], reading: { as: 'problem' }, statements: ['observation'] },
  { codes: ['48765-2'], reading: { as: 'allergy' }, statements: ['observation'] },
  {
    codes: ['10160-0', '42346-7', '10183-2', '18610-6', '29549-3'],
    reading: { as: 'medication', statement: 'treatment' },
    statements: ['substanceAdministration'],
  },
  {
    codes: ['57828-6'],
    reading: { as: 'medication', statement: 'prescription' },
    statements: ['substanceAdministration'],
  },
  { codes: ['60590-7'], reading: { as: 'medication', statement: 'dispensation' }, statements: ['supply'] },
  { codes: ['11369-6'], reading: { as: 'immunization' }, statements: ['substanceAdministration'] },
  { codes: ['30954-2'], reading: { as: 'result' }, statements: ['observation'] },
  { codes: ['8716-3'], reading: { as: 'observed', kind: 'vital-sign' }, statements: ['observation'] },
  { codes: ['47519-4', '29554-3'], reading: { as: 'procedure' }, statements: ['procedure'] },
  { codes: ['46264-8'], reading: { as: 'device' }, statements: ['supply'] },
  { codes: ['29762-2'], reading: { as: 'observed', kind: 'social-history' }, statements: ['observation'] },
  { codes: ['10157-6'], reading: { as: 'family-history' }, statements: ['observation'] },
  { codes: ['10162-6'], reading: { as: 'observed', kind: 'pregnancy' }, statements: ['observation'] },
  { codes: ['42348-3'], reading: { as: 'observed', kind: 'directive' }, statements: ['observation'] },
  { codes: ['46240-8'], reading: { as: 'encounter' }, statements: ['encounter'] },
];

const bySection: ReadonlyMap<string, SectionRow> = new Map(
  sectionRows.flatMap((row) => row.codes.map((code) => [code, row] as const)),
);

/** How the statements of a section are read whose templates say nothing; undefined when it is not known. */
export const sectionReading = (
  sectionCode: string | undefined,
): Pick<SectionRow, 'reading' | 'statements'> | undefined =>
  sectionCode === undefined ? undefined : bySection.get(sectionCode);

type Purpose = 'plan' | 'reimbursement';

/** Documents by type, and sections by LOINC code, whose statements are not what happened. */
const documentPurposes: ReadonlyMap<string, Purpose> = new Map([['REMB', 'reimbursement']]);
const sectionPurposes: ReadonlyMap<string, Purpose> = new Map([['18776-5', 'plan']]);

/** What the statements of a section are for; the nearest section counts. */
export const purposeOf = (sectionCode: string | undefined, documentCode: string | undefined): Purpose | undefined =>
  documentPurposes.get(documentCode ?? '') ?? sectionPurposes.get(sectionCode ?? '');
