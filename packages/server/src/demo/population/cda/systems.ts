// SPDX-License-Identifier: Apache-2.0

/** Code systems of coded entries, as OIDs. */
export const LOINC = '2.16.840.1.113883.6.1';
export const SNOMED_CT = '2.16.840.1.113883.6.96';
export const CIM_10 = '2.16.840.1.113883.6.3';
export const ATC = '2.16.840.1.113883.6.73';
export const EDQM = '0.4.0.127.0.16.1.1.2.1';
export const HL7_ACT_CODE = '2.16.840.1.113883.5.4';
export const HL7_INTERPRETATION = '2.16.840.1.113883.5.83';
