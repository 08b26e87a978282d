// SPDX-License-Identifier: Apache-2.0
import { before } from '../calendar.ts';
import { dispensation, laboratoryReport, prescription, vaccinationHistory } from '../documents/clinical.ts';
import { adultVitals, fromPatient, report, scanned } from '../documents/reports.ts';
import { practitioners } from '../practitioners.ts';
import { day, medicine, refund, type Teller, vaccination, yearOfRefunds } from './common.ts';
import { dominiqueEvents } from './dominique-events.ts';
import { dominiqueHealth } from './dominique-health.ts';

export const dominique: Teller = (telling) => [...dominiqueHealth(telling), ...dominiqueEvents(telling)];

/** Her record is open; nobody is authorised yet. */
export const adele: Teller = ({ random }) => {
  const treatment = [medicine('omeprazole', '1 gélule le matin', 30)];
  return [
    report(
      '11488-4',
      'Consultation',
      before(150, '11:00'),
      practitioners.secondGp,
      {
        reason: 'Brûlures d’estomac.',
        conclusion: 'Reflux gastro-œsophagien.',
        plan: 'Traitement un mois, surélever la tête du lit.',
      },
      { vitals: adultVitals(121, 76, 70, 71) },
    ),
    prescription(before(150, '11:15'), practitioners.secondGp, treatment),
    dispensation(before(150, '12:30'), treatment),
    report(
      '70004-7',
      'Endoscopie digestive haute',
      before(110, '09:40'),
      practitioners.gastroenterologist,
      {
        act: 'Endoscopie sous sédation.',
        findings: 'Œsophagite de grade A.',
        conclusion: 'Pas de lésion suspecte.',
      },
      { activity: '04' },
    ),
    laboratoryReport(before(120, '08:00'), [
      ['haemoglobin', 13.1],
      ['ferritin', 48],
      ['crp', 2.1],
      ['tsh', 1.9],
    ]),
    vaccinationHistory(before(100, '10:00'), practitioners.secondGp, [
      vaccination('dtp', day(800), 6, practitioners.secondGp, random),
    ]),
    fromPatient('DOCPAT08', 'Profil médical Mon espace santé', before(99, '20:00'), [
      { list: ['Pas d’allergie connue', 'Traitement : oméprazole'] },
    ]),
    yearOfRefunds(treatment, [refund(150, 'Consultation', practitioners.secondGp)]),
  ];
};

/** A girl of fifteen, and two consultations that are her own affair (L.1111-5, L.5134-1 CSP). */
export const lea: Teller = ({ patient, random }) => {
  const birth = patient.traits.birthDate;
  const secret = { confidentiality: ['hiddenFromRepresentatives'] } as const;
  const pill = [medicine('levonorgestrel', '1 comprimé par jour à heure fixe', 84, 3)];
  return [
    vaccinationHistory(before(300, '17:00'), practitioners.gp, [
      vaccination('hexavalent', `${Number(birth.slice(0, 4)) + 1}-01-20`, 2, practitioners.paediatrician, random),
      vaccination('mmr', `${Number(birth.slice(0, 4)) + 1}-10-02`, 1, practitioners.paediatrician, random),
      vaccination('dtcp', `${Number(birth.slice(0, 4)) + 11}-10-14`, 5, practitioners.gp, random),
      vaccination('hpv', `${Number(birth.slice(0, 4)) + 12}-03-04`, 1, practitioners.gp, random),
      vaccination('hpv', `${Number(birth.slice(0, 4)) + 12}-10-06`, 2, practitioners.gp, random),
    ]),
    report('59283-2', "Examen de l'enfant", before(300, '17:15'), practitioners.gp, {
      reason: 'Examen obligatoire de la seizième année.',
      examination: ['Taille 163 cm, poids 52 kg', 'Rachis droit', 'Vision normale'],
      conclusion: 'Bonne santé.',
    }),
    report('11488-4', 'Consultation pour entorse', before(180, '18:00'), practitioners.gp, {
      reason: 'Entorse de la cheville au handball.',
      conclusion: 'Entorse bénigne, reprise dans trois semaines.',
    }),
    scanned('CERT_DECL', "Dispense d'éducation physique", before(180, '18:10'), practitioners.gp, [
      'Dispense de sport de trois semaines.',
    ]),
    laboratoryReport(before(120, '08:20'), [
      ['haemoglobin', 12.2],
      ['ferritin', 18],
    ]),
    report('83836-7', 'Schéma dentaire', before(90, '14:40'), practitioners.dentist, {
      examination: 'Denture définitive saine.',
      plan: 'Contrôle dans un an.',
    }),
    report(
      '11488-4',
      'Consultation confidentielle de contraception',
      before(40, '17:20'),
      practitioners.midwife,
      {
        reason: 'Demande de contraception. La patiente ne souhaite pas que ses parents en soient informés.',
        conclusion: 'Contraception orale, dépistages proposés.',
      },
      secret,
    ),
    prescription(before(40, '17:30'), practitioners.midwife, pill, secret),
    scanned('80771-9', "Projet d'accueil individualisé", before(420, '12:00'), practitioners.gp, [
      'Asthme à l’effort : salbutamol avant le sport.',
    ]),
    yearOfRefunds(
      [],
      [refund(180, 'Consultation', practitioners.gp), refund(90, 'Soins dentaires', practitioners.dentist)],
    ),
  ];
};

/** Closed at his wish; what was in it is kept for ten years. */
export const closed: Teller = () => [
  report('11488-4', 'Consultation', before(500, '09:00'), practitioners.gp, {
    reason: 'Lombalgie.',
    conclusion: 'Lombalgie commune.',
  }),
  prescription(before(500, '09:10'), practitioners.gp, [medicine('paracetamol', '1 comprimé si douleur', 10)]),
  laboratoryReport(before(495, '08:00'), [
    ['crp', 1.1],
    ['glucose', 0.98],
  ]),
];
