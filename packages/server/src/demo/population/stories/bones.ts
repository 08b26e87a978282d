// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import {
  dischargeLetter,
  dispensation,
  imagingReport,
  prescription,
  vaccinationHistory,
} from '../documents/clinical.ts';
import { report, scanned } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { day, gpOf, medicine, refund, type Teller, vaccination, yearOfRefunds } from './common.ts';

/** A knee or a wrist: injury, surgery, rehabilitation. */
export const bones: Teller = ({ random, variant }) => {
  const gp = gpOf(variant);
  const knee = variant % 2 === 0;
  const pain = [
    medicine('paracetamol', '1 comprimé jusqu’à trois fois par jour', 15),
    medicine('ibuprofen', '1 comprimé matin et soir au repas', 7),
  ];
  const injury = 190 + variant * 20;
  return [
    report(
      '15507-7',
      'Compte rendu de passage aux urgences',
      before(injury, '16:40'),
      practitioners.emergencyDoctor,
      {
        reason: knee ? 'Torsion du genou droit au sport.' : 'Chute sur la main gauche.',
        examination: knee
          ? 'Épanchement, tiroir antérieur.'
          : 'Déformation du poignet, pas de trouble de la sensibilité.',
        conclusion: knee ? 'Entorse grave du genou droit.' : 'Fracture du poignet gauche.',
        plan: knee ? 'Attelle, cannes, IRM.' : 'Réduction et plâtre.',
      },
      { activity: '97' },
    ),
    imagingReport(
      before(injury - (knee ? 10 : 0), '17:30'),
      knee ? 'IRM du genou droit' : 'Radiographie du poignet gauche',
      {
        reason: knee ? 'Entorse grave.' : 'Traumatisme.',
        act: knee ? 'IRM sans injection.' : 'Poignet de face et de profil.',
        findings: knee
          ? 'Rupture complète du ligament croisé antérieur. Lésion du ménisque interne.'
          : "Fracture de l'extrémité inférieure du radius à déplacement postérieur.",
        conclusion: knee ? 'Rupture du ligament croisé antérieur.' : 'Fracture de Pouteau-Colles.',
      },
    ),
    report(
      '55115-0',
      "Demande d'acte d'imagerie",
      before(injury - 2, '10:00'),
      gp,
      {
        reason: knee ? 'IRM du genou droit : entorse grave.' : 'Contrôle radiographique à J10.',
        comment: 'Pas de contre-indication.',
      },
      { template: ['1.2.250.1.213.1.1.1.47', '2024.01'] },
    ),
    report(
      '34749-2',
      'Consultation pré-anesthésique',
      before(injury - 20, '09:00'),
      practitioners.anaesthetist,
      {
        history: 'Pas d’antécédent anesthésique.',
        examination: 'Mallampati 1. ASA 1.',
        conclusion: 'Anesthésie locorégionale prévue.',
      },
      { activity: '07' },
    ),
    report(
      '34874-8',
      'Compte rendu opératoire',
      before(injury - 28, '11:00'),
      practitioners.surgeon,
      {
        act: knee
          ? 'Ligamentoplastie du croisé antérieur sous arthroscopie, suture méniscale.'
          : 'Ostéosynthèse par plaque antérieure.',
        conclusion: knee ? 'Appui autorisé sous attelle.' : 'Immobilisation trois semaines.',
      },
      { activity: '04' },
    ),
    dischargeLetter(
      before(injury - 28, '07:00'),
      before(injury - 28, '18:00'),
      practitioners.surgeon,
      {
        reason: knee ? 'Ligamentoplastie du genou droit.' : 'Ostéosynthèse du poignet gauche.',
        events: 'Chirurgie ambulatoire sans incident.',
        plan: ['Kinésithérapie', 'Prévention des phlébites', 'Contrôle à six semaines'],
      },
      [...pain, medicine('enoxaparin', '1 injection par jour', 10)],
      { activity: '04' },
    ),
    report(
      'PRESC-KINE',
      "Prescription d'actes de kinésithérapie",
      before(injury - 29, '10:00'),
      practitioners.surgeon,
      {
        plan: knee
          ? 'Rééducation du genou droit, vingt-cinq séances.'
          : 'Rééducation du poignet gauche, quinze séances.',
      },
    ),
    report(
      '47420-5',
      'Bilan fonctionnel de kinésithérapie',
      before(injury - 60, '12:00'),
      practitioners.physiotherapist,
      {
        function: knee
          ? ['Flexion 115°', 'Extension complète', 'Quadriceps 4/5']
          : ['Flexion 50°', 'Extension 45°', 'Force de poigne 60 %'],
        conclusion: 'Bonne progression.',
      },
    ),
    scanned(
      'PRESC-AAT',
      "Avis d'arrêt de travail",
      before(injury - 1, '10:10'),
      gp,
      ['Arrêt de travail de quarante-cinq jours. Sorties libres.'],
      { confidentiality: ['masked'] },
    ),
    prescription(before(injury - 1, '10:15'), gp, pain),
    dispensation(before(injury - 1, '11:00'), pain),
    report(
      '34875-5',
      'Évaluation postopératoire',
      before(injury - 75, '14:00'),
      practitioners.surgeon,
      {
        examination: 'Cicatrices souples. Mobilité satisfaisante.',
        conclusion: knee ? 'Reprise de la course dans deux mois.' : 'Reprise de toutes les activités.',
      },
      { activity: '07' },
    ),
    vaccinationHistory(before(injury - 80, '09:00'), gp, [
      vaccination('dtp', day(injury), 5, practitioners.emergencyDoctor, random),
    ]),
    yearOfRefunds(pain, [refund(injury - 28, 'Chirurgie ambulatoire', practitioners.surgeon)]),
  ];
};
