// SPDX-License-Identifier: Apache-2.0

/** Canonical addresses of the profiles that this face speaks. */
export const profiles = {
  documentReference:
    'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-document-reference',
  submissionSet: 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-submissionset-comprehensive',
  folder: 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-folder-comprehensive',
  simplifiedPublish: 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-simplified-publish',
  patient: 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient',
} as const;

/** Profiles that a Provide Document Bundle may claim (ITI TF-2 §3.65.4.1.2.1, PDSm flux 01). */
export const provideBundleProfiles = {
  minimal: [
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.ProvideBundle',
    'http://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.ProvideBundle',
  ],
  comprehensive: [
    'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-provide-document-bundle',
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.ProvideBundle',
    'http://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.ProvideBundle',
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.UnContained.Comprehensive.ProvideBundle',
    'http://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.UnContained.Comprehensive.ProvideBundle',
  ],
} as const;

const ihe = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition';
const pdsm = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition';
const dmp = 'https://interop.esante.gouv.fr/ig/fhir/dmp/StructureDefinition';

/** Extensions. Those under `urn:dossier:` are this system's own, for what no published profile has a place for. */
export const extensions = {
  isArchived: `${pdsm}/pdsm-ext-is-archived`,
  /** As a published example of PDSm (flux 03) names it by mistake. */
  isArchivedSearchParameter: 'https://interop.esante.gouv.fr/ig/fhir/pdsm/SearchParameter/PDSm-isArchived',
  intendedRecipientPdsm: `${pdsm}/pdsm-ext-intended-recipient`,
  intendedRecipient: `${ihe}/ihe-intendedRecipient`,
  designationType: `${ihe}/ihe-designationType`,
  sourceId: `${ihe}/ihe-sourceId`,
  authorOrg: `${ihe}/ihe-authorOrg`,
  closure: `${dmp}/dmp-fermeture`,
  opposedToDispatch: 'urn:dossier:extension:opposed-emergency-dispatch',
  attendingDoctor: `${dmp}/dmp-medecin-traitant`,
  /** DocumentReference.relatesTo: the IHE association type that `code` cannot say (XFRM_RPLC). valueUri. */
  associationType: 'urn:dossier:extension:association-type',
  /** An institution of an author beyond the one the resource has a place for. valueReference. */
  authorInstitution: 'urn:dossier:extension:author-institution',
  /** authorRole of an author whose resource has none. valueString. */
  authorRole: 'urn:dossier:extension:author-role',
  /** authorSpecialty of an author whose resource has none. valueCodeableConcept. */
  authorSpecialty: 'urn:dossier:extension:author-specialty',
  /** List: an author beyond List.source. valueReference. */
  furtherAuthor: 'urn:dossier:extension:further-author',
  /** Patient: VALIDE, EXPIRE, INTERDIT or NON_EXISTE for the caller (EF_DMP04_01). valueCode. */
  authorizationStatus: 'urn:dossier:extension:authorization-status',
} as const;

/** Code systems of this system's own. */
export const ownSystems = {
  /** Kinds of the patient's decisions: the RelationKind of the consent room. */
  consentKind: 'urn:dossier:consent-kind',
  /** Parties that have no national identifier: the PartyKey as it is. */
  party: 'urn:dossier:party',
  /** Operations of the journal. */
  operation: 'urn:dossier:operation',
  /** Reason codes of the gates. */
  reason: 'urn:dossier:reason',
  /** Codes of the error registry. */
  error: 'urn:dossier:error',
} as const;

export const listTypes = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes';

/** Identifier types, `IDNPS`, `IDNST`, `INS-NIR` among them. */
export const identifierTypes = 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203';

export const uris = 'urn:ietf:rfc:3986';

/** IHE association types by the relation they state (ITI TF-3 §4.2.2.2). */
export const associationTypes = {
  replaces: 'urn:ihe:iti:2007:AssociationType:RPLC',
  appends: 'urn:ihe:iti:2007:AssociationType:APND',
  transforms: 'urn:ihe:iti:2007:AssociationType:XFRM',
  'transforms-and-replaces': 'urn:ihe:iti:2007:AssociationType:XFRM_RPLC',
  signs: 'urn:ihe:iti:2007:AssociationType:signs',
} as const;
