// SPDX-License-Identifier: Apache-2.0
import { cellFor, classOf } from './actor-class.ts';
import { grantOf } from './grant.ts';
import { closedLens, lensFor } from './lens.ts';
import { pass, type Question, refuse } from './question.ts';
import { recordGate } from './record-gate.ts';
import { relationGate } from './relation-gate.ts';
import type { Allowed, Decision, Lens, Reason } from './types.ts';

/**
 * Asks the gates in order, and stops at the first refusal: record, relation, function, type. The last gate, that of
 * the single document, is the lens of an allowed decision (`sees`) and `decideOnDocument`. Deny by default.
 */
export const decide = (question: Question): Decision => {
  const { actor, operation, recordId, policy, law, at } = question;
  const behalf = actor.kind === 'representative' || actor.kind === 'carer' ? policy?.personId : undefined;
  const onBehalfOf = behalf === undefined ? {} : ({ onBehalfOf: `person:${behalf}` } as const);
  const refused = (reasons: readonly Reason[]): Decision => ({
    verdict: 'refused',
    actor,
    ...onBehalfOf,
    operation,
    reasons,
    law: law.versions,
  });

  const ofRecord = recordGate(question);
  if (!ofRecord.passed) return refused([ofRecord]);
  const reasons = [ofRecord];

  if (policy !== undefined) {
    const ofRelation = relationGate({ ...question, policy });
    reasons.push(ofRelation);
    if (!ofRelation.passed) return refused(reasons);
  }

  const actorClass = classOf(actor, policy, law, at);
  const cell = cellFor(actor, actorClass, law, operation);
  if (cell === 'no') return refused([...reasons, refuse('function', `no-right-${actorClass}-${actor.mode.kind}`)]);
  if (policy !== undefined && actor.kind === 'carer' && operation !== 'delegation.accept') {
    const grant = grantOf(actor, policy, law, at);
    if (grant?.operations.includes(operation) !== true) return refused([...reasons, refuse('function', 'not-granted')]);
  }
  reasons.push(pass('function', cell === 'yes' ? 'right' : `right-${cell}`));

  const lens = policy === undefined ? closedLens : lensFor({ ...question, policy }, actorClass);
  const ofType = typeGate(question, lens);
  if (ofType !== undefined) {
    reasons.push(ofType);
    if (!ofType.passed) return refused(reasons);
  }

  return {
    verdict: 'allowed',
    actor,
    ...onBehalfOf,
    operation,
    recordId,
    policyVersion: policy?.policyVersion ?? 0,
    actorClass,
    lens,
    conditions: cell === 'yes' ? [] : [cell],
    reasons,
    law: law.versions,
  } as unknown as Allowed; // the brand exists only in the type: this is the one place that makes it
};

/** Fourth gate: reading asks for at least one type in sight; which types, the lens says. */
const typeGate = ({ actor, operation }: Question, lens: Lens): Reason | undefined => {
  if (actor.kind !== 'professional') return undefined;
  if (operation !== 'document.find' && operation !== 'document.retrieve') return undefined;
  return lens.types.length === 0 ? refuse('type', 'no-type-for-profession') : pass('type', 'types-by-profession');
};
