// SPDX-License-Identifier: Apache-2.0
import { structures } from '../../organizations.ts';
import { before } from '../calendar.ts';
import { dischargeLetter, dispensation, imagingReport, prescription } from '../documents/clinical.ts';
import { fromPatient, report, scanned, stay } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { day, medicine, type Teller } from './common.ts';

const { gp } = practitioners;
const pain = [medicine('paracetamol', '1 comprimé jusqu’à trois fois par jour', 15)];
const sertraline = [medicine('sertraline', '1 gélule le matin', 90, 2)];

/** A fall from a bicycle, and the knee that followed. */
const knee: Teller = () => [
  report(
    '15507-7',
    'Compte rendu de passage aux urgences',
    before(300, '19:20'),
    practitioners.emergencyDoctor,
    {
      reason: 'Chute de vélo, genou droit.',
      examination: 'Épanchement, douleur du compartiment interne.',
      conclusion: 'Entorse du genou droit, lésion méniscale à rechercher.',
      plan: 'Attelle, antalgiques, IRM.',
    },
    { activity: '97' },
  ),
  report(
    '55115-0',
    "Demande d'acte d'imagerie",
    before(298, '10:00'),
    gp,
    {
      reason: 'IRM du genou droit après entorse.',
    },
    { template: ['1.2.250.1.213.1.1.1.47', '2024.01'] },
  ),
  imagingReport(
    before(290, '17:00'),
    'IRM du genou droit',
    {
      reason: 'Entorse du genou droit.',
      act: 'IRM sans injection, trois plans.',
      findings: 'Fissure verticale de la corne postérieure du ménisque interne. Ligaments croisés intacts.',
      conclusion: 'Lésion du ménisque interne.',
    },
    { key: 'knee-mri', accession: 'IMG-GENOU-2026' },
  ),
  imagingReport(
    before(288, '11:30'),
    'IRM du genou droit, complément',
    {
      reason: 'Relecture demandée par le chirurgien.',
      act: 'Relecture.',
      findings: 'Petit kyste poplité de 12 mm.',
      conclusion: 'Kyste poplité associé.',
    },
    { key: 'knee-mri-addendum', appends: 'knee-mri', accession: 'IMG-GENOU-2026' },
  ),
  report(
    '34749-2',
    'Consultation pré-anesthésique',
    before(262, '09:00'),
    practitioners.anaesthetist,
    {
      history: 'Hypertension traitée. Allergie à la pénicilline.',
      examination: 'ASA 2, Mallampati 1.',
      conclusion: 'Rachianesthésie prévue.',
    },
    {
      activity: '07',
      folder: 'Genou droit 2026',
      allergies: [{ agent: 'PENICILLINE G', atc: 'J01C', reaction: 'Éruption dans l’enfance', since: day(12_000) }],
    },
  ),
  report(
    '34874-8',
    'Compte rendu opératoire',
    before(255, '10:30'),
    practitioners.surgeon,
    {
      act: 'Méniscectomie interne partielle sous arthroscopie.',
      conclusion: 'Appui complet autorisé.',
    },
    { activity: '04', folder: 'Genou droit 2026' },
  ),
  report(
    '77436-4',
    "Compte rendu d'anesthésie",
    before(255, '11:00'),
    practitioners.anaesthetist,
    {
      act: 'Rachianesthésie.',
      events: 'Sans incident.',
      conclusion: 'Sortie le jour même.',
    },
    { activity: '04', folder: 'Genou droit 2026' },
  ),
  dischargeLetter(
    before(255, '07:15'),
    before(255, '17:00'),
    practitioners.surgeon,
    {
      reason: 'Méniscectomie interne du genou droit.',
      events: 'Chirurgie ambulatoire sans incident.',
      plan: ['Pansement tous les deux jours', 'Kinésithérapie', 'Contrôle à six semaines'],
    },
    pain,
    { activity: '04', folder: 'Genou droit 2026' },
  ),
  scanned(
    '86531-1',
    'Attestation de sortie',
    before(255, '17:10'),
    practitioners.surgeon,
    ['Sortie autorisée ce jour.'],
    { activity: '04' },
  ),
  report('PRESC-INF', "Prescription d'actes infirmiers", before(254, '17:20'), gp, {
    plan: 'Pansement du genou droit tous les deux jours pendant douze jours.',
  }),
  report('11506-3', 'Suivi infirmier du pansement', before(248, '08:20'), practitioners.nurse, {
    events: ['Cicatrices propres', 'Pas de signe d’infection', 'Douleur 3/10'],
    conclusion: 'Pansement suivant dans deux jours.',
  }),
  report('11506-3', 'Fin des soins infirmiers', before(242, '08:15'), practitioners.nurse, {
    events: ['Fils enlevés', 'Cicatrices fermées'],
    conclusion: 'Fin de la prise en charge.',
  }),
  report('PRESC-KINE', "Prescription d'actes de kinésithérapie", before(254, '17:25'), gp, {
    plan: 'Rééducation du genou droit, quinze séances.',
  }),
  report('47420-5', 'Bilan initial de kinésithérapie', before(240, '12:00'), practitioners.physiotherapist, {
    function: ['Flexion 95°', 'Extension -5°', 'Marche avec une canne'],
    conclusion: 'Objectif : marche sans canne en trois semaines.',
  }),
  report('47420-5', 'Bilan final de kinésithérapie', before(190, '12:00'), practitioners.physiotherapist, {
    function: ['Flexion 135°', 'Extension complète', 'Course reprise'],
    conclusion: 'Objectifs atteints.',
  }),
  scanned(
    'PRESC-AAT',
    "Avis d'arrêt de travail",
    before(253, '18:00'),
    gp,
    ['Arrêt de travail de vingt et un jours.'],
    { confidentiality: ['masked'] },
  ),
  report('11488-4', 'Visite de reprise', before(225, '09:00'), practitioners.occupationalPhysician, {
    reason: 'Reprise après arrêt de travail.',
    conclusion: 'Apte, sans port de charge de plus de dix kilogrammes pendant un mois.',
  }),
  prescription(before(253, '18:05'), gp, pain),
  dispensation(before(253, '18:40'), pain),
];

/** A hard time, of which she shows little. */
const hardTime: Teller = () => [
  report(
    '75496-0',
    "Demande d'acte de télémédecine",
    before(480, '18:20'),
    gp,
    {
      reason: 'Téléexpertise psychiatrique : épisode dépressif, avis sur le traitement.',
    },
    { template: ['1.2.250.1.213.1.1.1.38', '2022.01'] },
  ),
  report(
    '85208-7',
    'Compte rendu de téléexpertise',
    before(478, '14:00'),
    practitioners.psychiatrist,
    {
      reason: 'Avis demandé par le médecin traitant.',
      conclusion: 'Sertraline 50 mg, revoir dans six semaines.',
    },
    { activity: '07' },
  ),
  report(
    '68599-0',
    'Synthèse psychiatrique',
    before(440, '15:00'),
    practitioners.psychiatrist,
    {
      examination: 'Humeur en amélioration, sommeil retrouvé.',
      conclusion: 'Épisode dépressif moyen, en rémission partielle.',
      plan: 'Poursuite six mois.',
    },
    { activity: '07', revisions: [{ by: 'patient', revision: 'mask' }] },
  ),
  report(
    '68599-0',
    'Synthèse psychiatrique de fin de suivi',
    before(270, '15:30'),
    practitioners.psychiatrist,
    {
      conclusion: 'Rémission complète, arrêt du traitement.',
    },
    { activity: '07' },
  ),
  report(
    '83901-9',
    'Bilan psychologique',
    before(435, '10:00'),
    practitioners.psychiatrist,
    {
      function: ['Échelle de dépression : 12', 'Échelle d’anxiété : 9'],
      conclusion: 'Pas d’autre indication.',
    },
    { activity: '07' },
  ),
  prescription(before(478, '18:00'), gp, sertraline, { confidentiality: ['masked'] }),
  fromPatient('DOCPAT01', 'Notes pour mon médecin', before(430, '22:00'), [
    'Sommeil : mieux. Reprise du chant le mardi.',
  ]),
];

/** A doubt this month, not told yet; and papers. */
const thisMonth: Teller = () => [
  imagingReport(before(20, '11:00'), 'Mammographie et échographie', {
    reason: 'Nodule palpé du sein droit.',
    act: 'Mammographie bilatérale et échographie.',
    findings: 'Nodule de 9 mm du quadrant supéro-externe droit, contours flous.',
    conclusion: 'ACR 4. Biopsie conseillée.',
  }),
  report(
    '60568-3',
    "Compte rendu d'anatomie pathologique",
    before(6, '17:30'),
    practitioners.pathologist,
    {
      act: 'Microbiopsie du sein droit.',
      findings: 'Carcinome infiltrant de type non spécifique, grade 1.',
      conclusion: 'Résultat à annoncer en consultation.',
    },
    { confidentiality: ['hiddenFromPatient'], activity: '09' },
  ),
  report(
    '34794-8',
    'Fiche de réunion de concertation pluridisciplinaire',
    before(3, '18:00'),
    practitioners.oncologist,
    {
      conclusion: 'Chirurgie conservatrice proposée, après la consultation d’annonce.',
    },
    {
      template: ['1.2.250.1.213.1.1.1.8', '2022.01'],
      activity: '07',
      confidentiality: ['hiddenFromPatient', 'masked'],
    },
  ),
  report(
    '96349-6',
    "Lettre d'adressage",
    before(5, '12:20'),
    gp,
    {
      reason: 'Consultation d’annonce en oncologie.',
      history: 'Nodule du sein droit de découverte récente.',
    },
    { confidentiality: ['hiddenFromPatient'] },
  ),
  report('80788-3', "Projet personnalisé d'accompagnement", before(150, '15:00'), practitioners.gp, {
    plan: ['Aide à la reprise du vélo', 'Groupe de marche du jeudi'],
  }),
  report(
    '83981-1',
    "Lettre de liaison à la sortie d'une structure médico-sociale",
    before(175, '11:00'),
    practitioners.residenceNurse,
    {
      reason: 'Séjour de répit de cinq jours après la chirurgie.',
      events: 'Séjour sans incident.',
    },
    stay(before(180, '14:00'), before(175, '11:00')),
  ),
  scanned('ATTEST-RESID', 'Attestation de résidence', before(176, '10:00'), structures.residence, [
    'Séjour à la résidence Les Glycines, cinq jours.',
  ]),
  scanned('59284-0', 'Attestation de consentement aux soins', before(256, '09:30'), structures.clinic, [
    'Consentement à l’intervention du genou droit.',
  ]),
  scanned('ATTEST-DROITS-AM', "Attestation de droits à l'assurance maladie", before(340, '09:00'), structures.insurer, [
    'Droits ouverts au régime général.',
  ]),
  scanned(
    'CERT_DECL',
    'Déclaration erronée',
    before(45, '10:00'),
    gp,
    ['Document déposé par erreur dans ce dossier.'],
    {
      key: 'mistake',
      revisions: [{ by: 'writer', revision: 'delete' }],
    },
  ),
  fromPatient('DOCPAT02', 'Ordonnance de lunettes', before(500, '19:20'), ['Verres progressifs, addition +1,00.']),
  fromPatient('DOCPAT04', 'Ancienne radiographie du poignet', before(610, '20:10'), [
    'Radiographie de 2012, poignet gauche, sans lésion.',
  ]),
  fromPatient('DOCPAT09', 'Carte de mutuelle', before(345, '20:20'), ['Mutuelle du Val, tiers payant.']),
  fromPatient('74465-6', 'Questionnaire avant anesthésie', before(263, '20:00'), [
    { list: ['Allergie : pénicilline', 'Prothèse dentaire : une couronne', 'Tabac : non'] },
  ]),
];

export const dominiqueEvents: Teller = (telling) => [...knee(telling), ...hardTime(telling), ...thisMonth(telling)];
