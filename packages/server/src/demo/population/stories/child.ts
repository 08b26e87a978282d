// SPDX-License-Identifier: Apache-2.0
import { before, daysAfter } from '../calendar.ts';
import { childMeasures, dispensation, prescription, vaccinationHistory } from '../documents/clinical.ts';
import { report, scanned } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { gpOf, medicine, refund, type Teller, vaccination, yearOfRefunds } from './common.ts';

/** A child: growth, vaccines, the small diseases of the age. */
export const child: Teller = ({ patient, random, variant }) => {
  const gp = gpOf(variant);
  const birth = patient.traits.birthDate;
  const age = 2026 - Number(birth.slice(0, 4));
  const given = patient.name.split(' ')[0] ?? '';
  const vaccines = [
    vaccination('hexavalent', daysAfter(birth, 61), 1, practitioners.paediatrician, random),
    vaccination('pneumococcal', daysAfter(birth, 61), 1, practitioners.paediatrician, random),
    vaccination('hexavalent', daysAfter(birth, 122), 2, practitioners.paediatrician, random),
    vaccination('meningococcal', daysAfter(birth, 153), 1, gp, random),
    vaccination('hexavalent', daysAfter(birth, 335), 3, gp, random),
    vaccination('mmr', daysAfter(birth, 366), 1, gp, random),
    vaccination('mmr', daysAfter(birth, 500), 2, gp, random),
  ];
  const height = 75 + age * 6.2;
  const antibiotic = [medicine('amoxicillinSyrup', '1 dose-poids matin et soir pendant six jours', 6)];
  return [
    vaccinationHistory(before(100, '17:00'), gp, vaccines),
    childMeasures(before(100, '17:10'), gp, [
      ['8302-2', 'Taille', Math.round(height), 'cm'],
      ['29463-7', 'Poids', Math.round(9.5 + age * 2.4), 'kg'],
      ['8287-5', 'Périmètre crânien', 47, 'cm'],
    ]),
    childMeasures(before(470, '17:20'), gp, [
      ['8302-2', 'Taille', Math.round(height - 6.5), 'cm'],
      ['29463-7', 'Poids', Math.round(7.4 + age * 2.4), 'kg'],
    ]),
    report('59283-2', "Examen de l'enfant", before(100, '17:15'), gp, {
      reason: `Examen obligatoire de ${given}.`,
      examination: ['Croissance harmonieuse', 'Langage normal pour l’âge', 'Audition et vision normales'],
      conclusion: 'Développement normal.',
    }),
    report('11488-4', 'Consultation pour otite', before(260, '18:20'), gp, {
      reason: 'Fièvre à 39 °C et douleur de l’oreille droite depuis la veille.',
      examination: 'Tympan droit bombé et rouge. Auscultation normale.',
      conclusion: 'Otite moyenne aiguë droite.',
      plan: 'Antibiotique six jours, paracétamol si douleur.',
    }),
    prescription(before(260, '18:30'), gp, antibiotic),
    dispensation(before(260, '19:00'), antibiotic),
    report(
      '68817-6',
      "Bilan de santé et de prévention de l'enfant",
      before(400, '10:00'),
      practitioners.paediatrician,
      {
        reason: 'Bilan de prévention.',
        examination: 'Examen normal. Dents saines.',
        conclusion: 'Pas d’anomalie dépistée.',
        plan: ['Moins de deux heures d’écran par jour', 'Contrôle dentaire annuel'],
      },
      { activity: '07' },
    ),
    report('83836-7', 'Schéma dentaire', before(380, '16:40'), practitioners.dentist, {
      examination: 'Denture de lait complète, deux sillons à surveiller.',
      plan: 'Scellement des sillons des premières molaires à leur sortie.',
    }),
    ...(variant % 2 === 0
      ? [
          scanned('80771-9', "Projet d'accueil individualisé", before(70, '12:00'), gp, [
            `Projet d'accueil de ${given} à l'école : allergie à l'arachide.`,
            {
              list: [
                'Trousse d’urgence à l’infirmerie',
                'Panier-repas apporté par la famille',
                'Appeler le 15 en cas de réaction',
              ],
            },
          ]),
        ]
      : [
          report('47420-5', 'Bilan orthophonique', before(130, '14:00'), practitioners.speechTherapist, {
            reason: 'Retard de parole.',
            function: ['Articulation : confusions de sons', 'Compréhension normale'],
            conclusion: 'Trente séances proposées.',
          }),
        ]),
    scanned('CERT_DECL', "Certificat d'aptitude au sport", before(75, '11:30'), gp, [
      `L'examen de ${given} ne montre pas ce jour de contre-indication à la pratique du sport en club.`,
    ]),
    yearOfRefunds(antibiotic, [refund(260, 'Consultation', gp), refund(100, 'Examen obligatoire', gp)]),
  ];
};
