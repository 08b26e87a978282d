// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { insKey, nameInUse, type Traits } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';
import { type ActivationSecret, openRecord, type Ports, readRecord } from '../../record/index.ts';
import type { Candidate } from './candidate.ts';

/** What the person of a record that was opened is to be told. */
export interface NewHolder extends ActivationSecret {
  readonly recordId: string;
  readonly name: string;
  /** INS number. */
  readonly ins: string;
}

/** Takes the secret of each record that a run opens; absent: none is made. */
export type OnOpened = (holder: NewHolder) => Promise<void>;

/** The identities of the records that a run has met, by INS. */
export type KnownRecords = Map<string, Traits>;

export interface RecordOfPatient {
  readonly opened: boolean;
  readonly warnings: readonly Failure[];
}

/** Case, accents, hyphens and apostrophes are written differently by different software. */
const folded = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}]/gu, '')
    .toUpperCase();

/** Names of the traits in which two identities under one INS differ; the place of birth is often written wrongly. */
const differingTraits = (one: Traits, other: Traits): readonly string[] =>
  [
    folded(one.birthFamilyName) === folded(other.birthFamilyName) ? [] : ['family name of birth'],
    folded(one.birthGivenNames[0] ?? '') === folded(other.birthGivenNames[0] ?? '') ? [] : ['first given name'],
    one.birthDate === other.birthDate ? [] : ['date of birth'],
    one.sex === other.sex ? [] : ['sex'],
  ].flat();

/** Opens the record: the header carries a qualified identity, and whoever imports vouches for the consent. */
const open = async (
  { patient, warnings }: Candidate,
  actor: Actor,
  ports: Ports,
  onOpened: OnOpened | undefined,
): Promise<Result<Traits, Failure>> => {
  if (patient.traits === undefined) {
    const incomplete = warnings.find(({ parameters }) => parameters.finding === 'traits-incomplete');
    return fail(incomplete ?? failure('record-unknown'));
  }
  const { regimes } = ports.law(ports.clock.now()).regimes;
  const regime = regimes.find(({ opening }) => opening === 'on-consent')?.id;
  const opened = await openRecord(
    actor,
    {
      ins: patient.ins,
      traits: patient.traits,
      identityStatus: 'qualified',
      ...(regime === undefined ? {} : { regime }),
      consentRecorded: true,
      withSecret: onOpened !== undefined,
    },
    ports,
  );
  if (!opened.ok) return opened;
  const { recordId, activation } = opened.value;
  if (activation)
    await onOpened?.({ ...activation, recordId, name: nameInUse(patient.traits), ins: patient.ins.value });
  return ok(patient.traits);
};

/**
 * Finds the record of the patient or opens it. An identity that differs from the record's under the same INS is
 * refused in production, where one of the two is another person's; in a demonstration it is a warning, because the
 * official samples give several fictitious persons one number.
 */
export const recordOfPatient = async (
  candidate: Candidate,
  actor: Actor,
  ports: Ports,
  known: KnownRecords,
  onOpened?: OnOpened,
): Promise<Result<RecordOfPatient, Failure>> => {
  const key = insKey(candidate.patient.ins);
  let traits = known.get(key);
  let opened = false;
  if (traits === undefined) {
    const found = await readRecord(actor, { record: { ins: candidate.patient.ins } }, ports);
    if (found.ok) traits = found.value.person.traits;
    else if (found.error.code !== 'record-unknown') return found;
    else {
      const fresh = await open(candidate, actor, ports, onOpened);
      if (!fresh.ok) return fresh;
      traits = fresh.value;
      opened = true;
    }
    known.set(key, traits);
  }
  const differing = candidate.patient.traits === undefined ? [] : differingTraits(candidate.patient.traits, traits);
  if (differing.length === 0) return ok({ opened, warnings: [] });
  const mismatch = failure('traits-differ', { traits: differing.join(', ') }, { location: candidate.places.document });
  return ports.environment === 'production' ? fail(mismatch) : ok({ opened, warnings: [mismatch] });
};
