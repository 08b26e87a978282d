// SPDX-License-Identifier: Apache-2.0
import { codeList } from '../concept-list.ts';
import type { AssertionRules, SubmissionSignatureRules } from '../types.ts';
import { TRE_A00, TRE_G15, TRE_R02, TRE_R38, TRE_R95 } from './code-systems.ts';

const CLASSES = 'urn:oasis:names:tc:SAML:2.0:ac:classes';
const XSPA = 'urn:oasis:names:tc:xspa:1.0';
const XACML = 'urn:oasis:names:tc:xacml:2.0';

/**
 * The VIHF (vecteur d'identification et d'habilitation formelles): the SAML assertion that professional software signs.
 * Where the place of the reason of a break-glass access is concerned, the published messages are silent: it is taken from
 * the attribute of the same name as the claim of Pro Santé Connect, or from the text of the purpose.
 */
export const assertions: AssertionRules = {
  id: 'fr-vihf',
  version: '4.0',
  validFrom: '2010-01-01',
  source:
    'CI-SIS, Volet Transport synchrone (VIHF 3.0, and 4.0 of the mapping guide), as in published messages of the DMP; JDV_J65-SubjectRole-DMP (2020-04-24); TRE_R248; prosanteconnect/generate-VIHF 73acb91 (names with a space)',
  evidence: 'transcribed',
  versions: ['3.0', '4.0'],
  attributes: {
    version: { names: ['VIHF_Version'], needed: true },
    mode: { names: ['Authentification_mode', 'Authentification_Mode'], needed: true },
    structure: { names: ['Identifiant_Structure', 'Identifiant Structure'], needed: true },
    sector: { names: ['Secteur_Activite', 'Secteur Activite'], needed: true },
    name: { names: [`${XSPA}:subject:subject-id`], needed: false },
    role: { names: [`${XACML}:subject:role`], needed: true },
    // absent for the list of one's patients (TD0.4)
    patient: { names: [`${XACML}:resource:resource-id`], needed: false },
    resource: { names: ['Ressource_URN'], needed: true },
    purpose: { names: [`${XSPA}:subject:purposeofuse`], needed: true },
    reason: { names: ['Mode_Acces_Raison'], needed: false },
    confidentiality: { names: [`${XSPA}:resource:patient:hl7:confidentiality-code`], needed: false },
    softwareId: { names: ['LPS_ID'], needed: false },
    softwareName: { names: ['LPS_Nom'], needed: true },
    softwareVersion: { names: ['LPS_Version'], needed: true },
    softwareApproval: { names: ['LPS_ID_HOMOLOGATION_DMP'], needed: true },
  },
  modes: {
    DIRECTE: { authentication: 'direct', signedBy: 'card', strong: true },
    INDIRECTE: { authentication: 'indirect', signedBy: 'organization', strong: false },
    INDIRECTE_RENFORCEE: { authentication: 'reinforced-indirect', signedBy: 'organization', strong: true },
  },
  strongContexts: [
    `${CLASSES}:SmartcardPKI`,
    `${CLASSES}:MobileTwoFactorUnregistered`,
    `${CLASSES}:MobileTwoFactorContract`,
    `${CLASSES}:TLSClient`,
    `${CLASSES}:X509`,
    `${CLASSES}:SoftwarePKI`,
    `${CLASSES}:TimeSyncToken`,
  ],
  weakContext: `${CLASSES}:unspecified`,
  resources: ['urn:dmp'],
  purposes: {
    system: '1.2.250.1.213.1.1.4.248', // TRE_R248
    modes: { normal: 'normal', bris_de_glace: 'break-glass', centre_15: 'emergency-dispatch' },
  },
  sectorSystem: TRE_R02,
  identifiers: {
    structure: /^[0-4][0-9A-Z]{4,19}$/, // Struct_IdNat: ADELI, FINESS, SIREN, SIRET, RPPS and rank or technical number
    professional: /^(?:0[0-9AB]{9}|8\d{11})$/, // PS_IdNat: ADELI, RPPS
    staff: /^[13456][0-9AB]{8,14}\/[A-Za-z0-9-]{1,30}$/, // the structure, and who within it
  },
  roles: {
    professions: [TRE_G15, TRE_R95],
    specialties: ['1.2.250.1.71.4.2.5', TRE_R38], // TRE_R01 holds those of TRE_R38
    // SCH01 to SCH60, of JDV_J65 and no longer of JDV_J107
    formerSpecialties: Array.from({ length: 60 }, (_, i) => `SCH${String(i + 1).padStart(2, '0')}`),
    sections: { system: '1.2.250.1.71.4.2.6', codes: codeList('A B C D DA DM E EA EB EC ED EG EH G H M') }, // TRE_G05
    others: {
      system: TRE_A00,
      codes: {
        SECRETARIAT_MEDICAL: { kind: 'staff' },
        AUTOMATE: { kind: 'organization' },
        DISPOSITIF: { kind: 'organization' },
        ALIM_AM: { kind: 'feed', feed: 'insurer' },
      },
    },
  },
};

/** The signature of the submission set (signature du lot de soumission). */
export const submissionSignatures: SubmissionSignatureRules = {
  id: 'fr-submission-signature',
  version: '1',
  validFrom: '2010-01-01',
  source: 'CI-SIS, Partage de documents de santé (IHE DSG, XAdES); JDV_J60-FormatCode-DMP',
  evidence: 'transcribed',
  formats: ['http://www.w3.org/2000/09/xmldsig#'],
  signers: ['professional', 'staff', 'organization', 'feed'],
};
