// SPDX-License-Identifier: Apache-2.0

/**
 * A code system as XDS and as FHIR name it. `aliases` are other names found in messages for the same system; they are
 * understood, never written. Only systems whose two names differ need an entry: any other OID is `urn:oid:…` in FHIR.
 */
export interface CodeSystem {
  readonly oid: string;
  readonly uri: string;
  readonly aliases?: readonly string[];
}

export const LOINC = '2.16.840.1.113883.6.1';
export const SNOMED_CT = '2.16.840.1.113883.6.96';
export const HL7_CONFIDENTIALITY = '2.16.840.1.113883.5.25';
export const IHE_FORMAT_CODE = '1.3.6.1.4.1.19376.1.2.3';
export const DICOM_UID = '1.2.840.10008.2.6.1';

/** International systems (HL7 Terminology; IHE Format Codes; DICOM PS3.16). */
export const internationalCodeSystems: readonly CodeSystem[] = [
  { oid: LOINC, uri: 'http://loinc.org' },
  { oid: SNOMED_CT, uri: 'http://snomed.info/sct' },
  {
    oid: HL7_CONFIDENTIALITY,
    uri: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
    aliases: ['http://hl7.org/fhir/v3/Confidentiality'],
  },
  { oid: '2.16.840.1.113883.5.1', uri: 'http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender' },
  { oid: '2.16.840.1.113883.5.4', uri: 'http://terminology.hl7.org/CodeSystem/v3-ActCode' },
  { oid: '2.16.840.1.113883.5.88', uri: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationFunction' },
  { oid: '2.16.840.1.113883.5.90', uri: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType' },
  { oid: '2.16.840.1.113883.5.111', uri: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode' },
  { oid: '2.16.840.1.113883.6.8', uri: 'http://unitsofmeasure.org' },
  { oid: '2.16.840.1.113883.6.73', uri: 'http://www.whocc.no/atc' },
  { oid: '2.16.840.1.113883.6.3', uri: 'http://hl7.org/fhir/sid/icd-10' },
  {
    oid: IHE_FORMAT_CODE,
    uri: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
    aliases: ['https://profiles.ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode'],
  },
  { oid: '1.2.840.10008.2.16.4', uri: 'http://dicom.nema.org/resources/ontology/DCM' },
  { oid: DICOM_UID, uri: 'http://dicom.nema.org/resources/ontology/DCMUID' },
];
