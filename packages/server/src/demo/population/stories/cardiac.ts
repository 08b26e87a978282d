// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import {
  dischargeLetter,
  dispensation,
  imagingReport,
  laboratoryFollowUp,
  prescription,
  summary,
} from '../documents/clinical.ts';
import { adultVitals, report, scanned, stay } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { gpOf, medicine, problem, refund, type Teller, yearOfRefunds } from './common.ts';

/** Infarction two years ago, then heart failure that is followed. */
export const cardiac: Teller = ({ random, variant }) => {
  const gp = gpOf(variant + 1);
  const treatment = [
    medicine('aspirin', '1 comprimé à midi', 90, 3),
    medicine('bisoprolol', '1 comprimé le matin', 90, 3),
    medicine('ramipril', '1 comprimé le matin', 90, 3),
    medicine('atorvastatin', '1 comprimé le soir', 90, 3),
    medicine('furosemide', '1 comprimé le matin', 90, 3),
  ];
  const admitted = before(730, '03:40');
  return [
    report(
      '15507-7',
      'Compte rendu de passage aux urgences',
      before(730, '05:10'),
      practitioners.emergencyDoctor,
      {
        reason: 'Douleur thoracique constrictive depuis deux heures.',
        examination: 'Douleur irradiant au bras gauche, sueurs. Auscultation normale.',
        results: 'ECG : sus-décalage du segment ST en inférieur. Troponine élevée.',
        conclusion: 'Syndrome coronarien aigu avec sus-décalage, territoire inférieur.',
        plan: 'Transfert immédiat en salle de coronarographie.',
      },
      { vitals: adultVitals(148, 92, 96, 82), activity: '97' },
    ),
    report(
      '70004-7',
      'Coronarographie et angioplastie',
      before(730, '06:30'),
      practitioners.cardiologistAtHospital,
      {
        act: 'Coronarographie par voie radiale droite. Angioplastie de la coronaire droite, un stent actif.',
        findings: 'Occlusion de la coronaire droite moyenne ; lésion modérée de l’interventriculaire antérieure.',
        conclusion: 'Bon résultat, flux normal. Double antiagrégation pendant douze mois.',
      },
      { activity: '09' },
    ),
    dischargeLetter(
      admitted,
      before(725, '11:00'),
      practitioners.cardiologistAtHospital,
      {
        reason: 'Infarctus du myocarde inférieur.',
        events: 'Angioplastie de la coronaire droite. Suites simples. Fraction d’éjection à 45 %.',
        results: 'LDL à 1,48 g/L à l’entrée.',
        plan: ['Réadaptation cardiaque', 'Cardiologue dans un mois', 'LDL sous 0,55 g/L', 'Arrêt du tabac'],
      },
      [...treatment, medicine('clopidogrel', '1 comprimé le soir', 365)],
    ),
    scanned(
      '34112-3',
      'Compte rendu de séjour en cardiologie',
      before(724, '15:00'),
      practitioners.cardiologistAtHospital,
      [
        'Séjour en unité de soins intensifs puis en cardiologie.',
        {
          list: [
            'Infarctus inférieur revascularisé',
            'Fraction d’éjection à 45 %',
            'Pas de trouble du rythme',
            'Sortie à domicile au cinquième jour',
          ],
        },
      ],
      { ...stay(admitted, before(725, '11:00')), activity: '03' },
    ),
    ...laboratoryFollowUp(
      [before(700, '07:50'), before(360, '08:00'), before(40, '08:10')],
      [
        { analyte: 'ldl', from: 1.02, to: 0.52 },
        { analyte: 'cholesterol', from: 1.8, to: 1.28 },
        { analyte: 'creatinine', from: 88, to: 99 },
        { analyte: 'potassium', from: 4.3, to: 4.7 },
        { analyte: 'ntProBnp', from: 1450, to: 620 + 90 * variant },
        { analyte: 'alt', from: 31, to: 27 },
      ],
      random,
    ),
    imagingReport(
      before(395, '10:20'),
      'Échocardiographie transthoracique',
      {
        reason: "Contrôle à un an d'un infarctus inférieur.",
        act: 'Échocardiographie Doppler transthoracique, échogénicité correcte.',
        findings:
          'Ventricule gauche non dilaté, hypokinésie inférieure. Fraction d’éjection à 50 %. Pas de valvulopathie.',
        conclusion: 'Fonction systolique presque normale, en amélioration.',
      },
      {},
      practitioners.cardiologist,
    ),
    report(
      '11488-4',
      'Consultation de cardiologie',
      before(45, '11:15'),
      practitioners.cardiologist,
      {
        reason: 'Suivi annuel.',
        history: 'Pas d’angor. Essoufflement pour deux étages, stable. Traitement bien pris.',
        examination: 'Pas de signe d’insuffisance cardiaque.',
        results: 'ECG : rythme sinusal, séquelle inférieure.',
        conclusion: 'Cardiopathie ischémique stable.',
        plan: ['Même traitement', 'Épreuve d’effort dans six mois'],
      },
      { vitals: adultVitals(122, 74, 58, 79) },
    ),
    prescription(before(44), gp, treatment),
    dispensation(
      before(44, '17:40'),
      treatment.map((line) => ({ ...line, days: 30, boxes: 1 })),
    ),
    report('47420-5', 'Bilan de réadaptation cardiaque', before(640, '15:00'), practitioners.physiotherapist, {
      function: ['Test de marche de six minutes : 510 m', 'Vingt séances suivies', 'Effort ressenti 12/20'],
      conclusion: 'Capacité d’effort en progrès, autonomie pour poursuivre seul.',
    }),
    summary(before(90), gp, {
      problems: [
        problem('I25.1', 'Cardiopathie artérioscléreuse', 730),
        problem('I50.0', 'Insuffisance cardiaque congestive', 700),
        problem('I21.1', 'Infarctus transmural aigu de la paroi inférieure', 730, 720),
      ],
      allergies: [],
      treatments: treatment,
      remarks: ['Tabac arrêté en même temps que l’infarctus', 'Père : infarctus à 58 ans', 'ALD 13'],
    }),
    yearOfRefunds(treatment, [
      refund(45, 'Consultation et ECG', practitioners.cardiologist),
      refund(395, 'Échocardiographie', practitioners.cardiologist),
    ]),
  ];
};
