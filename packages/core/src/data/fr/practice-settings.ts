// SPDX-License-Identifier: Apache-2.0
import { SNOMED_CT } from '../code-systems.ts';
import { concepts } from '../concept-list.ts';
import type { ValueSet } from '../types.ts';
import { TRE_A00, TRE_A01 } from './code-systems.ts';

/** Setting in which the act was done (practiceSettingCode, cadre d'exercice). */
export const practiceSettingCode: ValueSet = {
  id: 'JDV_J04-XdsPracticeSettingCode-CISIS',
  version: '20240927',
  validFrom: '2010-01-01',
  source: 'ANS, JDV_J04-XdsPracticeSettingCode-CISIS (2024-09-27); PDSm4DMP examples (2026-07-02)',
  evidence: 'transcribed',
  oid: '1.2.250.1.213.1.1.5.467',
  concepts: [
    ...concepts(
      TRE_A00,
      `
      EXP_PATIENT | Expression personnelle du patient | Patient expression
      SNR         | Service numérique référencé | Referenced digital service
      `,
    ),
    ...concepts(
      TRE_A01,
      `
      AMBULATOIRE   | Ambulatoire | Ambulatory care
      AMO           | Organisme d'assurance maladie obligatoire | Health insurer
      DEPISTAGE     | Dépistage | Screening
      ESSMS         | Etablissement ou Service Social ou Médico-Social | Social or medico-social care
      ETABLISSEMENT | Etablissement de santé | Hospital
      HAD           | Hospitalisation à domicile | Hospital at home
      MAD           | Maintien à domicile | Support at home
      PALLIATIF     | Soins palliatifs | Palliative care
      SAD           | Soins à domicile | Care at home
      SAMU_SMUR     | SAMU/SMUR | Emergency dispatch and mobile teams
      `,
    ),
    // Used by the official PDSm4DMP examples; the labels are ours.
    ...concepts(SNOMED_CT, '394802001 | Médecine générale | General medicine'),
  ],
};
