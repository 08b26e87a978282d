// SPDX-License-Identifier: Apache-2.0
import { ownKeys } from '../actors/index.ts';
import { availabilityStatuses } from '../documents/index.ts';
import { cellFor } from './actor-class.ts';
import { grantOf } from './grant.ts';
import type { RecordQuestion } from './question.ts';
import { mayConsult } from './relation-gate.ts';
import { current, holderKeys } from './relations.ts';
import type { Lens } from './types.ts';

/** Classes that see nothing but what they brought, or nothing at all. */
const OWN_ONLY: readonly string[] = ['staff', 'organization', 'feed', 'support'];

/** Nothing in sight. */
export const closedLens: Lens = { statuses: [], types: [], hiddenBy: [], own: [], ownOnly: true };

/** What the actor may see of the record, from the `sight` rows of the rights matrix and the type matrix. */
export const lensFor = (question: RecordQuestion, actorClass: string): Lens => ({
  statuses:
    cellFor(question.actor, actorClass, question.law, 'sight.not-current') === 'yes'
      ? availabilityStatuses
      : ['approved'],
  types: typesInSight(question),
  hiddenBy: [...hidingFromProfessionals(question, actorClass), ...hidingFromPatient(question, actorClass)],
  own: ownKeys(question.actor),
  ownOnly: OWN_ONLY.includes(actorClass) || (question.actor.kind === 'professional' && !mayConsult(question)),
});

/** An unknown profession sees no type at all (checklist T5). */
const typesInSight = ({ actor, law }: RecordQuestion): Lens['types'] => {
  switch (actor.kind) {
    case 'patient':
    case 'representative':
    case 'carer':
    case 'system':
      return 'every';
    case 'professional':
      return law.typeByProfession.consultable[actor.profession] ?? [];
    default:
      return [];
  }
};

const hidingFromProfessionals = (question: RecordQuestion, actorClass: string): readonly string[] => {
  const { actor, policy, law, at } = question;
  const cell = cellFor(actor, actorClass, law, 'sight.masked');
  if (cell === 'yes') return [];
  if (cell === 'if-granted' && grantOf(actor, policy, law, at)?.masked === true) return [];
  if (cell === 'if-patient-allowed' && current(policy, 'emergency-masked-permission', at)) return [];
  if (actor.mode.kind === 'normal' && current(policy, 'administrator', at, holderKeys(actor))) return [];
  return [law.confidentiality.masked];
};

/** The minor sees what is kept from the parents; nobody but professionals sees what waits for its announcement. */
const hidingFromPatient = ({ actor, law }: RecordQuestion, actorClass: string): readonly string[] => {
  if (cellFor(actor, actorClass, law, 'sight.hidden') === 'yes') return [];
  const { hiddenFromPatient, hiddenFromRepresentatives } = law.confidentiality;
  return actor.kind === 'patient' ? [hiddenFromPatient] : [hiddenFromPatient, hiddenFromRepresentatives];
};
