// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import {
  dispensation,
  laboratoryFollowUp,
  laboratoryReport,
  medicineNames,
  prescription,
  summary,
  vaccinationHistory,
  vaccinationNote,
} from '../documents/clinical.ts';
import { adultVitals, fromPatient, report, scanned } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { day, medicine, problem, refund, type Teller, vaccination, yearOfRefunds } from './common.ts';

const { gp } = practitioners;

const treatment = [
  medicine('levothyroxine', '1 comprimé le matin à jeun', 90, 3),
  medicine('amlodipine', '1 gélule le matin', 90, 3),
  medicine('atorvastatin', '1 comprimé le soir', 90, 3),
];
const formerTreatment = treatment.slice(0, 2);

const background = {
  problems: [
    problem('I10', 'Hypertension artérielle essentielle', 1900),
    problem('E03.9', 'Hypothyroïdie', 3300),
    problem('E78.0', 'Hypercholestérolémie', 1100),
    problem('O80.0', 'Accouchement unique et spontané', 6700, 6700),
    problem('K35.8', 'Appendicite aiguë', 9200, 9190),
  ],
  allergies: [{ agent: 'Pénicilline', atc: 'J01C', reaction: 'Éruption généralisée', since: day(12_000) }],
  treatments: treatment,
  remarks: [
    'Ne fume pas',
    'Père : infarctus à 62 ans',
    'Personne de confiance : son frère',
    'Directives anticipées déposées',
  ],
};

/** What goes on year after year: blood pressure, thyroid, cholesterol, prevention. */
export const dominiqueHealth: Teller = ({ random }) => [
  // the laboratory of those years gave masses, and the HbA1c of the IFCC
  ...laboratoryFollowUp(
    [before(2920, '08:20'), before(2555, '08:10'), before(2190, '07:45'), before(1825, '08:00')],
    [
      { analyte: 'hba1cIfcc', from: 33, to: 36 },
      { analyte: 'creatinineMass', from: 6.6, to: 7 },
    ],
    random,
  ),
  ...laboratoryFollowUp(
    [before(1460, '07:50'), before(1095, '08:05'), before(730, '08:00'), before(365, '07:55'), before(35, '08:10')],
    [
      { analyte: 'tsh', from: 5.9, to: 2.1 },
      { analyte: 'cholesterol', from: 2.62, to: 1.94 },
      { analyte: 'ldl', from: 1.81, to: 1.09 },
      { analyte: 'hdl', from: 0.52, to: 0.58 },
      { analyte: 'triglycerides', from: 1.44, to: 1.12 },
      { analyte: 'glucose', from: 0.93, to: 1.01 },
      { analyte: 'hba1c', from: 5.4, to: 5.8 },
      { analyte: 'creatinine', from: 62, to: 69 },
      { analyte: 'potassium', from: 4.1, to: 4.2 },
    ],
    random,
  ),
  laboratoryReport(
    before(420, '09:10'),
    [
      ['haemoglobin', 10.9],
      ['ferritin', 8],
      ['platelets', 301],
    ],
    {
      key: 'anaemia-first',
      conclusion: 'Anémie par manque de fer.',
    },
  ),
  laboratoryReport(
    before(419, '16:30'),
    [
      ['haemoglobin', 11.9],
      ['ferritin', 8],
      ['platelets', 301],
    ],
    {
      key: 'anaemia-corrected',
      replaces: 'anaemia-first',
      conclusion: 'Résultat corrigé : hémoglobine 11,9 g/dL (erreur de saisie). Réserves en fer basses.',
    },
  ),
  report(
    '11488-4',
    'Consultation de suivi',
    before(30),
    gp,
    {
      reason: 'Suivi de l’hypertension et de la thyroïde.',
      history: 'Tensions au domicile entre 125/75 et 135/82. Pas de palpitation.',
      examination: 'Thyroïde souple. Auscultation normale.',
      conclusion: 'Hypertension contrôlée. Hypothyroïdie équilibrée. LDL en baisse.',
      plan: ['Même traitement', 'Bilan dans un an', 'Vaccin contre la grippe'],
    },
    { vitals: adultVitals(128, 78, 68, 67, 168) },
  ),
  report(
    '11488-4',
    'Consultation de suivi',
    before(390),
    gp,
    {
      reason: 'Suivi annuel.',
      history: 'Fatigue. Règles abondantes.',
      examination: 'Pâleur légère.',
      conclusion: 'Manque de fer.',
      plan: 'Fer pendant trois mois, contrôle.',
    },
    { vitals: adultVitals(136, 84, 76, 66) },
  ),
  prescription(before(395, '10:05'), gp, formerTreatment, { key: 'renewal-2025' }),
  prescription(before(30, '09:50'), gp, formerTreatment, { key: 'renewal-2026' }),
  prescription(before(29, '12:10'), gp, treatment, {
    key: 'renewal-2026-corrected',
    replaces: 'renewal-2026',
    comments: 'Remplace l’ordonnance de la veille : atorvastatine oubliée.',
  }),
  dispensation(
    before(28, '10:40'),
    treatment.map((line) => ({ ...line, days: 30, boxes: 1 })),
  ),
  dispensation(before(392, '18:20'), [...formerTreatment, medicine('iron', '1 comprimé par jour', 90)]),
  summary(before(385), gp, { ...background, treatments: formerTreatment }, { key: 'summary-2025' }),
  summary(before(26), gp, background, { key: 'summary-2026', replaces: 'summary-2025' }),
  vaccinationHistory(before(200, '09:10'), gp, [
    vaccination('dtp', day(2900), 6, gp, random),
    vaccination('mmr', day(11_000), 2, gp, random),
    vaccination('hepatitisB', day(7000), 3, practitioners.occupationalPhysician, random),
    vaccination('covid', day(1960), 2, practitioners.pharmacist, random),
    vaccination('covid', day(1770), 3, practitioners.pharmacist, random),
  ]),
  vaccinationNote(before(22, '11:00'), vaccination('influenza', day(22), 4, practitioners.pharmacist, random)),
  report(
    '70004-7',
    'Électrocardiogramme et mesure ambulatoire de la tension',
    before(410, '10:30'),
    practitioners.cardiologist,
    {
      act: 'ECG douze dérivations ; mesure ambulatoire de la pression artérielle sur 24 heures.',
      findings: 'Rythme sinusal. Moyenne 131/81 le jour, 118/70 la nuit.',
      conclusion: 'Hypertension contrôlée.',
    },
  ),
  report('11488-4', 'Consultation de cardiologie', before(410, '11:00'), practitioners.cardiologist, {
    reason: 'Palpitations, antécédent familial.',
    conclusion: 'Cœur normal. Risque cardiovasculaire modéré.',
    plan: ['LDL sous 1 g/L', 'Épreuve d’effort non nécessaire'],
  }),
  report('78513-9', "Consultation d'ophtalmologie", before(505, '15:20'), practitioners.ophthalmologist, {
    reason: 'Presbytie débutante.',
    examination: 'Acuité 10/10. Fond d’œil normal.',
    conclusion: 'Correction de près +1,00.',
  }),
  report('83836-7', 'Schéma dentaire', before(160, '14:10'), practitioners.dentist, {
    examination: 'Couronne sur 46. Obturations sur 16 et 26. Parodonte sain.',
    plan: 'Contrôle annuel.',
  }),
  scanned(
    '18748-4',
    'Panoramique dentaire',
    before(160, '14:30'),
    practitioners.dentist,
    ['Panoramique : pas de foyer apical. Dents de sagesse absentes.'],
    {
      revisions: [{ by: 'patient', revision: 'mask' }],
    },
  ),
  report('56445-0', 'Bilan médicamenteux', before(90, '16:00'), practitioners.pharmacist, {
    events: medicineNames(treatment),
    conclusion: 'Pas d’interaction. Prendre la lévothyroxine à jeun, loin du fer.',
  }),
  report('78601-2', "Compte rendu d'entretien pharmaceutique", before(88, '16:30'), practitioners.pharmacist, {
    reason: 'Observance du traitement.',
    conclusion: 'Bonne observance.',
  }),
  report(
    'PRESC-BIO',
    "Prescription d'actes de biologie médicale",
    before(60, '09:40'),
    gp,
    {
      plan: ['TSH', 'Exploration d’une anomalie lipidique', 'Glycémie et HbA1c', 'Créatinine, potassium'],
    },
    { template: ['1.2.250.1.213.1.1.1.52', '2022.01'] },
  ),
  report('75492-9', 'Frottis de dépistage du col', before(260, '10:20'), practitioners.midwife, {
    reason: 'Dépistage.',
    findings: 'Recherche d’HPV négative.',
    plan: 'Prochain test dans cinq ans.',
  }),
  report(
    '11488-4',
    'Consultation de gynécologie et contraception',
    before(260, '10:00'),
    practitioners.midwife,
    {
      reason: 'Suivi gynécologique.',
      examination: 'Examen normal.',
      conclusion: 'Dispositif intra-utérin en place.',
    },
    { revisions: [{ by: 'patient', revision: 'mask' }] },
  ),
  report('11488-4', 'Consultation de médecine de garde', before(612, '22:10'), practitioners.gpOnWatch, {
    reason: 'Fièvre et toux.',
    conclusion: 'Grippe.',
  }),
  report('11488-4', 'Consultation pendant les vacances', before(840, '10:00'), practitioners.stranger, {
    reason: 'Piqûre d’insecte infectée.',
    conclusion: 'Guérison attendue en huit jours. Allergie à la pénicilline respectée.',
  }),
  scanned('89601-9', 'Certificat médical', before(1400, '18:00'), gp, ['Pas de contre-indication à la randonnée.'], {
    key: 'old-certificate',
    revisions: [{ by: 'writer', revision: 'archive' }],
  }),
  scanned('89601-9', 'Certificat médical de natation', before(95, '18:00'), gp, [
    'Pas de contre-indication à la natation en compétition.',
  ]),
  scanned(
    '68817-6',
    "Carnet de santé de l'enfant, pages numérisées",
    before(1300, '11:00'),
    gp,
    ['Pages numérisées du carnet de santé : croissance normale, rougeole en 1984.'],
    { service: { start: '1979-03-28T10:00', stop: '1995-03-28T10:00' } },
  ),
  fromPatient('DOCPAT08', 'Profil médical Mon espace santé', before(50, '21:00'), [
    {
      list: [
        'Allergie : pénicilline',
        'Traitements : lévothyroxine, amlodipine, atorvastatine',
        'Groupe sanguin : A positif',
      ],
    },
  ]),
  fromPatient('EXPPAT_3', 'Directives anticipées', before(540, '20:30'), [
    'Si je ne peux plus m’exprimer et que mon état est sans issue, je ne souhaite pas que ma vie soit prolongée par une machine.',
    'Je souhaite que ma douleur soit soulagée, même si cela devait abréger ma vie.',
  ]),
  fromPatient('EXPPAT_1', 'Personne de confiance et don d’organes', before(540, '20:45'), [
    'Personne de confiance : mon frère. Je suis donneuse d’organes.',
  ]),
  fromPatient('DOCPAT05', 'Analyses faites en voyage', before(1020, '19:00'), [
    'Numération normale, laboratoire de Lisbonne, août 2023.',
  ]),
  yearOfRefunds(treatment, [
    refund(30, 'Consultation', gp),
    refund(160, 'Soins dentaires', practitioners.dentist),
    refund(260, 'Consultation de sage-femme', practitioners.midwife),
  ]),
];
