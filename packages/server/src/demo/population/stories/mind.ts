// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import { dispensation, laboratoryReport, prescription, summary } from '../documents/clinical.ts';
import { adultVitals, fromPatient, report, scanned } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { agree, gpOf, medicine, problem, refund, type Teller, yearOfRefunds } from './common.ts';

/** A depressive episode, with what it makes people hide. */
export const mind: Teller = ({ patient, variant }) => {
  const gp = gpOf(variant);
  const treatment = [medicine('sertraline', '1 gélule le matin', 90, 2)];
  return [
    report(
      '11488-4',
      'Consultation',
      before(310, '18:00'),
      gp,
      {
        reason: 'Fatigue, troubles du sommeil, perte d’élan depuis deux mois.',
        examination: 'Pas d’idée suicidaire.',
        conclusion: 'Épisode dépressif moyen.',
        plan: ['Traitement antidépresseur', 'Avis psychiatrique', 'Revoir dans quinze jours'],
      },
      { vitals: adultVitals(118, 72, 80, 66) },
    ),
    report('96349-6', "Lettre d'adressage", before(309, '12:00'), gp, {
      reason: 'Avis pour un épisode dépressif moyen.',
      history: agree(patient, 'Séparée depuis six mois, deux enfants.', 'Séparé depuis six mois, deux enfants.'),
    }),
    report(
      '68599-0',
      'Synthèse psychiatrique',
      before(280, '15:00'),
      practitioners.psychiatrist,
      {
        reason: 'Avis demandé par le médecin traitant.',
        examination: 'Humeur triste, ralentissement modéré. Pas de trouble du cours de la pensée.',
        conclusion: 'Épisode dépressif caractérisé, d’intensité moyenne.',
        plan: ['Poursuite de la sertraline', 'Psychothérapie'],
      },
      { activity: '07', revisions: [{ by: 'patient', revision: 'mask' }] },
    ),
    report(
      '83901-9',
      'Bilan psychologique',
      before(250, '10:00'),
      practitioners.psychiatrist,
      {
        function: ['Échelle de dépression : 19', 'Attention préservée'],
        conclusion: 'Psychothérapie indiquée.',
      },
      { activity: '07' },
    ),
    scanned('PRESC-AAT', "Avis d'arrêt de travail", before(310, '18:20'), gp, ['Arrêt de travail de vingt jours.'], {
      confidentiality: ['masked'],
    }),
    prescription(before(310, '18:15'), gp, treatment),
    dispensation(before(309, '09:30'), treatment),
    laboratoryReport(before(308, '08:00'), [
      ['tsh', 1.8 + 0.2 * variant],
      ['haemoglobin', 13.4],
      ['ferritin', 41],
    ]),
    report('85208-7', 'Compte rendu de téléconsultation', before(120, '19:00'), gp, {
      reason: 'Suivi par vidéo.',
      conclusion: 'Nette amélioration. Même traitement.',
    }),
    fromPatient('DOCPAT01', 'Mon suivi, semaine après semaine', before(110, '21:30'), [
      'Sommeil revenu. Reprise de la natation.',
    ]),
    summary(before(115), gp, {
      problems: [problem('F32.1', 'Épisode dépressif moyen', 310)],
      allergies: [],
      treatments: treatment,
      remarks: ['Reprise du travail à mi-temps'],
    }),
    yearOfRefunds(treatment, [refund(280, 'Consultation de psychiatrie', practitioners.psychiatrist)]),
  ];
};
