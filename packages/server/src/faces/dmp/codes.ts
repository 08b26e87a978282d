// SPDX-License-Identifier: Apache-2.0
// Codes and names of the French service (DMP), transcribed from the messages that its operator publishes as examples
// (DMP_LPS_Exemple de messages 1.0.1, v02.05.00) and the readme of its WSDL (v2.01.04, 11/06/2024).
import type { RecordView } from '../../record/index.ts';

/** Namespaces of the bodies. */
export const ns = {
  hl7: 'urn:hl7-org:v3',
  habilitations: 'urn:si-dmp-habilitations',
  patients: 'urn:si-dmp-patients',
} as const;

/** The DMP as a device (HL7 V3): receiver of the requests, sender of the answers. */
export const device = { id: '1.2.250.1.213.4.1.1.1', name: 'DMP' } as const;

/** What attention lines of TD0.2 say. */
export const attention = {
  authorization: { word: 'AUTORISATION', system: '1.2.250.1.213.4.1.2.6.1' },
  attendingDoctor: { word: 'STATUT_MT', system: '1.2.250.1.213.4.1.2.6.3' },
} as const;

export const authorizationCodes: Readonly<Record<RecordView['authorization'], string>> = {
  valid: 'VALIDE',
  expired: 'EXPIRE',
  blocked: 'INTERDIT',
  none: 'NON_EXISTE',
};

/** Code systems of what a record says of itself. */
export const systems = {
  closure: '1.2.250.1.213.4.1.2.4',
  opposition: '1.2.250.1.213.4.1.2.3',
  gender: '2.16.840.1.113883.5.1',
  interaction: '2.16.840.1.113883.1.6',
  trigger: '2.16.840.1.113883.1.18',
} as const;

/** The patient opposes access by emergency dispatch (TD0.5). */
export const OPPOSED = 'OPPOSITION_ACCES_URGENCE';

/** What an opener declares of the patient's will (TD1.1). */
export const consents = {
  opening: 'CONSENTEMENT_OUVERTURE_DMP',
  oppositions: ['OPPOSITION_BRIS_DE_GLACE', OPPOSED],
} as const;

/** Why a record is closed where the message says no more (TD1.4). */
export const CLOSED_ON_REQUEST = 'FERMETURE_DEMANDE_PATIENT';

/** Refusals of TD1.1 that have a code of their own, by error. */
export const refusals: Readonly<Record<string, string>> = {
  'record-exists': 'DMPFound',
  'record-closed': 'DMPClosed',
};

export const OK = 'DMPOk';
