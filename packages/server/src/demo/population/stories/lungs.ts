// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import {
  dispensation,
  imagingReport,
  laboratoryReport,
  medicineNames,
  prescription,
  summary,
  vaccinationNote,
} from '../documents/clinical.ts';
import { fromPatient, report } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { agree, day, gpOf, medicine, problem, refund, type Teller, vaccination, yearOfRefunds } from './common.ts';

/** Asthma or chronic bronchitis. */
export const lungs: Teller = ({ patient, random, variant }) => {
  const gp = gpOf(variant);
  const copd = variant % 2 === 1;
  const treatment = copd
    ? [
        medicine('tiotropium', '1 inhalation le matin', 90, 3),
        medicine('salbutamol', '2 bouffées en cas de gêne', 90, 3),
      ]
    : [
        medicine('budesonideFormoterol', '1 inhalation matin et soir', 90, 3),
        medicine('salbutamol', '2 bouffées en cas de gêne', 90, 3),
      ];
  const name = copd ? 'Bronchopneumopathie chronique obstructive' : 'Asthme';
  return [
    report(
      '11488-4',
      'Consultation de pneumologie',
      before(210, '10:00'),
      practitioners.pulmonologist,
      {
        reason: `Suivi : ${name.toLowerCase()}.`,
        history: copd
          ? 'Toux du matin, essoufflement à la marche rapide. Une exacerbation cet hiver.'
          : 'Deux gênes nocturnes par mois. Pas de crise grave.',
        results: copd ? 'VEMS à 62 % de la valeur attendue, non réversible.' : 'VEMS à 86 %, réversible de 14 %.',
        conclusion: copd ? 'BPCO de stade 2.' : 'Asthme partiellement contrôlé.',
        plan: ['Technique d’inhalation revue', copd ? 'Réadaptation respiratoire' : 'Plan d’action écrit remis'],
      },
      { activity: '07' },
    ),
    report(
      '70004-7',
      'Explorations fonctionnelles respiratoires',
      before(210, '09:20'),
      practitioners.pulmonologist,
      {
        act: 'Spirométrie avant et après bronchodilatateur.',
        findings: copd ? 'VEMS/CVF à 0,61 ; VEMS 62 %.' : 'VEMS/CVF à 0,74 ; VEMS 86 % puis 98 %.',
        conclusion: copd ? 'Trouble obstructif non réversible.' : 'Trouble obstructif réversible.',
      },
      { activity: '09' },
    ),
    prescription(before(75), gp, treatment),
    dispensation(
      before(75, '18:05'),
      treatment.map((line) => ({ ...line, days: 30, boxes: 1 })),
    ),
    imagingReport(before(212, '15:10'), 'Radiographie du thorax', {
      reason: `${name}, contrôle.`,
      act: 'Radiographie thoracique de face et de profil.',
      findings: copd ? 'Distension thoracique. Pas de foyer.' : 'Parenchyme normal. Silhouette cardiaque normale.',
      conclusion: copd ? 'Distension, sans foyer ni nodule.' : 'Examen normal.',
    }),
    laboratoryReport(before(205, '08:00'), [
      ['haemoglobin', 14.2],
      ['leukocytes', random.around(7.1, 0.2)],
      ['platelets', random.around(244, 0.1)],
      ['crp', copd ? 7.2 : 1.3],
    ]),
    report('47420-5', 'Bilan de kinésithérapie respiratoire', before(150, '17:00'), practitioners.physiotherapist, {
      function: [
        'Test de marche de six minutes : 470 m',
        'Essoufflement 2/4 (mMRC)',
        'Technique d’inhalation correcte',
      ],
      conclusion: 'Douze séances proposées.',
    }),
    vaccinationNote(before(30, '10:30'), vaccination('influenza', day(30), 2, practitioners.nurse, random)),
    report(
      '93024-8',
      'Consultation pharmaceutique, bon usage des inhalateurs',
      before(70, '15:30'),
      practitioners.pharmacist,
      {
        reason: 'Entretien sur le traitement inhalé.',
        events: medicineNames(treatment),
        conclusion: 'Geste corrigé : expiration complète avant la prise.',
      },
    ),
    summary(before(74), gp, {
      problems: [
        problem(
          copd ? 'J44.9' : 'J45.9',
          copd ? 'Maladie pulmonaire obstructive chronique' : 'Asthme',
          copd ? 1500 : 7000,
        ),
      ],
      allergies: copd ? [] : [{ agent: 'Acariens', atc: 'V01AA03', reaction: 'Rhinite', since: day(6900) }],
      treatments: treatment,
      remarks: [
        copd ? agree(patient, 'Fumeuse, quinze paquets-années', 'Fumeur, trente paquets-années') : 'Chat à la maison',
        'Vaccin contre la grippe chaque automne',
      ],
    }),
    ...(copd
      ? [
          fromPatient('74465-6', 'Questionnaire de santé respiratoire', before(72, '20:10'), [
            { list: ['Toux : presque tous les matins', 'Essoufflement : en montant deux étages', 'Sommeil : bon'] },
          ]),
        ]
      : []),
    yearOfRefunds(treatment, [refund(210, 'Consultation de pneumologie', practitioners.pulmonologist)]),
  ];
};
