// SPDX-License-Identifier: Apache-2.0
import { demoIns, demoRpps, stableUuid } from './identifiers.ts';
import { claimOf, structures } from './organizations.ts';
import { feed, normal, type Persona, type PersonaKey, patient, personaKeys, professional } from './persona.ts';

export { type PatientIdentity, type Persona, type PersonaKey, personaKeys, testInsOid } from './persona.ts';

/** The help desk, who signs in to the console. */
export const demoAgent = { key: 'support', agentId: 'agent-17', name: 'Assistance Dossier' } as const;

/** Born so that she is 15 from 17 September 2026 to 16 September 2027; a minor until 2029. */
const leaBirthDate = '2011-09-17';

/** The fixed personas (interface.md). Ids never change: examples, tests and tools rely on them. */
export const personas: Readonly<Record<PersonaKey, Persona>> = {
  dominique: patient('dominique', 'adult patient, attending doctor gp, rich record', 'Dominique PAT-TROIS', {
    ins: '279035121518989',
    traits: {
      birthFamilyName: 'PAT-TROIS',
      birthGivenNames: ['DOMINIQUE', 'MARIE-LOUISE'],
      sex: 'female',
      birthDate: '1979-03-28',
      birthPlaceCode: '51215',
      usedFamilyName: 'PAT-TROIS',
      usedGivenName: 'DOMINIQUE',
    },
    birthPlace: 'DOMPREMY',
    address: { line: '7 rue du Moulin', postalCode: '99100', city: 'Valmont' },
  }),
  adele: patient('adele', 'adult patient, record open, nobody authorised yet', 'Adèle DECOURCY', {
    ins: '277076322082910',
    traits: {
      birthFamilyName: 'NESSI',
      birthGivenNames: ['ADELE', 'ISABELLE'],
      sex: 'female',
      birthDate: '1977-07-14',
      birthPlaceCode: '63220',
      usedFamilyName: 'DECOURCY',
      usedGivenName: 'ADELE',
    },
    address: { line: '19 quai des Pêcheurs', postalCode: '99100', city: 'Valmont' },
  }),
  lea: patient('lea', 'minor of 15 with two documents that her parent does not see', 'Léa MARCHETTI', {
    ins: demoIns('female', leaBirthDate, '2A004', 117),
    traits: {
      birthFamilyName: 'MARCHETTI',
      birthGivenNames: ['LEA', 'CHIARA'],
      sex: 'female',
      birthDate: leaBirthDate,
      birthPlaceCode: '2A004',
      usedGivenName: 'LEA',
    },
    birthPlace: 'AJACCIO',
    address: { line: '3 impasse des Lilas', postalCode: '99100', city: 'Valmont' },
  }),
  parent: {
    key: 'parent',
    who: 'legal representative of lea',
    actor: {
      kind: 'representative',
      name: 'Claire MARCHETTI',
      authentication: 'direct',
      mode: normal,
      personId: stableUuid('person:parent'),
    },
    organizations: [],
  },
  closed: patient('closed', 'patient whose record is closed', 'Bernard LEMAIRE', {
    ins: demoIns('male', '1958-11-02', '59350', 88),
    traits: {
      birthFamilyName: 'LEMAIRE',
      birthGivenNames: ['BERNARD', 'PAUL'],
      sex: 'male',
      birthDate: '1958-11-02',
      birthPlaceCode: '59350',
      usedFamilyName: 'LEMAIRE',
      usedGivenName: 'BERNARD',
    },
    birthPlace: 'LILLE',
    address: { line: '44 rue de la Gare', postalCode: '99100', city: 'Valmont' },
  }),
  gp: professional(
    'gp',
    'general practitioner, attending doctor of dominique, authorised on lea',
    'Dr Camille AUBERT',
    '899700218896',
    ['10', 'SM26'],
    structures.tilleuls,
    structures.watch,
  ),
  cardiologist: professional(
    'cardiologist',
    'cardiologist, authorised on dominique',
    'Dr Philippe MOREL',
    demoRpps(1),
    ['10', 'SM04'],
    structures.cardiology,
    structures.hospital,
  ),
  nurse: professional(
    'nurse',
    'nurse, authorised on dominique',
    'Sophie LENOIR',
    demoRpps(2),
    ['60'],
    structures.nursing,
  ),
  pharmacist: professional(
    'pharmacist',
    'pharmacist, authorised on dominique',
    'Antoine GIRAUD',
    demoRpps(3),
    ['21'],
    structures.pharmacy,
  ),
  dentist: professional(
    'dentist',
    'dentist, authorised on dominique',
    'Dr Hélène FABRE',
    demoRpps(4),
    ['40'],
    structures.dental,
  ),
  physiotherapist: professional(
    'physiotherapist',
    'physiotherapist, authorised on dominique',
    'Julien CARON',
    demoRpps(5),
    ['70'],
    structures.physiotherapy,
  ),
  midwife: professional(
    'midwife',
    'midwife, authorised on dominique',
    'Nadia BENALI',
    demoRpps(6),
    ['50'],
    structures.midwifery,
    structures.hospital,
  ),
  stranger: professional(
    'stranger',
    'doctor without authorisation anywhere',
    'Dr Luc GARRIGUE',
    demoRpps(7),
    ['10', 'SM26'],
    structures.garrigue,
  ),
  blocked: professional(
    'blocked',
    'doctor whom dominique has blocked',
    'Dr Vincent ROCHE',
    demoRpps(8),
    ['10', 'SM15'],
    structures.roche,
  ),
  'occupational-physician': professional(
    'occupational-physician',
    'occupational physician, authorised on dominique in that role',
    'Dr Isabelle HERVE',
    demoRpps(9),
    ['10', 'SM25'],
    structures.work,
  ),
  samu: professional(
    'samu',
    'emergency dispatch doctor (use --mode emergency-dispatch)',
    'Dr Karim SAIDI',
    demoRpps(10),
    ['10', 'SM59'],
    structures.samu,
  ),
  secretary: {
    key: 'secretary',
    who: "staff member of the GP's practice",
    actor: {
      kind: 'staff',
      name: 'Valérie PETIT',
      authentication: 'direct',
      mode: normal,
      staffId: `${structures.tilleuls.id}/secretary-1`,
      organization: claimOf(structures.tilleuls),
    },
    organizations: [structures.tilleuls],
  },
  hospital: {
    key: 'hospital',
    who: 'organisation certificate: may feed, may not read',
    actor: {
      kind: 'organization',
      name: structures.hospital.name,
      authentication: 'indirect',
      mode: normal,
      organization: claimOf(structures.hospital),
    },
    organizations: [structures.hospital],
  },
  laboratory: feed('laboratory', 'feed of laboratory results', structures.laboratory),
  insurer: feed('insurer', 'feed of the reimbursement history', structures.insurer),
  pharmacy: feed('pharmacy', 'feed of dispensed medicines', structures.pharmacy),
  support: {
    key: 'support',
    who: 'help desk: never sees clinical content',
    actor: {
      kind: 'support',
      name: demoAgent.name,
      authentication: 'direct',
      mode: normal,
      agentId: demoAgent.agentId,
    },
    organizations: [],
  },
};

export const personaNamed = (name: string): Persona | undefined =>
  personaKeys.includes(name as PersonaKey) ? personas[name as PersonaKey] : undefined;

/** Those who sign in with an account of their own. */
export const demoPersons = personaKeys.flatMap((key) => {
  const { actor } = personas[key];
  return actor.kind === 'patient' || actor.kind === 'representative'
    ? [{ key, personId: actor.personId, name: actor.name }]
    : [];
});
