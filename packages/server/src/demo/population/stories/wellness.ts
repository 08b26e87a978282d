// SPDX-License-Identifier: Apache-2.0
import { structures } from '../../organizations.ts';
import { before } from '../calendar.ts';
import {
  dispensation,
  laboratoryFollowUp,
  laboratoryReport,
  prescription,
  vaccinationHistory,
} from '../documents/clinical.ts';
import { adultVitals, fromPatient, report, scanned } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { day, gpOf, medicine, refund, type Teller, vaccination, yearOfRefunds } from './common.ts';

/** An adult in good health: prevention, a migraine, papers. */
export const wellness: Teller = ({ patient, random, variant }) => {
  const gp = gpOf(variant);
  const thyroid = variant % 2 === 1;
  const treatment = thyroid
    ? [medicine('levothyroxine', '1 comprimé le matin à jeun', 90, 3)]
    : [medicine('sumatriptan', '1 comprimé au début de la crise', 30)];
  return [
    report(
      '11488-4',
      'Consultation',
      before(88, '17:30'),
      gp,
      {
        reason: thyroid ? 'Suivi d’une hypothyroïdie.' : 'Migraines, deux par mois.',
        examination: 'Examen normal.',
        conclusion: thyroid ? 'Hypothyroïdie équilibrée.' : 'Migraine sans aura.',
        plan: thyroid ? 'TSH dans un an.' : 'Traitement de la crise, agenda des migraines.',
      },
      { vitals: adultVitals(116, 70, 64, random.integer(58, 84)) },
    ),
    prescription(before(88, '17:45'), gp, treatment),
    dispensation(before(87, '12:15'), treatment),
    ...(thyroid
      ? laboratoryFollowUp(
          [before(760, '08:00'), before(400, '08:00'), before(90, '08:00')],
          [{ analyte: 'tsh', from: 7.8, to: 2.2 }],
          random,
        )
      : [
          laboratoryReport(before(92, '08:00'), [
            ['glucose', 0.91],
            ['cholesterol', 1.88],
            ['ldl', 1.1],
            ['haemoglobin', 13.8],
          ]),
        ]),
    report('75492-9', 'Dépistage du cancer colorectal, test immunologique', before(200, '12:00'), gp, {
      reason: 'Dépistage organisé.',
      findings: 'Test négatif.',
      plan: 'Prochain test dans deux ans.',
    }),
    vaccinationHistory(before(86, '18:00'), gp, [
      vaccination('dtp', day(2400), 4, gp, random),
      vaccination('hepatitisB', day(5000), 3, gp, random),
      vaccination('covid', day(1750), 2, practitioners.pharmacist, random),
    ]),
    scanned('89601-9', 'Certificat médical de non contre-indication', before(85, '18:00'), gp, [
      `${patient.name} ne présente pas de contre-indication à la course à pied en compétition.`,
    ]),
    report('83836-7', 'Schéma dentaire', before(240, '09:40'), practitioners.dentist, {
      examination: 'Denture saine, une obturation sur 36.',
      plan: 'Détartrage fait. Contrôle dans un an.',
    }),
    scanned(
      'ATTEST-DROITS-AM',
      "Attestation de droits à l'assurance maladie",
      before(330, '09:00'),
      structures.insurer,
      [`${patient.name} : droits ouverts au régime général.`],
    ),
    fromPatient('DOCPAT07', 'Licence sportive', before(84, '20:00'), ['Licence de course à pied, saison 2026-2027.']),
    fromPatient('DOCPAT09', 'Carte de mutuelle', before(320, '20:00'), [
      'Mutuelle du Val, tiers payant pharmacie et laboratoire.',
    ]),
    report('11505-5', "Retrait d'une lésion cutanée", before(150, '11:10'), gp, {
      act: 'Exérèse d’un nævus du dos sous anesthésie locale.',
      conclusion: 'Suites simples. Fils à enlever à J10.',
    }),
    yearOfRefunds(treatment, [refund(88, 'Consultation', gp), refund(240, 'Soins dentaires', practitioners.dentist)]),
  ];
};
