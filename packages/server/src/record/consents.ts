// SPDX-License-Identifier: Apache-2.0
import { current, holderKeys } from '@dossier/core/access';
import { type Actor, actorOrganization, partyKey } from '@dossier/core/actors';

import { planChange, type Relation, type RelationKind } from '@dossier/core/consent';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok } from '@dossier/core/result';
import { type Admitted, admit } from './admit.ts';
import { allowedTrace } from './journal-entries.ts';
import type { Ports, RecordRef } from './ports.ts';
import type { ConsentChange, Outcome } from './requests.ts';

/** What a professional may know of the patient's choices (DMP TD1.6): who is authorised and who is blocked. */
const KNOWN_TO_PROFESSIONALS: readonly RelationKind[] = ['authorization', 'block', 'attending-doctor'];

/** The decisions of the patient that stand or stood on the record, the newest first. */
export const readConsents = async (
  actor: Actor,
  { record }: { readonly record: RecordRef },
  ports: Ports,
): Outcome<{ readonly recordId: string; readonly relations: readonly Relation[] }> => {
  const admitted = await admit(actor, 'consent.read', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy } = admitted.value;
  const relations = policy.relations
    .filter(({ kind }) => actor.kind !== 'professional' || KNOWN_TO_PROFESSIONALS.includes(kind))
    .toSorted((a, b) => (a.from < b.from ? 1 : -1));
  await ports.store.journal(allowedTrace(allowed, ports));
  return ok({ recordId: policy.recordId, relations });
};

/**
 * What the patient, or who acts for them, decides: authorise, renew, end, block, name the attending doctor, oppose,
 * set the default confidentiality, delegate. Every change is a new row and a new version of the policy.
 */
export const changeConsent = async (
  actor: Actor,
  { record, change }: { readonly record: RecordRef; readonly change: ConsentChange },
  ports: Ports,
): Outcome<Relation> => {
  const admitted = await admit(actor, 'consent.change', record, ports);
  if (!admitted.ok) return admitted;
  const origin = actor.kind === 'system' || actor.kind === 'support' ? actor.kind : 'patient';
  return carryOut(admitted.value, { ...change, origin }, ports);
};

/**
 * A professional declares that the patient authorised them, withdraws, or lays down the role of attending doctor
 * (DMP TD0.3). A block of the patient wins (checklist A2); what staff declare lands on their organisation (A4).
 */
export const declareAuthorization = async (
  actor: Actor,
  request: { readonly record: RecordRef; readonly action: 'add' | 'add-attending' | 'remove' | 'remove-attending' },
  ports: Ports,
): Outcome<Relation> => {
  const { record, action } = request;
  const operation =
    action === 'remove'
      ? 'authorization.remove-own'
      : action === 'remove-attending'
        ? 'attending-doctor.remove-self'
        : 'authorization.declare';
  const admitted = await admit(actor, operation, record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy, now } = admitted.value;
  const kind = action === 'add-attending' || action === 'remove-attending' ? 'attending-doctor' : 'authorization';
  const organization = actorOrganization(actor);
  const toStructure = allowed.conditions.includes('to-structure') && organization !== undefined;
  const holder = toStructure ? `org:${organization.id}` : partyKey(actor);
  if (action === 'remove' || action === 'remove-attending') {
    const own = current(policy, kind, now, toStructure ? holderKeys(actor) : [holder]);
    if (own === undefined) return fail(failure('object-unknown', { type: kind }));
    return carryOut(admitted.value, { do: 'end', relationId: own.id, origin: 'declared-by-professional' }, ports);
  }
  if (kind === 'attending-doctor' && allowed.actorClass !== 'doctor')
    return fail(failure('consent-invalid', { why: 'only a physician who is not attending doctor yet can become it' }));
  const held = current(policy, kind, now, [holder]);
  if (held !== undefined)
    return carryOut(admitted.value, { do: 'renew', relationId: held.id, origin: 'declared-by-professional' }, ports);
  return carryOut(
    admitted.value,
    {
      do: 'begin',
      kind,
      holder,
      holderName: toStructure ? organization.name : actor.name,
      ...(actor.kind === 'professional' ? { holderProfession: actor.profession } : {}),
      ...(actor.kind === 'professional' && actor.specialty !== undefined ? { holderSpecialty: actor.specialty } : {}),
      origin: 'declared-by-professional',
    },
    ports,
  );
};

type Change = ConsentChange & { readonly origin: string };

const carryOut = async ({ allowed, policy, law, now }: Admitted, change: Change, ports: Ports): Outcome<Relation> => {
  const planned = planChange(policy, change, {
    law,
    now,
    by: partyKey(allowed.actor),
    id: ports.uuid(),
    actorKind: allowed.actor.kind,
  });
  if (!planned.ok) return refusedChange(allowed, planned.error, ports);
  const { begin, end, subject } = planned.value;
  const outcome = await ports.store.write(allowed, async (writer) => {
    for (const relation of end) await writer.endRelation(relation.id, now, partyKey(allowed.actor));
    if (begin !== undefined) await writer.insertRelation(begin);
    await writer.journal(
      allowedTrace(allowed, ports, {
        detail: {
          change: change.do,
          kind: subject.kind,
          ...(subject.holder === undefined || subject.holder.startsWith('person:') ? {} : { holder: subject.holder }),
        },
      }),
    );
  });
  return outcome.committed ? ok(subject) : fail(failure('precondition-failed'));
};

const refusedChange = async (allowed: Admitted['allowed'], refusal: Failure, ports: Ports): Outcome<never> => {
  await ports.store.journal(allowedTrace(allowed, ports, { error: refusal.code }));
  return fail(refusal);
};
