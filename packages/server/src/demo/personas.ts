// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Ins, Traits } from '@dossier/core/identity';
import { demoIns, demoRpps, stableUuid } from './identifiers.ts';
import { claimOf, type Structure, structures } from './organizations.ts';

/** INS-NIR of test (domain §1.3). */
export const testInsOid = '1.2.250.1.213.1.4.10';

type TokenActor = Exclude<Actor, { kind: 'system' }>;

/** A fictional person or body that the demo, the examples and the tests rely on. */
export interface Persona {
  readonly key: PersonaKey;
  /** One line for the list that the command line prints. */
  readonly who: string;
  /** In normal mode, in the first of its organisations. */
  readonly actor: TokenActor;
  /** Where a professional practises; the first one unless another is named. */
  readonly organizations: readonly Structure[];
  /** For patients. */
  readonly patient?: PatientIdentity;
}

export interface PatientIdentity {
  readonly ins: Ins;
  readonly traits: Traits;
  /** Name of the place of birth, where known. */
  readonly birthPlace?: string;
  readonly address: { readonly line: string; readonly postalCode: string; readonly city: string };
}

export const personaKeys = [
  'dominique',
  'adele',
  'lea',
  'parent',
  'closed',
  'gp',
  'cardiologist',
  'nurse',
  'pharmacist',
  'dentist',
  'physiotherapist',
  'midwife',
  'stranger',
  'blocked',
  'occupational-physician',
  'samu',
  'secretary',
  'hospital',
  'laboratory',
  'insurer',
  'pharmacy',
  'support',
] as const;

export type PersonaKey = (typeof personaKeys)[number];

/** The help desk, who signs in to the console. */
export const demoAgent = { key: 'support', agentId: 'agent-17', name: 'Assistance Dossier' } as const;

const normal = { kind: 'normal' } as const;

const patient = (
  key: PersonaKey,
  who: string,
  name: string,
  identity: Omit<PatientIdentity, 'ins'> & { readonly ins: string },
): Persona => ({
  key,
  who,
  actor: {
    kind: 'patient',
    name,
    authentication: 'direct',
    mode: normal,
    personId: stableUuid(`person:${key}`),
    ins: { oid: testInsOid, value: identity.ins },
  },
  organizations: [],
  patient: { ...identity, ins: { oid: testInsOid, value: identity.ins } },
});

const professional = (
  key: PersonaKey,
  who: string,
  name: string,
  nationalId: string,
  [profession, specialty]: readonly [string, string?],
  ...organizations: readonly [Structure, ...Structure[]]
): Persona => ({
  key,
  who,
  actor: {
    kind: 'professional',
    name,
    authentication: 'direct',
    mode: normal,
    nationalId,
    profession,
    ...(specialty !== undefined && { specialty }),
    organization: claimOf(organizations[0]),
  },
  organizations,
});

const feed = (key: 'laboratory' | 'insurer' | 'pharmacy', who: string, at: Structure): Persona => ({
  key,
  who,
  actor: {
    kind: 'feed',
    name: at.name,
    authentication: 'indirect',
    mode: normal,
    feed: key,
    organization: claimOf(at),
  },
  organizations: [at],
});

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
