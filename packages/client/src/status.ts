// SPDX-License-Identifier: Apache-2.0
import type { Patient } from './resources.ts';

/** What a caller may know of a record before reading it (DMP TD0.2). */
export interface RecordStatus {
  /** Id of the record, which is that of its Patient resource. */
  readonly id: string;
  /** Whether it is open; a closed one can be reopened by those who may. */
  readonly open: boolean;
  /** What the caller holds: VALIDE, EXPIRE, INTERDIT, NON_EXISTE of the DMP (EF_DMP04_01). */
  readonly authorization: 'valid' | 'expired' | 'blocked' | 'none';
  /** Whether the caller is the attending doctor (médecin traitant). */
  readonly attendingDoctor: boolean;
  /** `YYYY-MM-DD`. */
  readonly closedOn?: string;
  readonly closureReason?: string;
  /** Name, birth date and identifiers, to make sure that it is the right patient. */
  readonly patient: Patient;
}

const DMP = 'https://interop.esante.gouv.fr/ig/fhir/dmp/StructureDefinition';

const authorizations: Readonly<Record<string, RecordStatus['authorization']>> = {
  VALIDE: 'valid',
  EXPIRE: 'expired',
  INTERDIT: 'blocked',
};

export const recordStatus = (patient: Patient): RecordStatus => {
  const { extension = [] } = patient;
  const named = (url: string) => extension.find((one) => one.url === url);
  const closure = named(`${DMP}/dmp-fermeture`)?.extension ?? [];
  const closedOn = closure.find(({ url }) => url === 'dateFermeture')?.valueDate;
  const closureReason = closure.find(({ url }) => url === 'raisonFermeture')?.valueString;
  return {
    id: patient.id,
    open: patient.active ?? false,
    authorization: authorizations[named('urn:dossier:extension:authorization-status')?.valueCode ?? ''] ?? 'none',
    attendingDoctor: named(`${DMP}/dmp-medecin-traitant`)?.valueBoolean ?? false,
    ...(closedOn === undefined ? {} : { closedOn }),
    ...(closureReason === undefined ? {} : { closureReason }),
    patient,
  };
};
