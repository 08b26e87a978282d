// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import {
  dischargeLetter,
  dispensation,
  imagingReport,
  laboratoryFollowUp,
  laboratoryReport,
  prescription,
  summary,
} from '../documents/clinical.ts';
import { report, scanned } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { gpOf, medicine, problem, refund, type Teller, yearOfRefunds } from './common.ts';

/** Breast cancer in a woman, prostate cancer in a man: found by screening, treated, followed. */
export const cancer: Teller = ({ patient, random, variant }) => {
  const gp = gpOf(variant);
  const breast = patient.sex === 'female';
  const treatment = breast
    ? [medicine('letrozole', '1 comprimé par jour', 90, 3)]
    : [medicine('paracetamol', '1 comprimé si douleur', 30)];
  const organ = breast ? 'du sein gauche' : 'de la prostate';
  return [
    breast
      ? imagingReport(before(520, '11:00'), 'Mammographie de dépistage', {
          reason: 'Dépistage organisé.',
          act: 'Mammographie bilatérale, deux incidences, et échographie.',
          findings: 'Opacité spiculée de 14 mm du quadrant supéro-externe gauche.',
          conclusion: 'ACR 5 à gauche, ACR 2 à droite. Biopsie conseillée.',
        })
      : imagingReport(before(520, '11:00'), 'IRM de la prostate', {
          reason: 'PSA à 7,8 µg/L.',
          act: 'IRM multiparamétrique.',
          findings: 'Lésion de la zone périphérique droite, 11 mm.',
          conclusion: 'PI-RADS 4. Biopsies ciblées conseillées.',
        }),
    report(
      '60568-3',
      "Compte rendu d'anatomie pathologique",
      before(500, '17:00'),
      practitioners.pathologist,
      {
        act: `Biopsies ${organ}.`,
        findings: breast
          ? 'Carcinome infiltrant de type non spécifique, grade 2. Récepteurs hormonaux positifs, HER2 négatif.'
          : 'Adénocarcinome, score de Gleason 7 (3 + 4).',
        conclusion: `Carcinome ${organ}.`,
      },
      { activity: '09' },
    ),
    report(
      '34794-8',
      'Fiche de réunion de concertation pluridisciplinaire',
      before(488, '18:00'),
      practitioners.oncologist,
      {
        history: `Carcinome ${organ}, stade localisé.`,
        conclusion: 'Chirurgie en premier.',
        plan: breast
          ? ['Tumorectomie et ganglion sentinelle', 'Radiothérapie', 'Hormonothérapie cinq ans']
          : ['Prostatectomie totale', 'Surveillance du PSA'],
      },
      { template: ['1.2.250.1.213.1.1.1.8', '2022.01'], activity: '07' },
    ),
    report(
      '34874-8',
      'Compte rendu opératoire',
      before(460, '13:00'),
      practitioners.surgeon,
      {
        act: breast ? 'Tumorectomie gauche et ganglion sentinelle.' : 'Prostatectomie totale par voie cœlioscopique.',
        conclusion: 'Intervention sans incident.',
      },
      { activity: '08' },
    ),
    dischargeLetter(
      before(461, '16:00'),
      before(458, '11:00'),
      practitioners.surgeon,
      {
        reason: `Chirurgie d'un carcinome ${organ}.`,
        events: 'Suites simples.',
        plan: ['Consultation dans quinze jours avec les résultats', 'Pansement par infirmière'],
      },
      treatment,
    ),
    scanned(
      '18776-5',
      'Programme personnalisé de soins',
      before(440, '10:00'),
      practitioners.oncologist,
      [
        'Programme remis après la consultation d’annonce.',
        {
          list: breast
            ? ['Radiothérapie : vingt-cinq séances', 'Hormonothérapie : cinq ans', 'Soutien psychologique proposé']
            : ['PSA tous les trois mois la première année', 'Rééducation', 'Soutien psychologique proposé'],
        },
      ],
      { activity: '07' },
    ),
    ...(breast
      ? [
          laboratoryReport(before(420, '08:00'), [
            ['haemoglobin', 12.1],
            ['leukocytes', 5.2],
            ['platelets', 231],
            ['creatinine', 61],
          ]),
        ]
      : laboratoryFollowUp(
          [before(380, '08:00'), before(200, '08:00'), before(30, '08:00')],
          [{ analyte: 'psa', from: 0.2, to: 0.1 }],
          random,
          0.02,
        )),
    report(
      '11488-4',
      'Consultation de surveillance en oncologie',
      before(60, '15:00'),
      practitioners.oncologist,
      {
        reason: 'Surveillance.',
        examination: 'Pas de signe de récidive.',
        conclusion: 'Rémission.',
        plan: 'Revoir dans six mois.',
      },
      { activity: '07' },
    ),
    prescription(before(59), gp, treatment),
    dispensation(before(59, '16:00'), treatment),
    summary(before(58), gp, {
      problems: [
        problem(
          breast ? 'C50.4' : 'C61',
          breast ? 'Tumeur maligne du quadrant supéro-externe du sein' : 'Tumeur maligne de la prostate',
          500,
        ),
      ],
      allergies: [],
      treatments: treatment,
      remarks: [
        'Surveillance tous les six mois',
        'ALD 30',
        breast ? 'Mère : cancer du sein à 70 ans' : 'Pas d’antécédent familial connu',
      ],
    }),
    scanned('PROT_ALD', 'Protocole de soins ALD 30', before(470, '12:00'), gp, [
      `Affection de longue durée : carcinome ${organ} (ALD 30).`,
    ]),
    yearOfRefunds(treatment, [refund(60, 'Consultation', practitioners.oncologist)]),
  ];
};
