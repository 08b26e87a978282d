// SPDX-License-Identifier: Apache-2.0
import type { Actor, Organization, PartyKey, System } from './types.ts';

/** The key under which an actor holds rights and stands in the journal. */
export const partyKey = (actor: Actor): PartyKey => {
  switch (actor.kind) {
    case 'patient':
    case 'representative':
    case 'carer':
      return `person:${actor.personId}`;
    case 'professional':
      return `ps:${actor.nationalId}`;
    case 'staff':
      return `staff:${actor.staffId}`;
    case 'organization':
      return `org:${actor.organization.id}`;
    case 'feed':
      return `feed:${actor.feed}`;
    case 'support':
      return `support:${actor.agentId}`;
    case 'system':
      return `system:${actor.job}`;
  }
};

/**
 * The author keys under which an actor owns documents (R.1111-49 CSP): a person owns what they authored, an
 * organisation, its staff and whoever is named by its certificate only, what is imputed to the organisation.
 */
export const ownKeys = (actor: Actor): readonly PartyKey[] => {
  switch (actor.kind) {
    case 'support':
    case 'system':
      return [];
    case 'staff':
    case 'organization':
    case 'feed':
      return [`org:${actor.organization.id}`];
    case 'professional':
      if (actor.authentication !== 'indirect') return [partyKey(actor)];
      return actor.organization === undefined ? [] : [`org:${actor.organization.id}`];
    default:
      return [partyKey(actor)];
  }
};

export const actorOrganization = (actor: Actor): Organization | undefined =>
  'organization' in actor ? actor.organization : undefined;

/** A job of the house. The name appears in the journal. */
export const systemActor = (job: string): System => ({
  kind: 'system',
  job,
  name: job,
  authentication: 'direct',
  mode: { kind: 'normal' },
});
