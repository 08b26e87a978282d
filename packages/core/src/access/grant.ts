// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '../actors/index.ts';
import type { RecordPolicy } from '../consent/index.ts';
import type { DelegationGrant, Law } from '../data/types.ts';
import type { Instant } from '../time/index.ts';
import { current } from './relations.ts';

/** What the patient's delegation lets this carer do; undefined for everybody else, and for a code that nobody knows. */
export const grantOf = (
  actor: Actor,
  policy: RecordPolicy,
  { delegation }: Law,
  at: Instant,
): DelegationGrant | undefined => {
  if (actor.kind !== 'carer') return undefined;
  const relation = current(policy, 'carer', at, [`person:${actor.personId}`]);
  const code = relation?.value ?? delegation.usualGrant;
  return delegation.grants.find((grant) => grant.code === code);
};
