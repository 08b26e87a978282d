// SPDX-License-Identifier: Apache-2.0
import { current, holderKeys } from '@dossier/core/access';
import { type Actor, partyKey } from '@dossier/core/actors';
import type { RecordPolicy } from '@dossier/core/consent';
import { failure } from '@dossier/core/errors';
import { ok } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { type Admitted, admit } from './admit.ts';
import { consentsIfAllowed } from './consents.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { PersonView, Ports, RecordRef } from './ports.ts';
import type { Outcome, RecordView } from './requests.ts';

/**
 * Existence of a record and what it holds for the caller (DMP TD0.2): its state, the caller's authorisation, and the
 * traits by which the caller makes sure it is the right patient. On demand with the decisions of the patient, where the
 * caller may read those.
 */
export const readRecord = async (
  actor: Actor,
  request: { readonly record: RecordRef; readonly withConsents?: true },
  ports: Ports,
): Outcome<RecordView> => {
  const admitted = await admit(actor, 'record.test-existence', request.record, ports);
  if (!admitted.ok) return admitted;
  const { allowed } = admitted.value;
  const person = await ports.store.readPerson(allowed);
  if (person === undefined) return failed(allowed, failure('record-unknown'), ports);
  await ports.store.journal(allowedTrace(allowed, ports));
  const relations = request.withConsents ? await consentsIfAllowed(admitted.value, ports) : undefined;
  return ok({ ...viewOf(admitted.value, person), ...(relations === undefined ? {} : { relations }) });
};

/** What an admitted caller may know of the existence of the record. */
export const viewOf = ({ allowed: { actor }, policy, now }: Admitted, person: PersonView): RecordView => ({
  recordId: policy.recordId,
  state: policy.state,
  ...(policy.closedAt === undefined ? {} : { closedAt: policy.closedAt }),
  ...(policy.closureReason === undefined ? {} : { closureReason: policy.closureReason }),
  authorization: authorizationOf(actor, policy, now),
  attendingDoctor: current(policy, 'attending-doctor', now, [partyKey(actor)]) !== undefined,
  person,
});

/** VALIDE, EXPIRE, INTERDIT, NON_EXISTE of TD0.2; a block wins. */
const authorizationOf = (actor: Actor, policy: RecordPolicy, at: Instant): RecordView['authorization'] => {
  const keys = holderKeys(actor);
  if (current(policy, 'block', at, keys)) return 'blocked';
  const ways = ['authorization', 'attending-doctor', 'administrator'] as const;
  if (ways.some((kind) => current(policy, kind, at, keys))) return 'valid';
  return policy.relations.some(({ kind, holder }) => kind === 'authorization' && keys.includes(holder ?? ''))
    ? 'expired'
    : 'none';
};
