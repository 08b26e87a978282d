// SPDX-License-Identifier: Apache-2.0
import { type Notes, rightsTable } from '../rights-table.ts';
import type { RightsMatrix } from '../types.ts';

/*
 * Functional rights matrices of the DMP (matrices des droits fonctionnels).
 *
 * Columns: other professionals (normal, emergency dispatch, break-glass); doctors who are not the attending doctor
 * (same three modes); occupational physicians; the attending doctor (médecin traitant; normal, break-glass); staff
 * with their own card (CPE); an organisation with its certificate (normal, emergency dispatch).
 *
 * Rows without an equivalent here are left out: TD0.1 is authentication itself, TD0.9 opens the portal, TD2.2 (share
 * by the secretary of a practice) stands in the staff column of `document.share`. `document.retrieve` is TD3.2 for a
 * document that is neither masked nor hidden; the three `sight` rows are the other lines of TD3.2.
 * Note (*), on documents of the patient, is `ActorClasses.patientDocuments`.
 *
 * Kept as the texts have it: a doctor who is not the attending doctor archives own documents in normal mode, but any
 * document in the two emergency modes; under reinforced indirect authentication, any document in normal mode too.
 */

/** The numbered notes of PDT-INF-526; PDT-INF-606 uses the same. */
const notes: Notes = {
  1: 'to-structure',
  2: 'same-structure',
  3: 'new-authorizations',
  4: 'imputed-to-structure',
  5: 'own-structure',
  6: 'own-documents',
  7: 'if-patient-allowed',
  8: 'own-documents',
  9: 'own-structure',
};

const professionalColumns = [
  'ps.normal',
  'ps.emergency-dispatch',
  'ps.break-glass',
  'doctor.normal',
  'doctor.emergency-dispatch',
  'doctor.break-glass',
];

const directRows = rightsTable(
  [
    ...professionalColumns,
    'occupational-physician.normal',
    'attending.normal',
    'attending.break-glass',
    'staff.normal',
    'organization.normal',
    'organization.emergency-dispatch',
  ],
  notes,
  `
  record.test-existence         + + + | + + + | + | + + | + | + +
  authorization.declare         + - - | + - - | - | + - | 1 | - -
  authorization.remove-own      + - - | + - - | - | + - | - | - -
  attending-doctor.remove-self  - - - | - - - | - | + - | - | - -
  record.list-authorized        + + + | + + + | + | + + | 2 | 3 -
  record.search-traits          - + - | - + - | - | - - | - | - +
  record.read-administrative    + + + | + + + | + | + + | + | + +
  consent.read                  + - - | + - - | + | + - | - | - -
  document.share                + + + | + + + | + | + + | 4 | 4 4
  document.find                 + + + | + + + | + | + + | - | - -
  document.find-reference       + + + | + + + | + | + + | 5 | 5 5
  document.retrieve             + + + | + + + | - | + + | - | - -
  sight.masked                  6 7 7 | 6 7 7 | - | + 7 | - | - -
  sight.hidden                  + + + | + + + | - | + + | - | - -
  sight.not-current             + + + | + + + | - | + + | - | - -
  document.mask                 + - - | + - - | + | + - | - | - -
  document.unmask               8 - - | 8 - - | 8 | + - | - | - -
  document.make-visible         + - - | + - - | + | + - | - | - -
  document.archive              8 - - | 8 + + | 8 | + + | - | - -
  document.delete               8 8 8 | 8 8 8 | 8 | 8 8 | 9 | 9 9
  `,
);

/** Direct and indirect authentication. */
export const functionalRights: RightsMatrix = {
  id: 'fr-functional-rights',
  version: '1.8',
  validFrom: '2024-09-25',
  source: 'GIE SESAM-Vitale PDT-INF-526 v1.8 (2024-09-25)',
  evidence: 'transcribed',
  authentications: ['direct', 'indirect'],
  rows: directRows,
};

const reinforcedIndirectRows = rightsTable(
  [...professionalColumns, 'attending.normal', 'attending.break-glass', 'staff.normal'],
  notes,
  `
  record.test-existence         + + + | + + + | + + | +
  authorization.declare         + - - | + - - | + - | 1
  authorization.remove-own      + - - | + - - | + - | -
  record.list-authorized        + + + | + + + | + + | 2
  record.search-traits          - + - | - + - | - - | -
  record.read-administrative    + + + | + + + | + + | +
  consent.read                  + - - | + - - | + - | -
  document.share                - - - | - - - | - - | -
  document.find                 + + + | + + + | + + | -
  document.find-reference       + + + | + + + | + + | 5
  document.retrieve             + + + | + + + | + + | -
  sight.masked                  6 7 7 | 6 7 7 | + 7 | -
  sight.hidden                  + + + | + + + | + + | -
  sight.not-current             + + + | + + + | + + | -
  document.mask                 + - - | + - - | + - | -
  document.unmask               8 - - | 8 - - | + - | -
  document.make-visible         + - - | + - - | + - | -
  document.archive              8 - - | + + + | + + | -
  document.delete               8 8 8 | 8 8 8 | 8 8 | 9
  `,
);

/** Reinforced indirect authentication (AIR): consult, never share. It has no column for occupational physicians. */
export const functionalRightsReinforcedIndirect: RightsMatrix = {
  id: 'fr-functional-rights-air',
  version: '1.3',
  validFrom: '2025-07-08',
  source: 'GIE SESAM-Vitale PDT-INF-606 v1.3 (2025-07-08)',
  evidence: 'transcribed',
  authentications: ['reinforced-indirect'],
  rows: reinforcedIndirectRows,
};
