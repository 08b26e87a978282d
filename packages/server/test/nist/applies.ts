// SPDX-License-Identifier: Apache-2.0

/** Tests of the kit that ask for what Dossier is not, or does in another way, with the reason; the first match counts. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /_(expired|invalidauthnstatement|notyetvalid|second\w+|unknownaudience|unsigned|withauthzconsent)$/,
    'assertions of another profile (XUA of the connectathon); those of the VIHF and the attacks on them have their own tests',
  ],
  [/^11990eval/, 'looks at what the tests with assertions of another profile left'],
  [/^(ids|iig|idc|rig|rsnaedge|XdsIsr|es_)/i, 'imaging sources and gateways of other actors (XDS-I)'],
  [/^(Xds\w+|Rg\w+)-Readme|^XdsIsrSubmissionTest|^XdsDocAdminTest/, 'a scenario for a person at the screen of the kit'],
  [/^(158(08|09|14|29|31)|123(07|10|11|12|15|36|37|42)|12093|12318|40030)/, 'gateways between communities (XCA)'],
  [/^pdb|^supporting_fhir/, 'MHD from the kit’s own FHIR server; the FHIR face has tests of its own'],
  [
    /^(158(19|20|22|24|26)|RecPIF)$/,
    'patient identity feed (ITI-8, HL7 v2), which Dossier does not answer: a record is opened, not fed',
  ],
  [/^1610/, 'moves between identities by HL7 v2 (ITI-8); an INS is changed by its own operation'],
  [/^40000/, 'restricted update between communities (RMU)'],
  [/^11710$/, 'HTTP proxy of the kit'],
  [/^PnrXop$/, 'sends captured bytes; the capture and its changes have a test of their own'],
  [/^12319|^12320/, 'restricted update (RMU, ITI-92)'],
];

export const notApplicable = (test: string): string | undefined => REASONS.find(([pattern]) => pattern.test(test))?.[1];

/** Why a test of the kit that applies does not pass. */
export const reasons: Readonly<Record<string, string>> = {
  '11897': 'a class that does not exist finds nothing; the kit wants a failure for it',
  '12002': 'a folder of another record is answered as one that does not exist: whose it is is not told',
  '12038': 'asks for a document that the kit’s operator names by hand',
  '12323': 'a folder without documents in sight is not shown to anyone',
  '12344': 'replaces a document by an id that only another part of the kit assigns',
  '12364': 'queries over whoever has a record are refused: patients are named; those with named patients pass',
  '12374': 'uses a code that the kit’s own table no longer has',
  '12375': 'limited metadata (XDR) are not taken: every entry is complete',
  '15800': 'of the metadata of a document only the confidentiality changes; versions before the last are not shown',
  '15801': 'documents without an author are refused, and only the confidentiality of a document changes',
  '15803': 'that a submission set holds a membership of a folder is not written out again',
  '15812': 'no on-demand entries',
  '20000b': 'folders are not updated, and folders without documents are not shown',
  '20000e': 'folders are not updated; versions before the last are not shown',
  '20003': 'a request changes one document in one way',
  '20004': 'folders are not updated',
  '21003': 'folders are not updated',
  '21004': 'a status that is set by hand is Archived or Deleted; associations come with documents',
  '30000': 'no ITI-62: the DMP deletes by a status (ITI-57)',
  '30001': 'no ITI-62: the DMP deletes by a status (ITI-57)',
  '30004': 'no ITI-62: the DMP deletes by a status (ITI-57)',
  '30008': 'no ITI-62: the DMP deletes by a status (ITI-57)',
  '50000': 'no ITI-86: the DMP deletes by a status (ITI-57)',
};
