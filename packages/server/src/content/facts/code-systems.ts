// SPDX-License-Identifier: Apache-2.0

/** Names by which code systems are known, for documents that give only the OID. */
const names: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.113883.6.1', 'LOINC'],
  ['2.16.840.1.113883.6.96', 'SNOMED CT'],
  ['2.16.840.1.113883.6.3', 'ICD-10'],
  ['2.16.840.1.113883.6.90', 'ICD-10-CM'],
  ['2.16.840.1.113883.6.103', 'ICD-9-CM'],
  ['2.16.840.1.113883.6.347', 'ICD-11'],
  ['2.16.840.1.113883.6.139', 'ICPC-2'],
  ['2.16.840.1.113883.6.73', 'ATC'],
  ['2.16.840.1.113883.6.88', 'RxNorm'],
  ['2.16.840.1.113883.6.8', 'UCUM'],
  ['2.16.840.1.113883.6.12', 'CPT'],
  ['2.16.840.1.113883.12.292', 'CVX'],
  ['2.16.840.1.113883.5.83', 'HL7 ObservationInterpretation'],
  ['2.16.840.1.113883.5.4', 'HL7 ActCode'],
  ['2.16.840.1.113883.5.1150.1', 'IPS absent or unknown'],
  ['2.16.840.1.113883.18.311', 'HL7 0487'],
  ['0.4.0.127.0.16.1.1.2.1', 'EDQM'],
  ['1.2.840.10008.2.16.4', 'DICOM'],
  ['1.2.250.1.213.2.3.1', 'CIS'],
  ['1.2.250.1.213.2.3.2', 'CIP'],
  ['1.2.250.1.215.200.1.1.1', 'CIP'],
  ['1.2.250.1.215.200.2.1', 'LPP'],
  ['1.2.250.1.215.300.1', 'CCAM'],
  ['1.2.250.1.213.2.7', 'NABM'],
  ['1.2.250.1.213.2.68', 'EMDN'],
]);

/** The name of a code system, when it is a common one. */
export const codeSystemName = (oid: string): string | undefined => names.get(oid);
