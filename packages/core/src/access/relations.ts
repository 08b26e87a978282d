// SPDX-License-Identifier: Apache-2.0
import { type Actor, actorOrganization, type PartyKey, partyKey } from '../actors/index.ts';
import type { RecordPolicy, Relation, RelationKind } from '../consent/index.ts';
import type { Instant } from '../time/index.ts';

/** Whether a relation holds at a moment: begun, not past its term, not ended before. */
export const holds = (relation: Relation, at: Instant): boolean =>
  relation.from <= at &&
  (relation.until === undefined || at < relation.until) &&
  (relation.endedAt === undefined || at < relation.endedAt);

/** The relation of a kind that holds now, for one of these holders (or for everybody when none is asked). */
export const current = (
  policy: RecordPolicy,
  kind: RelationKind,
  at: Instant,
  holders?: readonly PartyKey[],
): Relation | undefined =>
  policy.relations.find(
    (relation) =>
      relation.kind === kind &&
      holds(relation, at) &&
      (holders === undefined || (relation.holder !== undefined && holders.includes(relation.holder))),
  );

/** The keys under which an actor can hold a relation: their own, and that of the organisation they act for. */
export const holderKeys = (actor: Actor): readonly PartyKey[] => {
  const organization = actorOrganization(actor);
  return organization === undefined ? [partyKey(actor)] : [partyKey(actor), `org:${organization.id}`];
};
