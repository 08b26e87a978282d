// SPDX-License-Identifier: Apache-2.0
import type { CodeSystem } from '../code-systems.ts';
import { DICOM_UID, HL7_CONFIDENTIALITY, IHE_FORMAT_CODE, LOINC } from '../code-systems.ts';

/** FHIR address of a nomenclature of the ANS (NOS): `TRE_A03-ClasseDocument` is published under `TRE-A03-…`. */
const nos = (name: string): string => `https://mos.esante.gouv.fr/NOS/${name}/FHIR/${name.replace('_', '-')}`;

export const TRE_A00 = '1.2.250.1.213.1.1.4.6'; // ProducteurDocNonPS
export const TRE_A01 = '1.2.250.1.213.1.1.4.9'; // CadreExercice
export const TRE_A02 = '1.2.250.1.213.1.1.4.5'; // ProfessionSavFaire-CISIS
export const TRE_A03 = '1.2.250.1.213.1.1.4.1'; // ClasseDocument
export const TRE_A05 = '1.2.250.1.213.1.1.4.12'; // TypeDocComplementaire
export const TRE_A06 = '1.2.250.1.213.1.1.4.2.282'; // FormatCodeComplementaire
export const TRE_A07 = '1.2.250.1.213.1.1.4.13'; // StatutVisibiliteDocument
export const TRE_A10 = 'URN'; // NomenclatureURN: has no OID, its official identifier is this word
export const TRE_A12 = 'ASTM'; // NomenclatureASTM: likewise
export const TRE_G15 = '1.2.250.1.71.1.2.7'; // ProfessionSante
export const TRE_G16 = '1.2.250.1.71.1.2.8'; // ProfessionFormation
export const TRE_R02 = '1.2.250.1.71.4.2.4'; // SecteurActivite
export const TRE_R38 = '1.2.250.1.213.2.28'; // SpecialiteOrdinale
export const TRE_R85 = '1.2.250.1.213.1.6.1.107'; // RolePriseCharge
export const TRE_R94 = '1.2.250.1.213.1.6.1.4'; // ProfessionSocial
export const TRE_R95 = '1.2.250.1.213.1.6.1.109'; // UsagerTitre
export const TRE_R209 = '1.2.250.1.213.2.2'; // TypeActivite
export const TRE_R276 = '1.2.250.1.213.1.6.1.128'; // FormeActivite

/** Nomenclatures of the ANS, and those of the insurer that it publishes (SMT). */
export const frenchCodeSystems: readonly CodeSystem[] = [
  { oid: TRE_A00, uri: nos('TRE_A00-ProducteurDocNonPS') },
  { oid: TRE_A01, uri: nos('TRE_A01-CadreExercice') },
  { oid: TRE_A02, uri: nos('TRE_A02-ProfessionSavFaire-CISIS') },
  { oid: TRE_A03, uri: nos('TRE_A03-ClasseDocument') },
  { oid: TRE_A05, uri: nos('TRE_A05-TypeDocComplementaire') },
  { oid: TRE_A06, uri: nos('TRE_A06-FormatCodeComplementaire') },
  {
    oid: TRE_A07,
    uri: nos('TRE_A07-StatutVisibiliteDocument'),
    aliases: [nos('TRE_A07-StatusVisibiliteDocument')], // misspelt in an official PDSm example
  },
  { oid: TRE_A10, uri: nos('TRE_A10-NomenclatureURN') },
  { oid: TRE_A12, uri: nos('TRE_A12-NomenclatureASTM'), aliases: ['1.2.840.10065.1.12'] },
  { oid: TRE_G15, uri: nos('TRE_G15-ProfessionSante') },
  { oid: TRE_G16, uri: nos('TRE_G16-ProfessionFormation') },
  { oid: '1.2.250.1.71.4.2.5', uri: nos('TRE_R01-EnsembleSavoirFaire-CISIS') },
  { oid: TRE_R02, uri: nos('TRE_R02-SecteurActivite') },
  { oid: TRE_R38, uri: nos('TRE_R38-SpecialiteOrdinale') },
  { oid: '1.2.250.1.213.2.29', uri: nos('TRE_R39-Competence') },
  { oid: '1.2.250.1.213.2.32', uri: nos('TRE_R42-DESCnonQualifiant') },
  { oid: TRE_R85, uri: nos('TRE_R85-RolePriseCharge') },
  { oid: TRE_R94, uri: nos('TRE_R94-ProfessionSocial') },
  { oid: TRE_R95, uri: nos('TRE_R95-UsagerTitre') },
  { oid: TRE_R209, uri: nos('TRE_R209-TypeActivite') },
  { oid: '1.2.250.1.213.1.1.4.2.280', uri: nos('TRE_R258-RelationPriseCharge') },
  { oid: TRE_R276, uri: nos('TRE_R276-FormeActivite') },
  {
    oid: '1.2.250.1.213.2.5',
    uri: 'https://smt.esante.gouv.fr/terminologie-ccam',
    aliases: ['1.2.250.1.215.300.1'],
  },
  // Nomenclatures that only carry on an international system: the international name is written.
  { oid: LOINC, uri: 'http://loinc.org', aliases: [nos('TRE_A04-Loinc')] },
  {
    oid: HL7_CONFIDENTIALITY,
    uri: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
    aliases: [nos('TRE_A08-HL7Confidentiality')],
  },
  {
    oid: DICOM_UID,
    uri: 'http://dicom.nema.org/resources/ontology/DCMUID',
    aliases: [nos('TRE_A09-DICOMuidRegistry')],
  },
  {
    oid: IHE_FORMAT_CODE,
    uri: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
    aliases: [nos('TRE_A11-IheFormatCode')],
  },
  {
    oid: '2.16.840.1.113883.6.3',
    uri: 'http://hl7.org/fhir/sid/icd-10',
    aliases: ['https://smt.esante.gouv.fr/terminologie-cim-10'],
  },
];
