// SPDX-License-Identifier: Apache-2.0
import { type Actor, partyKey } from '../actors/index.ts';
import type { RecordPolicy } from '../consent/index.ts';
import type { Law, RightsCell, RightsRow } from '../data/types.ts';
import type { Instant } from '../time/index.ts';
import { current } from './relations.ts';

/**
 * The class under which the rights matrices know an actor. An attending doctor is a physician whom the
 * patient named (occupational physicians stay what they are, checklist A6); a professional named only by their organisation's certificate is that organisation (domain §3.5, indirect).
 */
export const classOf = (actor: Actor, policy: RecordPolicy | undefined, law: Law, at: Instant): string => {
  if (actor.kind !== 'professional') return actor.kind;
  if (actor.authentication === 'indirect') return 'organization';
  const match = law.actorClasses.professionals.find(
    ({ profession, specialties }) =>
      (profession === undefined || profession === actor.profession) &&
      (specialties === undefined || (actor.specialty !== undefined && specialties.includes(actor.specialty))),
  );
  const named = policy !== undefined && current(policy, 'attending-doctor', at, [partyKey(actor)]) !== undefined;
  if (match === undefined) return 'unclassified';
  return named && match.class === 'doctor' ? 'attending' : match.class;
};

/** The cell of the rights matrices for this actor and row; what no matrix grants is refused. */
export const cellFor = (actor: Actor, actorClass: string, law: Law, row: RightsRow): RightsCell => {
  const column = `${actorClass}.${actor.mode.kind}`;
  const columns = [column, law.actorClasses.fallbackColumns[column]].filter((name) => name !== undefined);
  for (const matrix of law.rights) {
    if (!matrix.authentications.includes(actor.authentication)) continue;
    for (const name of columns) {
      const cell = matrix.rows[row]?.[name];
      if (cell !== undefined) return cell;
    }
  }
  return 'no';
};
