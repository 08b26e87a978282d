// SPDX-License-Identifier: Apache-2.0
import { type Allowed, current, decide, holderKeys } from '@dossier/core/access';
import { type Actor, actorOrganization, partyKey } from '@dossier/core/actors';
import { planChange, type Relation } from '@dossier/core/consent';
import { type Failure, failure } from '@dossier/core/errors';
import { ok, type Result } from '@dossier/core/result';
import { type Admitted, admit } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import { knownTo } from './known-relations.ts';
import type { Ports, RecordRef } from './ports.ts';
import type { ConsentChange, Outcome } from './requests.ts';

/** The decisions of the patient that stand or stood on the record, the newest first. */
export const readConsents = async (
  actor: Actor,
  { record }: { readonly record: RecordRef },
  ports: Ports,
): Outcome<{ readonly recordId: string; readonly relations: readonly Relation[] }> => {
  const admitted = await admit(actor, 'consent.read', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy } = admitted.value;
  const relations = newestFirst(knownTo(actor, policy).relations);
  await ports.store.journal(allowedTrace(allowed, ports));
  return ok({ recordId: policy.recordId, relations });
};

/**
 * The same for a record that the actor was admitted to for something else, with which they come; undefined where the
 * actor may not read them. Nobody asked for them alone, so a refusal leaves no trace.
 */
export const consentsIfAllowed = async (
  { allowed: { actor }, policy, law, now }: Admitted,
  ports: Ports,
): Promise<readonly Relation[] | undefined> => {
  const { recordId } = policy;
  const decision = decide({ actor, operation: 'consent.read', recordId, policy, law, at: now });
  if (decision.verdict === 'refused') return undefined;
  await ports.store.journal(allowedTrace(decision, ports));
  return newestFirst(knownTo(actor, policy).relations);
};

const newestFirst = (relations: readonly Relation[]): readonly Relation[] =>
  relations.toSorted((a, b) => (a.from < b.from ? 1 : -1));

/**
 * What the patient, or who acts for them, decides: authorise, renew, end, block, name the attending doctor, oppose,
 * set the default confidentiality, delegate. Every change is a new row and a new version of the policy.
 */
export const changeConsent = (
  actor: Actor,
  request: { readonly record: RecordRef; readonly change: ConsentChange },
  ports: Ports,
): Outcome<Relation> => repeatedly(() => changeOnce(actor, request, ports), ports);

const changeOnce = async (
  actor: Actor,
  { record, change }: { readonly record: RecordRef; readonly change: ConsentChange },
  ports: Ports,
): Decided => {
  const admitted = await admit(actor, 'consent.change', record, ports);
  if (!admitted.ok) return admitted;
  const origin = actor.kind === 'system' ? 'system' : 'patient';
  return carryOut(admitted.value, { ...change, origin }, ports);
};

/**
 * A professional declares that the patient authorised them, withdraws, or lays down the role of attending doctor
 * (DMP TD0.3). A block of the patient wins (checklist A2); what staff declare lands on their organisation (A4).
 */
export const declareAuthorization = (actor: Actor, request: Declaration, ports: Ports): Outcome<Relation> =>
  repeatedly(() => declareOnce(actor, request, ports), ports);

interface Declaration {
  readonly record: RecordRef;
  readonly action: 'add' | 'add-attending' | 'remove' | 'remove-attending';
  /** The decision that is renewed or ended, where the caller names one; else the one that stands. */
  readonly relationId?: string;
}

/** How often a decision is made anew on a policy that somebody else has changed in between. */
const ATTEMPTS = 5;

/** What came of one attempt; of one that met another decision, and left no trace yet, what it was allowed. */
type Decided = Promise<Result<Relation, Failure> | { readonly met: Allowed }>;

const repeatedly = async (decide: () => Decided, ports: Ports): Outcome<Relation> => {
  for (let attempt = 1; ; attempt++) {
    const decided = await decide();
    if (!('met' in decided)) return decided;
    if (attempt === ATTEMPTS) return failed(decided.met, failure('busy'), ports);
  }
};

const declareOnce = async (actor: Actor, request: Declaration, ports: Ports): Decided => {
  const { record, action, relationId } = request;
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
  const standing = (keys: readonly string[]): Relation | undefined =>
    relationId === undefined
      ? current(policy, kind, now, keys)
      : policy.relations.find((one) => one.id === relationId && one.kind === kind && keys.includes(one.holder ?? ''));
  if (action === 'remove' || action === 'remove-attending') {
    const own = standing(toStructure ? holderKeys(actor) : [holder]);
    if (own === undefined) return failed(allowed, failure('object-unknown', { type: kind }), ports);
    return carryOut(admitted.value, { do: 'end', relationId: own.id, origin: 'declared-by-professional' }, ports);
  }
  if (kind === 'attending-doctor') {
    const why = whyNotAttending(admitted.value);
    if (why !== undefined) return failed(allowed, failure('consent-invalid', { why }), ports);
  }
  const held = standing([holder]);
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

/** The role asks for a physician whom the patient has authorised already; it is not a way in. */
const whyNotAttending = ({ allowed, policy, now }: Admitted): string | undefined => {
  if (allowed.actorClass !== 'doctor') return 'only a physician who is not attending doctor yet can become it';
  const authorized = current(policy, 'authorization', now, holderKeys(allowed.actor)) !== undefined;
  return authorized ? undefined : 'the patient has not authorised this physician';
};

type Change = ConsentChange & { readonly origin: string };

const carryOut = async ({ allowed, policy, law, now }: Admitted, change: Change, ports: Ports): Decided => {
  const planned = planChange(policy, change, {
    law,
    now,
    by: partyKey(allowed.actor),
    id: ports.uuid(),
    actorKind: allowed.actor.kind,
    secret: allowed.actor.secret ?? false,
  });
  if (!planned.ok) return failed(allowed, planned.error, ports);
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
  return outcome.committed ? ok(subject) : { met: allowed };
};
