// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import { dispensation, imagingReport, laboratoryReport, prescription } from '../documents/clinical.ts';
import { adultVitals, fromPatient, report, stay } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { medicine, refund, type Teller, yearOfRefunds } from './common.ts';

/** A pregnancy, followed by the midwife and born at the hospital. */
export const pregnancy: Teller = ({ random, variant }) => {
  const birth = 60 + variant * 40;
  const months = (month: number): number => birth + Math.round((9 - month) * 30.4);
  const arrived = before(birth, '04:30');
  const left = before(birth - 3, '11:00');
  const supplements = [medicine('folicAcid', '1 comprimé par jour', 90), medicine('iron', '1 comprimé par jour', 90)];
  return [
    laboratoryReport(
      before(months(1), '08:00'),
      [
        ['hcg', 48_200],
        ['haemoglobin', 12.6],
        ['glucose', 0.84],
        ['toxoplasmaIgg', variant % 2 === 0 ? 3 : 42],
      ],
      {
        conclusion:
          variant % 2 === 0
            ? 'Toxoplasmose : absence d’immunité, contrôle mensuel.'
            : 'Toxoplasmose : immunité ancienne.',
      },
    ),
    report(
      '11488-4',
      'Premier entretien de grossesse',
      before(months(2), '10:00'),
      practitioners.midwife,
      {
        reason: 'Déclaration de grossesse.',
        history: variant === 0 ? 'Première grossesse.' : 'Deuxième grossesse, premier accouchement simple.',
        conclusion: 'Grossesse d’évolution normale.',
        plan: ['Acide folique', 'Échographie du premier trimestre', 'Préparation à la naissance'],
      },
      { vitals: adultVitals(112, 68, 76, 61 + variant) },
    ),
    prescription(before(months(2), '10:20'), practitioners.midwife, supplements),
    dispensation(before(months(2), '18:00'), supplements),
    ...([3, 5, 7.5] as const).map((month, index) =>
      imagingReport(
        before(months(month), '14:15'),
        `Échographie obstétricale du ${['premier', 'deuxième', 'troisième'][index]} trimestre`,
        {
          reason: 'Échographie de dépistage.',
          act: 'Échographie par voie abdominale.',
          findings:
            [
              'Clarté nucale 1,2 mm. Longueur cranio-caudale 64 mm.',
              'Morphologie normale. Biométrie au 50e percentile.',
              'Présentation céphalique. Estimation de poids 1 950 g.',
            ][index] ?? '',
          conclusion: 'Examen sans anomalie décelée.',
        },
        {},
        practitioners.obstetrician,
      ),
    ),
    laboratoryReport(
      before(months(6), '08:05'),
      [
        ['glucose', 0.88],
        ['haemoglobin', 10.8],
        ['ferritin', 12],
        ['platelets', random.around(210, 0.08)],
      ],
      {
        conclusion: 'Anémie modérée par manque de fer.',
      },
    ),
    report(
      '57055-6',
      'Synthèse antepartum',
      before(months(8.5), '11:40'),
      practitioners.midwifeAtHospital,
      {
        history: 'Grossesse suivie par la sage-femme de ville. Trois échographies sans anomalie.',
        results: ['Groupe O positif', 'Sérologies à jour', 'Streptocoque B négatif'],
        conclusion: 'Accouchement par voie basse prévu.',
      },
      { template: ['1.2.250.1.213.1.1.1.12.1', '2024.01'], activity: '07' },
    ),
    report(
      '34749-2',
      'Consultation pré-anesthésique',
      before(months(8.2), '09:10'),
      practitioners.anaesthetist,
      {
        reason: 'Consultation obligatoire du huitième mois.',
        examination: 'Pas de contre-indication à la péridurale. Mallampati 2.',
        conclusion: 'Péridurale possible.',
      },
      { activity: '07' },
    ),
    report(
      '15508-5',
      "Compte rendu d'accouchement",
      before(birth, '15:50'),
      practitioners.midwifeAtHospital,
      {
        events: 'Travail spontané à 39 semaines et 4 jours, péridurale. Naissance par voie basse.',
        findings: variant % 2 === 0 ? 'Fille, 3 320 g, Apgar 10/10.' : 'Garçon, 3 540 g, Apgar 9/10.',
        conclusion: 'Délivrance complète, pertes normales.',
      },
      { ...stay(arrived, before(birth, '15:50')), activity: '03' },
    ),
    report(
      '57057-2',
      'Synthèse salle de naissance, mère',
      before(birth, '17:30'),
      practitioners.midwifeAtHospital,
      {
        events: 'Accouchement simple, périnée intact.',
        conclusion: 'Retour en chambre deux heures après la naissance.',
      },
      { template: ['1.2.250.1.213.1.1.1.12.2', '2024.01'], activity: '03' },
    ),
    report(
      '89235-6',
      'Synthèse suites de couches, mère',
      left,
      practitioners.midwifeAtHospital,
      {
        events: 'Suites simples. Allaitement maternel en place.',
        plan: ['Passage de la sage-femme à domicile', 'Rééducation périnéale', 'Consultation à six semaines'],
      },
      { template: ['1.2.250.1.213.1.1.1.12.4', '2024.01'], ...stay(arrived, left), activity: '03' },
    ),
    fromPatient('DOCPAT06', 'Projet de naissance', before(months(8), '21:00'), [
      { list: ['Péridurale souhaitée', 'Peau à peau dès la naissance', 'Présence du père'] },
    ]),
    yearOfRefunds(supplements, [
      refund(birth, 'Accouchement', practitioners.obstetrician),
      refund(months(2), 'Entretien de grossesse', practitioners.midwife),
    ]),
  ];
};
