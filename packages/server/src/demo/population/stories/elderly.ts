// SPDX-License-Identifier: Apache-2.0
import { structures } from '../../organizations.ts';
import { before } from '../calendar.ts';
import {
  dischargeLetter,
  imagingReport,
  laboratoryReport,
  prescription,
  summary,
  vaccinationNote,
} from '../documents/clinical.ts';
import { report, scanned } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { agree, day, medicine, problem, refund, type Teller, vaccination, yearOfRefunds } from './common.ts';

/** Great age: falls, memory, a room in a residence. */
export const elderly: Teller = ({ patient, random, variant }) => {
  const treatment = [
    medicine('apixaban', '1 comprimé matin et soir', 90, 3),
    medicine('bisoprolol', '1 comprimé le matin', 90, 3),
    medicine('cholecalciferol', '1 ampoule tous les trois mois', 90),
    ...(variant % 2 === 0 ? [medicine('donepezil', '1 comprimé le soir', 90, 3)] : []),
  ];
  const fell = before(120, '06:30');
  const out = before(110, '14:00');
  return [
    report(
      '74207-2',
      "Document de liaison d'urgence",
      before(121, '05:50'),
      practitioners.residenceNurse,
      {
        reason: 'Chute de sa hauteur dans la chambre, douleur de hanche.',
        history: ['Fibrillation auriculaire sous anticoagulant', 'Marche avec déambulateur'],
        comment: 'Lunettes et prothèses auditives jointes. Famille prévenue.',
      },
      { template: ['1.2.250.1.213.1.1.1.22', '2022.01'] },
    ),
    report(
      '18761-7',
      "Lettre de liaison à l'entrée en établissement",
      before(121, '06:00'),
      practitioners.geriatrician,
      {
        reason: 'Suspicion de fracture du col fémoral.',
        history: 'Fibrillation auriculaire, hypertension, chutes.',
        comment: agree(patient, 'Résidente autonome pour les repas.', 'Résident autonome pour les repas.'),
      },
      { template: ['1.2.250.1.213.1.1.1.21', '2022.01'] },
    ),
    imagingReport(before(120, '07:20'), 'Radiographie du bassin et de la hanche', {
      reason: 'Chute, impotence.',
      act: 'Bassin de face, hanche droite de profil.',
      findings:
        variant % 2 === 0 ? 'Fracture cervicale vraie déplacée (Garden IV).' : 'Pas de fracture. Arthrose modérée.',
      conclusion: variant % 2 === 0 ? 'Fracture du col fémoral droit.' : 'Pas de lésion osseuse traumatique.',
    }),
    ...(variant % 2 === 0
      ? [
          report(
            '34874-8',
            'Compte rendu opératoire',
            before(119, '12:10'),
            practitioners.surgeon,
            {
              reason: 'Fracture du col fémoral droit.',
              act: 'Prothèse intermédiaire de hanche droite, voie postérieure.',
              findings: 'Os porotique. Stabilité satisfaisante.',
              conclusion: 'Lever autorisé le lendemain, appui complet.',
            },
            { activity: '08' },
          ),
          report(
            '77436-4',
            "Compte rendu d'anesthésie",
            before(119, '12:30'),
            practitioners.anaesthetist,
            {
              act: 'Rachianesthésie.',
              events: 'Stabilité tensionnelle. Pas d’incident.',
              conclusion: 'Surveillance usuelle.',
            },
            { activity: '08' },
          ),
        ]
      : []),
    dischargeLetter(
      fell,
      out,
      variant % 2 === 0 ? practitioners.surgeon : practitioners.internist,
      {
        reason: 'Chute avec douleur de hanche.',
        events:
          variant % 2 === 0
            ? 'Prothèse de hanche. Reprise de la marche au deuxième jour.'
            : 'Surveillance. Antalgiques. Pas de fracture.',
        plan: ['Kinésithérapie à la résidence', 'Vitamine D', 'Réévaluation du risque de chute'],
      },
      treatment,
    ),
    scanned(
      '86531-1',
      'Attestation de sortie',
      out,
      variant % 2 === 0 ? practitioners.surgeon : practitioners.internist,
      ['Sortie autorisée ce jour vers la résidence Les Glycines.'],
      { activity: '03' },
    ),
    report(
      'BIL_AUTO',
      "Bilan d'évaluation de la perte d'autonomie",
      before(90, '10:30'),
      practitioners.residenceNurse,
      {
        function: [
          'Toilette : aide partielle',
          'Habillage : aide partielle',
          'Alimentation : sans aide',
          'Déplacements : déambulateur',
        ],
        conclusion: `GIR ${variant % 2 === 0 ? 3 : 4}.`,
      },
    ),
    report('11506-3', 'Suivi infirmier, pansement', before(100, '09:00'), practitioners.residenceNurse, {
      events: ['Cicatrice propre', 'Douleur 2/10', 'Marche avec une personne'],
      conclusion: 'Ablation des agrafes prévue.',
    }),
    laboratoryReport(before(85, '07:30'), [
      ['creatinine', random.around(96, 0.1)],
      ['egfr', 52],
      ['haemoglobin', 11.4],
      ['sodium', 138],
      ['potassium', 4.4],
      ['tsh', 2.1],
    ]),
    prescription(before(84), practitioners.geriatrician, treatment),
    report('61357-0', 'Intervention pharmaceutique', before(83, '16:20'), practitioners.pharmacist, {
      reason: 'Fonction rénale diminuée.',
      conclusion: 'Dose d’apixaban à revoir selon la clairance.',
    }),
    report('18776-5', 'Plan personnalisé de soins', before(80, '11:00'), practitioners.geriatrician, {
      plan: ['Prévention des chutes', 'Enrichissement des repas', 'Stimulation de la mémoire deux fois par semaine'],
    }),
    vaccinationNote(before(28, '10:10'), vaccination('influenza', day(28), 3, practitioners.residenceNurse, random)),
    scanned('ATTEST-HEBGT', "Attestation d'hébergement", before(300, '10:00'), structures.residence, [
      `${agree(patient, 'Madame', 'Monsieur')} ${patient.name} est hébergé${agree(patient, 'e', '')} à la résidence Les Glycines.`,
    ]),
    scanned('28653-4', 'Projet de vie, synthèse sociale', before(290, '15:00'), practitioners.residenceNurse, [
      'Aime lire le journal et jardiner. Visites de la famille le dimanche.',
    ]),
    summary(before(79), practitioners.geriatrician, {
      problems: [
        problem('I48.2', 'Fibrillation auriculaire chronique', 2100),
        problem('I10', 'Hypertension artérielle essentielle', 6000),
        ...(variant % 2 === 0
          ? [
              problem('G30.1', "Maladie d'Alzheimer à début tardif", 900),
              problem('S72.0', 'Fracture du col du fémur', 120, 100),
            ]
          : []),
      ],
      allergies: [],
      treatments: treatment,
      remarks: ['Risque de chute', 'Anticoagulant au long cours', 'Personne de confiance : sa fille'],
    }),
    yearOfRefunds(treatment, [refund(119, 'Hospitalisation', practitioners.surgeon)]),
  ];
};
