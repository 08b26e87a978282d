// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Ins, Traits } from '@dossier/core/identity';
import { stableUuid } from './identifiers.ts';
import { claimOf, type Structure } from './organizations.ts';

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

export const normal = { kind: 'normal' } as const;

export const patient = (
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

export const professional = (
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

export const feed = (key: 'laboratory' | 'insurer' | 'pharmacy', who: string, at: Structure): Persona => ({
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
