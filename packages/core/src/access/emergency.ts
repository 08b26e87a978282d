// SPDX-License-Identifier: Apache-2.0
import { type AccessMode, type Actor, partyKey } from '../actors/index.ts';
import type { RecordPolicy, Relation } from '../consent/index.ts';
import type { EmergencyRules, Law } from '../data/types.ts';
import { addDelay, type Instant } from '../time/index.ts';
import type { Question } from './question.ts';
import { mayConsult } from './relation-gate.ts';
import { holds } from './relations.ts';
import type { Operation } from './types.ts';

type EmergencyMode = Exclude<AccessMode, { kind: 'normal' }>;

/** How long an access in this mode lasts, and whether it is looked at afterwards. */
export const emergencyTerms = ({ emergency }: Law, mode: EmergencyMode): EmergencyRules['breakGlass'] =>
  mode.kind === 'break-glass' ? emergency.breakGlass : emergency.emergencyDispatch;

/** The access in this mode that this actor has open on the record. */
export const openAccess = (
  actor: Actor,
  policy: RecordPolicy,
  mode: EmergencyMode['kind'],
  at: Instant,
): Relation | undefined =>
  policy.relations.find(
    (one) => one.kind === 'emergency-access' && one.value === mode && one.holder === partyKey(actor) && holds(one, at),
  );

/**
 * What an allowed request in an emergency mode stands on: nothing is needed (`not-needed`), an access that is open
 * (`standing`), or one that has to be opened first: `to-open`, and `reason-spent` where the reason has served before.
 */
export const emergencyStanding = (
  { actor, operation }: { readonly actor: Actor; readonly operation: Operation },
  policy: RecordPolicy,
  law: Law,
  at: Instant,
): 'not-needed' | 'standing' | 'to-open' | 'reason-spent' => {
  const { mode } = actor;
  if (actor.kind !== 'professional' || mode.kind === 'normal') return 'not-needed';
  if (!law.emergency.opens.includes(operation)) return 'not-needed';
  if (openAccess(actor, policy, mode.kind, at) !== undefined) return 'standing';
  if (mode.kind !== 'break-glass') return 'to-open';
  const spent = policy.relations.some(
    ({ kind, holder, value, purpose, until }) =>
      kind === 'emergency-access' &&
      holder === partyKey(actor) &&
      value === mode.kind &&
      purpose === mode.reason &&
      until !== undefined &&
      at < addDelay(until, law.emergency.reasonRests),
  );
  return spent ? 'reason-spent' : 'to-open';
};

/**
 * A professional in normal mode who has broken the glass of this record by an act of its own acts in that mode while it lasts, with the reason
 * that they gave, for what they could not do otherwise. Every other actor stays who they are.
 */
export const actingBy = (question: Omit<Question, 'policy'>, policy: RecordPolicy): Actor => {
  const { actor, operation, law, at } = question;
  if (actor.kind !== 'professional' || actor.mode.kind !== 'normal') return actor;
  if (!law.emergency.opens.includes(operation) || mayConsult({ ...question, policy })) return actor;
  const open = openAccess(actor, policy, 'break-glass', at);
  return open?.origin !== 'declared' ? actor : { ...actor, mode: { kind: 'break-glass', reason: open.purpose ?? '' } };
};
