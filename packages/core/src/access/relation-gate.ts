// SPDX-License-Identifier: Apache-2.0
import type { Actor, PartyKey } from '../actors/index.ts';
import { isOfAge, mayActAlone } from './autonomy.ts';
import { pass, type RecordQuestion, refuse } from './question.ts';
import { current, holderKeys } from './relations.ts';
import type { Reason } from './types.ts';

type Caring = Extract<Actor, { kind: 'professional' | 'staff' | 'organization' | 'feed' }>;

/** Second gate: what ties the actor to this patient? The patient's block wins over everything. */
export const relationGate = (question: RecordQuestion): Reason => {
  const { actor, policy } = question;
  switch (actor.kind) {
    case 'patient':
      if (actor.personId !== policy.personId) return refuse('relation', 'not-own-record');
      return mayActAlone(question, actor) ? pass('relation', 'own-record') : refuse('relation', 'minor-not-autonomous');
    case 'representative':
      return representative(question, `person:${actor.personId}`);
    case 'carer':
      return carer(question, `person:${actor.personId}`);
    case 'support':
    case 'system':
      return pass('relation', 'house');
    default:
      return caring(question, actor);
  }
};

/** Who was invited is no carer yet: that they hold the secret of the invitation, the use case has made sure. */
const carer = ({ policy, operation, at }: RecordQuestion, key: PartyKey): Reason => {
  if (operation === 'delegation.accept')
    return key === `person:${policy.personId}` ? refuse('relation', 'own-record') : pass('relation', 'invited');
  return current(policy, 'carer', at, [key]) ? pass('relation', 'carer') : refuse('relation', 'no-delegation');
};

/** A parent's delegation ends when the child comes of age; the age is computed now, never stored as a date. */
const representative = ({ policy, law, at }: RecordQuestion, key: string): Reason => {
  const delegation = current(policy, 'legal-representative', at, [key]);
  if (delegation === undefined) return refuse('relation', 'no-delegation');
  return isOfAge(policy, law, at) && delegation.value !== 'protected-adult'
    ? refuse('relation', 'patient-of-age')
    : pass('relation', 'legal-representative');
};

const caring = (question: RecordQuestion, actor: Caring): Reason => {
  const { policy, law, at, operation } = question;
  const required = law.actorClasses.relationRequired[operation];
  if (required === 'none') return pass('relation', 'relation-not-needed');
  if (current(policy, 'block', at, holderKeys(actor))) return refuse('relation', 'blocked');
  if (required === 'not-blocked') return pass('relation', 'not-blocked');
  switch (actor.mode.kind) {
    case 'break-glass':
      if (actor.mode.reason.trim() === '') return refuse('relation', 'reason-missing');
      return current(policy, 'opposition-break-glass', at)
        ? refuse('relation', 'opposed-break-glass')
        : pass('relation', 'break-glass');
    case 'emergency-dispatch':
      return current(policy, 'opposition-emergency-dispatch', at)
        ? refuse('relation', 'opposed-emergency-dispatch')
        : pass('relation', 'emergency-dispatch');
    case 'normal':
      return authorized(question);
  }
};

const authorized = ({ actor, policy, at }: RecordQuestion): Reason => {
  const keys = holderKeys(actor);
  if (current(policy, 'attending-doctor', at, keys)) return pass('relation', 'attending-doctor');
  if (current(policy, 'administrator', at, keys)) return pass('relation', 'administrator');
  if (current(policy, 'authorization', at, keys)) return pass('relation', 'authorized');
  const once = policy.relations.some(
    ({ kind, holder }) => kind === 'authorization' && holder !== undefined && keys.includes(holder),
  );
  return refuse('relation', once ? 'authorization-ended' : 'not-authorized');
};

/**
 * Whether the actor could read today. Who cannot may still do what asks for no relation (share, delete own
 * documents, find their reference), and meets nothing but their own documents in doing so.
 */
export const mayConsult = (question: RecordQuestion): boolean =>
  relationGate({ ...question, operation: 'document.find' }).passed;
