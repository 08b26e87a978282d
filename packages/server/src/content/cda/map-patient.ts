// SPDX-License-Identifier: Apache-2.0
import type { Law } from '@dossier/core/data';
import type { DocumentMetadata, HumanName, Identifier, SourcePatientInfo } from '@dossier/core/documents';
import { checkIns, type Environment, type Ins, type Sex, type Traits } from '@dossier/core/identity';
import { isInsSystem } from './ins-system.ts';
import { known } from './known.ts';
import type { Notes } from './notes.ts';
import type { CdaHeader, CdaPatient } from './types.ts';

/** How identifiers are judged: as `Ports` of the record room says. */
export interface IdentityContext {
  readonly law: Law;
  readonly environment: Environment;
  readonly insKeyErrors: 'refuse' | 'warn';
}

/** The patient as an identity of the house. */
export interface DocumentPatient {
  /** Under the OID it is kept under. */
  readonly ins: Ins;
  /** Absent when the document does not give enough of them to open a record. */
  readonly traits?: Traits;
}

const INS_LOCATION = '/ClinicalDocument/recordTarget/patientRole/id';

const SEXES: Readonly<Record<string, Sex>> = { F: 'female', M: 'male', UN: 'unknown', U: 'unknown' };

/** `YYYY-MM-DD` of a birthTime given to the day; the day is the one written, whatever its zone. */
const birthDateOf = ({ birthTime }: CdaPatient): string | undefined =>
  birthTime?.dtm === undefined || birthTime.dtm.length < 8
    ? undefined
    : birthTime.written.replace(/^(\d{4})(\d{2})(\d{2}).*$/, '$1-$2-$3');

const insOf = (
  { ids }: CdaPatient,
  { law, environment, insKeyErrors }: IdentityContext,
  notes: Notes,
): Ins | undefined => {
  const candidates = ids.filter(({ root }) =>
    law.identity.systems.some(({ oid, environments }) => oid === root && environments.includes(environment)),
  );
  const [first] = candidates;
  if (first?.root === undefined || first.extension === undefined) {
    notes.note('ins-missing', { systems: ids.map(({ root }) => root ?? 'none').join(', ') || 'none' });
    return undefined;
  }
  const values = new Set(candidates.map(({ extension }) => extension));
  if (values.size > 1) {
    notes.note('several-ins', { count: values.size });
    return undefined;
  }
  const checked = checkIns({ oid: first.root, value: first.extension }, law.identity, environment, insKeyErrors);
  if (!checked.ok) {
    notes.refuse({ ...checked.error, location: INS_LOCATION });
    return undefined;
  }
  for (const warning of checked.value.warnings) notes.warn({ ...warning, location: INS_LOCATION });
  return checked.value.ins;
};

const traitsOf = (patient: CdaPatient, notes: Notes): Traits | undefined => {
  const { birthFamilyName, birthGivenNames, birthPlaceCode, usedFamilyName, usedGivenName } = patient;
  const birthDate = birthDateOf(patient);
  const sex = SEXES[patient.sex ?? ''];
  if (birthFamilyName === undefined || birthGivenNames.length === 0 || sex === undefined || birthDate === undefined) {
    const missing = [
      birthFamilyName === undefined ? ['family name of birth (qualifier BR)'] : [],
      birthGivenNames.length === 0 ? ['given names of birth'] : [],
      sex === undefined ? ['sex'] : [],
      birthDate === undefined ? ['date of birth'] : [],
    ].flat();
    notes.note('traits-incomplete', { missing: missing.join(', ') });
    return undefined;
  }
  return known<Traits>({
    birthFamilyName,
    birthGivenNames,
    sex,
    birthDate,
    birthPlaceCode,
    usedFamilyName,
    usedGivenName,
  });
};

const sourceOf = (patient: CdaPatient, law: Law): Pick<DocumentMetadata, 'sourcePatientId' | 'sourcePatientInfo'> => {
  const identifiers: readonly Identifier[] = patient.ids.flatMap(({ root, extension }) => {
    if (root === undefined || extension === undefined) return [];
    return [{ system: root, value: extension, type: isInsSystem(root, law) ? 'NH' : 'PI' }];
  });
  const given = patient.usedGivenName === undefined ? patient.birthGivenNames : [patient.usedGivenName];
  const name = known<HumanName>({
    family: patient.usedFamilyName ?? patient.birthFamilyName,
    given: given.length === 0 ? undefined : given,
  });
  return known<Pick<DocumentMetadata, 'sourcePatientId' | 'sourcePatientInfo'>>({
    sourcePatientId: identifiers.find(({ type }) => type === 'PI') ?? identifiers[0],
    sourcePatientInfo: known<SourcePatientInfo>({
      identifiers,
      name: Object.keys(name).length === 0 ? undefined : name,
      birthDate: birthDateOf(patient),
      sex: SEXES[patient.sex ?? ''],
      address: patient.address,
    }),
  });
};

/** Whose document it is: one patient, with an INS that is taken here. */
export const patientOf = (
  { patients }: CdaHeader,
  context: IdentityContext,
  notes: Notes,
):
  | {
      readonly patient: DocumentPatient;
      readonly source: Pick<DocumentMetadata, 'sourcePatientId' | 'sourcePatientInfo'>;
    }
  | undefined => {
  const [patient] = patients;
  if (patient === undefined) {
    notes.note('patient-missing');
    return undefined;
  }
  if (patients.length > 1) {
    notes.note('several-patients', { count: patients.length });
    return undefined;
  }
  const ins = insOf(patient, context, notes);
  const traits = traitsOf(patient, notes);
  return ins && { patient: known<DocumentPatient>({ ins, traits }), source: sourceOf(patient, context.law) };
};
