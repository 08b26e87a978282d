// SPDX-License-Identifier: Apache-2.0
import { type Actor, actorOrganization, partyKey } from '../actors/index.ts';
import type { JournalActor } from './types.ts';

/** Those whose names live in the identity tables only. */
const isNamed = (actor: Actor): boolean =>
  actor.kind !== 'patient' && actor.kind !== 'representative' && actor.kind !== 'carer';

/**
 * What the journal keeps of an actor (R.1111-43 CSP: identity of the professional, structure or service).
 * Names stand in it for professionals, staff, organisations, feeds, the help desk and jobs of the house;
 * never for the patient and their delegates. Free text that came from outside is made well-formed.
 */
export const journalActorOf = (actor: Actor): JournalActor => {
  const organization = actorOrganization(actor);
  return {
    kind: actor.kind,
    key: partyKey(actor),
    ...(isNamed(actor) && { name: actor.name.toWellFormed() }),
    ...(actor.kind === 'professional' && { profession: actor.profession }),
    ...(actor.kind === 'professional' && actor.specialty !== undefined && { specialty: actor.specialty }),
    ...(organization && { organizationId: organization.id, organizationName: organization.name.toWellFormed() }),
    authentication: actor.authentication,
    mode: actor.mode.kind,
    ...(actor.mode.kind === 'break-glass' && { reason: actor.mode.reason.toWellFormed() }),
    ...(actor.application && { application: actor.application.name.toWellFormed() }),
  };
};
