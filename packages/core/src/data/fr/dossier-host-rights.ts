// SPDX-License-Identifier: Apache-2.0
import { type Notes, rightsTable } from '../rights-table.ts';
import type { RightsMatrix } from '../types.ts';

/*
 * What the official matrices do not say, because they speak of professional software only: the rights of the patient
 * and of those who act for them, of feeds, of the help desk and of the house itself, and who opens and closes a
 * record. Reconstructed from the CSP and from what is known of the DMP; a text that settles a cell replaces it here.
 */

const notes: Notes = { f: 'feed-types', p: 'own-patient-documents', s: 'own-structure', g: 'if-granted' };

/*
 * patient: L.1111-19, R.1111-49, R.1111-51 CSP; a patient hides, and archives or deletes what they wrote themselves.
 * representative: holds the patient's rights (civil code 371-1; L.1111-14 CSP for protected adults).
 * carer: what the patient's invitation names at most (`DelegationRules.grants`); never what is no longer current, decides
 * nothing.
 * support: identities, decisions and traces; never a document. system: the announcement clock (R.1111-53), automatic
 * opening and destruction (R.1111-28, R.1111-36), import of documents and of legal representatives.
 */
const partyRows = rightsTable(
  ['patient.normal', 'representative.normal', 'carer.normal', 'feed.normal', 'support.normal', 'system.normal'],
  notes,
  `
  record.test-existence         + + + | + | + | +
  record.read-administrative    + + + | - | + | -
  record.list-authorized        - - - | - | - | -
  record.search-traits          - - - | - | - | -
  record.open                   + - - | - | - | +
  record.close                  + + - | - | - | -
  record.reopen                 + + - | - | - | -
  record.destroy                + + - | - | - | +
  record.oppose                 + + - | - | - | -
  record.change-ins             - - - | - | + | +
  authorization.declare         - - - | - | - | -
  authorization.remove-own      - - - | - | - | -
  attending-doctor.remove-self  - - - | - | - | -
  consent.read                  + + + | - | + | -
  consent.change                + + - | - | - | +
  document.share                p p p | f | - | +
  document.find                 + + + | - | - | -
  document.find-reference       + + + | s | - | +
  document.retrieve             + + + | - | - | -
  document.mask                 + + - | - | - | -
  document.unmask               + + - | - | - | -
  document.make-visible         - - - | - | - | +
  document.archive              p p - | - | - | -
  document.delete               p p - | s | - | +
  delegation.invite             + + - | - | - | -
  delegation.accept             - - + | - | - | -
  delegation.leave              - - + | - | - | -
  emergency.open                - - - | - | - | -
  emergency.review              - - - | - | + | +
  journal.read                  + + - | - | + | +
  access.explain                + + - | - | - | -
  sight.masked                  + + g | - | - | +
  sight.hidden                  - - - | - | - | +
  sight.not-current             + + - | - | - | +
  `,
);

/*
 * Opening with the patient present (regime fr-2010: an authorised professional or the reception desk), closing and
 * reopening at the patient's request (TD1.2, TD1.4; R.1111-36), own traces (R.1111-43: the attending doctor all).
 * Destruction and opposition are the patient's alone.
 */
const professionalRows = rightsTable(
  [
    'ps.normal',
    'doctor.normal',
    'occupational-physician.normal',
    'attending.normal',
    'staff.normal',
    'organization.normal',
  ],
  {},
  `
  record.open     + + - + | + | +
  record.close    + + - + | - | -
  record.reopen   + + - + | - | -
  record.destroy  - - - - | - | -
  record.oppose   - - - - | - | -
  consent.change  - - - - | - | -
  journal.read    + + + + | - | -
  access.explain  - - - - | - | -
  `,
);

/*
 * An access without the patient's authorisation is opened by who may have one (the modes of PDT-INF-526), for one patient and
 * a bounded time.
 */
const emergencyRows = rightsTable(
  [
    'ps.break-glass',
    'ps.emergency-dispatch',
    'doctor.break-glass',
    'doctor.emergency-dispatch',
    'attending.break-glass',
  ],
  {},
  `
  emergency.open  + + + + +
  `,
);

const rows: RightsMatrix['rows'] = Object.fromEntries(
  Object.entries(partyRows).map(([row, cells]) => [
    row,
    {
      ...cells,
      ...professionalRows[row as keyof typeof professionalRows],
      ...emergencyRows[row as keyof typeof emergencyRows],
    },
  ]),
);

/** For every authentication; read after the official matrix of the same moment, which speaks first. */
export const dossierHostRights: RightsMatrix = {
  id: 'dossier-host-rights',
  version: '2',
  validFrom: '2010-01-01',
  source: 'Reconstructed: CSP L.1111-14 to -19, R.1111-28 to -53; DMP and Mon espace santé as documented',
  evidence: 'reconstruction',
  authentications: ['direct', 'indirect', 'reinforced-indirect'],
  rows,
};
