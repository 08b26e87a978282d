// SPDX-License-Identifier: Apache-2.0
import { comesOfAgeAt, current, decide } from '@dossier/core/access';
import type { Actor, Delegate, Patient } from '@dossier/core/actors';
import type { RecordState } from '@dossier/core/consent';
import { failure } from '@dossier/core/errors';
import { type Ins, nameInUse } from '@dossier/core/identity';
import { fail, ok } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { Ports } from '../ports.ts';
import type { Outcome } from '../requests.ts';
import type { DossierCandidate } from './ports.ts';

/** A record on which a person may act, and as what. */
export interface DossierOf {
  readonly recordId: string;
  readonly state: RecordState;
  readonly ins?: Ins;
  /** Name in use of the person whose record it is. */
  readonly name: string;
  readonly role: 'own' | 'representative' | 'carer';
  /** Code of what a carer may do. */
  readonly grant?: string;
  /** When it ends by itself: the term of the delegation, or the day on which the child comes of age. */
  readonly until?: Instant;
}

const roles = [
  ['own', 'patient'],
  ['representative', 'representative'],
  ['carer', 'carer'],
] as const;

/**
 * The records on which a person may act now, their own first, each in the strongest role: what the gates would let them
 * do with it decides. Asked at sign-in and for the switch between dossiers, about the person who has signed in and nobody
 * else; it shows names and identifiers, no content, and leaves no trace in the records.
 */
export const dossiersOf = async (personId: string, ports: Ports): Promise<readonly DossierOf[]> => {
  const candidates = await ports.store.dossierCandidates(personId);
  const found = candidates.flatMap((candidate) => dossierOf(personId, candidate, ports));
  return found.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
};

const rank = ({ role }: DossierOf): number => roles.findIndex(([one]) => one === role);

const dossierOf = (personId: string, candidate: DossierCandidate, ports: Ports): readonly DossierOf[] => {
  const now = ports.clock.now();
  const law = ports.law(now);
  const { policy, ins, traits } = candidate;
  for (const [role, kind] of roles) {
    const actor: Actor = { ...asked, kind, personId } satisfies Patient | Delegate;
    // the weakest right of each of them: who may not even ask whether the record is there may not act on it
    const operation = 'record.test-existence';
    const decision = decide({ actor, operation, recordId: policy.recordId, policy, law, at: now });
    if (decision.verdict === 'refused') continue;
    if (role !== 'own' && policy.state !== 'open') continue;
    const relation = current(policy, 'carer', now, [`person:${personId}`]);
    const until = role === 'own' ? undefined : endOf(candidate, role, personId, now, law);
    return [
      {
        recordId: policy.recordId,
        state: policy.state,
        ...(ins === undefined ? {} : { ins }),
        name: nameInUse(traits),
        role,
        ...(role === 'carer' ? { grant: relation?.value ?? law.delegation.usualGrant } : {}),
        ...(until === undefined ? {} : { until }),
      },
    ];
  }
  return [];
};

const asked = { name: '', authentication: 'direct', mode: { kind: 'normal' } } as const;

const endOf = (
  { policy }: DossierCandidate,
  role: 'representative' | 'carer',
  personId: string,
  at: Instant,
  law: Parameters<typeof comesOfAgeAt>[1],
): Instant | undefined => {
  const kind = role === 'carer' ? 'carer' : 'legal-representative';
  const relation = current(policy, kind, at, [`person:${personId}`]);
  if (role === 'carer' || relation?.value === 'protected-adult') return relation?.until;
  const majority = comesOfAgeAt(policy.birthDate, law);
  return relation?.until !== undefined && relation.until < majority ? relation.until : majority;
};

/** The same for who asks: a person gets their own, everybody else is refused. */
export const readDossiers = async (
  actor: Actor,
  _request: Readonly<Record<never, never>>,
  ports: Ports,
): Outcome<readonly DossierOf[]> =>
  actor.kind === 'patient' || actor.kind === 'representative' || actor.kind === 'carer'
    ? ok(await dossiersOf(actor.personId, ports))
    : fail(failure('access-refused'));
