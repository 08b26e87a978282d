// SPDX-License-Identifier: Apache-2.0
import type { Professional } from '@dossier/core/actors';
import { demoRpps } from '../identifiers.ts';
import { claimOf, type Structure, structures } from '../organizations.ts';
import { type PersonaKey, personas } from '../personas.ts';

/** A fictional professional who writes documents. */
export interface Practitioner {
  readonly actor: Professional;
  readonly family: string;
  readonly given: string;
  readonly doctor: boolean;
  readonly structure: Structure;
}

const named = (actor: Professional, structure: Structure): Practitioner => {
  const words = actor.name.split(' ');
  const doctor = words[0] === 'Dr';
  const [given = '', ...family] = doctor ? words.slice(1) : words;
  return { actor, family: family.join(' '), given, doctor, structure };
};

const persona = (key: PersonaKey, situation = 0): Practitioner => {
  const { actor, organizations } = personas[key];
  const structure = organizations[situation];
  if (actor.kind !== 'professional' || !structure) throw new Error(`${key} does not practise anywhere`);
  return named({ ...actor, organization: claimOf(structure) }, structure);
};

const colleague = (
  serial: number,
  name: string,
  [profession, specialty]: readonly [string, string?],
  structure: Structure,
): Practitioner =>
  named(
    {
      kind: 'professional',
      name,
      authentication: 'direct',
      mode: { kind: 'normal' },
      nationalId: demoRpps(serial),
      profession,
      ...(specialty !== undefined && { specialty }),
      organization: claimOf(structure),
    },
    structure,
  );

/** Those who look after the people of Valmont: personas first, then their colleagues. */
export const practitioners = {
  gp: persona('gp'),
  gpOnWatch: persona('gp', 1),
  cardiologist: persona('cardiologist'),
  cardiologistAtHospital: persona('cardiologist', 1),
  nurse: persona('nurse'),
  pharmacist: persona('pharmacist'),
  dentist: persona('dentist'),
  physiotherapist: persona('physiotherapist'),
  midwife: persona('midwife'),
  midwifeAtHospital: persona('midwife', 1),
  occupationalPhysician: persona('occupational-physician'),
  stranger: persona('stranger'),
  secondGp: colleague(101, 'Dr Marc DUVAL', ['10', 'SM26'], structures.tilleuls),
  diabetologist: colleague(102, 'Dr Anne COLIN', ['10', 'SM16'], structures.hospital),
  radiologist: colleague(103, 'Dr Olivier REY', ['10', 'SM44'], structures.imaging),
  biologist: colleague(104, 'Dr Claire MASSON', ['10', 'SM03'], structures.laboratory),
  obstetrician: colleague(105, 'Dr Samira HADDAD', ['10', 'SM20'], structures.hospital),
  paediatrician: colleague(106, 'Dr Éric JOLY', ['10', 'SM40'], structures.hospital),
  surgeon: colleague(107, 'Dr Thomas BRUNET', ['10', 'SM08'], structures.clinic),
  anaesthetist: colleague(108, 'Dr Laure PICARD', ['10', 'SM02'], structures.clinic),
  emergencyDoctor: colleague(109, 'Dr Yannick LE GOFF', ['10', 'SM59'], structures.hospital),
  psychiatrist: colleague(110, 'Dr Mathilde ARNAUD', ['10', 'SM42'], structures.hospital),
  geriatrician: colleague(111, 'Dr Jean ROUSSEL', ['10', 'SM18'], structures.residence),
  pulmonologist: colleague(112, 'Dr Catherine PERRIN', ['10', 'SM41'], structures.hospital),
  oncologist: colleague(113, 'Dr Bruno LECLERC', ['10', 'SM36'], structures.hospital),
  pathologist: colleague(114, 'Dr Hugues MARTY', ['10', 'SM01'], structures.hospital),
  ophthalmologist: colleague(115, 'Dr Sylvie GAILLARD', ['10', 'SM38'], structures.tilleuls),
  internist: colleague(116, 'Dr Nathalie BOYER', ['10', 'SM27'], structures.hospital),
  speechTherapist: colleague(117, 'Manon CLERC', ['91'], structures.tilleuls),
  residenceNurse: colleague(118, 'Fatima ZEROUAL', ['60'], structures.residence),
  gastroenterologist: colleague(119, 'Dr Paul SIMONET', ['10', 'SM24'], structures.clinic),
} as const;
