// SPDX-License-Identifier: Apache-2.0
import { HL7_CONFIDENTIALITY } from '../code-systems.ts';
import { concepts } from '../concept-list.ts';
import type { ValueSet } from '../types.ts';
import { TRE_A07 } from './code-systems.ts';

/** One to four of these are cumulated on a document. How they hide it: `confidentiality` in rules.ts. */
export const confidentialityCode: ValueSet = {
  id: 'JDV_J58-ConfidentialityCode-DMP',
  version: '1.1.0',
  validFrom: '2010-01-01',
  source: 'ANS, JDV_J58-ConfidentialityCode-DMP 1.1.0 (2020-04-24); same codes in JDV_J08',
  evidence: 'transcribed',
  oid: '1.2.250.1.213.1.1.5.9',
  concepts: [
    ...concepts(
      HL7_CONFIDENTIALITY,
      `
      N | Normal         | Normal
      R | Restreint      | Restricted
      V | Très restreint | Very restricted
      `,
    ),
    ...concepts(
      TRE_A07,
      `
      INVISIBLE_PATIENT              | Non visible par le patient                          | Hidden from the patient
      INVISIBLE_REPRESENTANTS_LEGAUX | Non visible par les représentants légaux du patient | Hidden from legal representatives
      MASQUE_PS                      | Masqué aux professionnels de santé                  | Masked to professionals
      `,
    ),
    // The official PDSm example exemple-pdsm-documentreference (2026-06-30) puts N under TRE_A07.
    ...concepts(TRE_A07, 'N | Normal | Normal'),
  ],
};
