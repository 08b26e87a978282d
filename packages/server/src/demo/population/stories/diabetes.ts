// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import { dispensation, laboratoryFollowUp, prescription, summary } from '../documents/clinical.ts';
import { adultVitals, report, scanned, stay } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { agree, day, gpOf, medicine, problem, refund, type Teller, yearOfRefunds } from './common.ts';

/** Type 2 diabetes with high blood pressure: control is lost, then found again. */
export const diabetes: Teller = ({ patient, random, variant }) => {
  const gp = gpOf(variant);
  const insulin = variant % 2 === 1;
  const start = random.around(8.4, 0.08);
  const reached = insulin ? 7.4 : 6.9;
  const treatment = [
    medicine('metformin', '1 comprimé matin et soir au cours des repas', 90, 3),
    insulin ? medicine('glargine', '14 unités le soir', 90, 3) : medicine('gliclazide', '2 comprimés le matin', 90, 3),
    medicine('ramipril', '1 comprimé le matin', 90, 3),
    medicine('atorvastatin', '1 comprimé le soir', 90, 3),
  ];
  const weight = random.integer(78, 98);
  return [
    ...laboratoryFollowUp(
      [before(720, '08:10'), before(540, '08:05'), before(355, '08:20'), before(180, '08:00'), before(24, '08:15')],
      [
        { analyte: 'hba1c', from: start, to: reached },
        { analyte: 'glucose', from: 1.78, to: 1.31 },
        { analyte: 'creatinine', from: 72, to: 84 + 6 * variant },
        { analyte: 'egfr', from: 88, to: 76 - 5 * variant },
        { analyte: 'albuminuria', from: 22, to: 34 },
        { analyte: 'cholesterol', from: 2.31, to: 1.72 },
        { analyte: 'ldl', from: 1.52, to: 0.88 },
        { analyte: 'hdl', from: 0.41, to: 0.46 },
        { analyte: 'triglycerides', from: 1.94, to: 1.4 },
      ],
      random,
    ),
    report(
      '11488-4',
      'Consultation de suivi du diabète',
      before(18),
      gp,
      {
        reason: 'Suivi trimestriel du diabète de type 2.',
        history: `HbA1c à ${reached.toFixed(1).replace('.', ',')} %, en amélioration. Pas d'hypoglycémie ressentie. Marche trente minutes par jour.`,
        examination: 'Pieds : pouls perçus, monofilament normal, pas de plaie.',
        conclusion: 'Diabète de type 2 mieux équilibré. Tension dans la cible.',
        plan: [
          'Poursuite du traitement',
          'HbA1c dans trois mois',
          "Fond d'œil cette année",
          'Bilan podologique annuel',
        ],
      },
      { vitals: adultVitals(134, 78, 72, weight) },
    ),
    prescription(before(18, '09:45'), gp, treatment),
    dispensation(
      before(17, '11:20'),
      treatment.map((line) => ({ ...line, days: 30, boxes: 1 })),
    ),
    report('78513-9', "Consultation d'ophtalmologie, fond d'œil", before(140, '14:30'), practitioners.ophthalmologist, {
      reason: 'Dépistage annuel de la rétinopathie diabétique.',
      examination: 'Acuité 10/10 des deux côtés avec correction. Tonus normal.',
      findings: variant % 2 === 1 ? 'Quelques micro-anévrismes à gauche.' : 'Pas de rétinopathie.',
      conclusion: variant % 2 === 1 ? 'Rétinopathie non proliférante minime.' : 'Examen normal.',
      plan: 'Contrôle dans un an.',
    }),
    report(
      '34133-9',
      "Synthèse d'hospitalisation de jour, éducation thérapeutique",
      before(330, '16:00'),
      practitioners.diabetologist,
      {
        reason: 'Éducation thérapeutique, adaptation du traitement.',
        events: 'Ateliers diététique, activité physique et autosurveillance suivis.',
        conclusion: insulin ? "Passage à l'insuline basale le soir." : 'Renforcement du traitement oral.',
        plan: ['HbA1c sous 7 %', 'Revoir la diététicienne dans six mois'],
      },
      { ...stay(before(330, '08:30'), before(330, '16:00')), activity: '04' },
    ),
    summary(before(60), gp, {
      problems: [
        problem('E11.9', 'Diabète sucré de type 2', 2900),
        problem('I10', 'Hypertension artérielle essentielle', 2200),
        problem('E78.0', 'Hypercholestérolémie', 1800),
        ...(variant % 2 === 0 ? [problem('K80.2', 'Lithiase vésiculaire', 4000, 3950)] : []),
      ],
      allergies:
        variant % 3 === 0 ? [{ agent: 'Amoxicilline', atc: 'J01CA04', reaction: 'Urticaire', since: day(5200) }] : [],
      treatments: treatment,
      remarks: [
        agree(patient, 'Ancienne fumeuse, sevrée', 'Ancien fumeur, sevré'),
        'Surpoids',
        'ALD 8 : diabète de type 2',
      ],
    }),
    scanned('PROT_ALD', 'Protocole de soins ALD 8', before(700, '17:00'), gp, [
      'Affection de longue durée : diabète de type 2 (ALD 8).',
      {
        list: [
          'Consultation du médecin traitant : quatre par an',
          'HbA1c : quatre par an',
          "Fond d'œil : un par an",
          'Créatinine et albuminurie : une par an',
        ],
      },
    ]),
    report(
      '11506-3',
      'Suivi infirmier, apprentissage de la glycémie capillaire',
      before(325, '18:10'),
      practitioners.nurse,
      {
        reason: 'Apprentissage de l’autosurveillance.',
        events: ['Lecteur réglé et testé', 'Geste acquis au troisième passage', 'Carnet tenu'],
        conclusion: 'Autonomie acquise.',
      },
    ),
    yearOfRefunds(treatment, [
      refund(18, 'Consultation', gp),
      refund(140, "Consultation et fond d'œil", practitioners.ophthalmologist),
      refund(330, 'Hospitalisation de jour', practitioners.diabetologist),
    ]),
  ];
};
