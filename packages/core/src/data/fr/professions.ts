// SPDX-License-Identifier: Apache-2.0
import { concepts } from '../concept-list.ts';
import type { ValueSet } from '../types.ts';
import { TRE_A00, TRE_G15, TRE_G16, TRE_R95 } from './code-systems.ts';

/** Who may author: health professions, those in training, titles of use, and producers that are no professionals. */
export const profession: ValueSet = {
  id: 'fr-professions',
  version: '20250131',
  validFrom: '2010-01-01',
  source: 'ANS, TRE_G15 (2021-12-17), TRE_G16, TRE_R95 and TRE_A00 as in JDV_J01 (2025-01-31)',
  evidence: 'transcribed',
  concepts: [
    ...concepts(
      TRE_G15,
      `
      10 | Médecin | Physician
      21 | Pharmacien | Pharmacist
      26 | Audioprothésiste | Hearing aid specialist
      28 | Opticien-Lunetier | Optician
      31 | Assistant dentaire | Dental assistant
      32 | Physicien médical | Medical physicist
      35 | Aide-soignant | Care assistant
      36 | Ambulancier | Ambulance staff
      37 | Auxiliaire de puériculture | Child care assistant
      38 | Préparateur en pharmacie hospitalière | Hospital pharmacy technician
      39 | Préparateur en pharmacie | Pharmacy technician
      40 | Chirurgien-Dentiste | Dentist
      50 | Sage-Femme | Midwife
      60 | Infirmier | Nurse
      69 | Infirmier psychiatrique | Psychiatric nurse
      70 | Masseur-Kinésithérapeute | Physiotherapist
      80 | Pédicure-Podologue | Podiatrist
      81 | Orthoprothésiste | Orthoprosthetist
      82 | Podo-Orthésiste | Orthopaedic shoemaker
      83 | Orthopédiste-Orthésiste | Orthotist
      84 | Oculariste | Ocularist
      85 | Epithésiste | Epithesist
      86 | Technicien de laboratoire médical | Medical laboratory technician
      91 | Orthophoniste | Speech therapist
      92 | Orthoptiste | Orthoptist
      93 | Psychologue | Psychologist
      94 | Ergothérapeute | Occupational therapist
      95 | Diététicien | Dietitian
      96 | Psychomotricien | Psychomotor therapist
      98 | Manipulateur ERM | Radiographer
      `,
    ),
    ...concepts(
      TRE_G16,
      `
      10 | Médecin en formation | Physician in training
      21 | Pharmacien en formation | Pharmacist in training
      40 | Chirurgien-Dentiste en formation | Dentist in training
      50 | Sage-Femme en formation | Midwife in training
      `,
    ),
    ...concepts(
      TRE_R95,
      `
      71 | Ostéopathe | Osteopath
      72 | Psychothérapeute | Psychotherapist
      73 | Chiropracteur | Chiropractor
      `,
    ),
    ...concepts(
      TRE_A00,
      `
      ALIM_AM             | Alimentation automatique à partir du Système d'Information de l'Assurance Maladie | Automatic feed from the health insurer
      DISPOSITIF          | Dispositif médical | Medical device
      EXP_PATIENT         | Expression personnelle du patient | Patient expression
      SECRETARIAT_MEDICAL | Secrétariat médical | Medical secretariat
      AUTOMATE            | Automate | Automaton
      SNR                 | Service numérique référencé | Referenced digital service
      LOGICIEL_DUI        | Logiciel de Dossier Usager Informatisé | Social care file software
      `,
    ),
  ],
};
