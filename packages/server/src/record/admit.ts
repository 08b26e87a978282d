// SPDX-License-Identifier: Apache-2.0
import {
  type Allowed,
  actingBy,
  type Decision,
  decide,
  emergencyStanding,
  type Operation,
  type Refused,
} from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { checkIns, type Ins, sameIns } from '@dossier/core/identity';
import { NO_RECORD } from '@dossier/core/journal';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { openEmergencyAccess } from './care/open-access.ts';
import { failed, reasonCodes, traceOf } from './journal-entries.ts';
import { type LoadedPolicy, PolicyChangedError, type Ports, type RecordRef } from './ports.ts';

/** An actor who passed the first four gates of a record for one operation. */
export interface Admitted {
  readonly allowed: Allowed;
  readonly policy: LoadedPolicy;
  readonly law: Law;
  readonly now: Instant;
}

/**
 * The door of every use case: names the record, loads its policy in one statement, asks the gates, and writes a
 * refusal to the journal. Where an object named the record, every refusal is `document-unknown` or
 * `object-unknown`: what cannot be seen is not there.
 */
export const admit = async (
  actor: Actor,
  operation: Operation,
  ref: RecordRef,
  ports: Ports,
): Promise<Result<Admitted, Failure>> => {
  const named = keptRef(actor, ref, ports);
  if (!named.ok) return misnamed(actor, operation, named.error, ports);
  const policy = await ports.store.loadPolicy(named.value);
  return admitTo(actor, operation, policy, named.value, ports);
};

/**
 * Admits on the policy that is remembered, which may be an earlier one: only for what comes to nothing when the statement
 * that carries it out finds another. Undefined where none is remembered, or it refuses.
 */
export const admitRemembered = (
  actor: Actor,
  operation: Operation,
  ref: RecordRef,
  ports: Ports,
): Admitted | undefined => {
  const named = keptRef(actor, ref, ports);
  return named.ok ? recalled(actor, operation, named.value, ports) : undefined;
};

const recalled = (actor: Actor, operation: Operation, ref: RecordRef, ports: Ports): Admitted | undefined =>
  judge(actor, operation, ports.store.recallPolicy(ref), ports).admitted;

/** How often a read is tried again when the patient has decided something in between. */
const ATTEMPTS = 5;

/**
 * Admits, and reads what that allows. A policy that is remembered is tried first, for a `read` that looks at its version
 * in the statement itself (`findDocuments`, `openContent`). Where it is another one by now, where it refuses, or where
 * `read` answers undefined, all is done again on the policy as it stands: only that refuses, and only that says that
 * something is not there.
 *
 * @returns what `read` answered with the admission under which it did
 */
export const admitToRead = async <T>(
  actor: Actor,
  operation: Operation,
  ref: RecordRef,
  ports: Ports,
  read: (admitted: Admitted) => Promise<T>,
): Promise<Result<{ readonly admitted: Admitted; readonly value: T }, Failure>> => {
  const named = keptRef(actor, ref, ports);
  if (!named.ok) return misnamed(actor, operation, named.error, ports);
  const admitted = recalled(actor, operation, named.value, ports);
  if (admitted) {
    const value = await unlessChanged(() => read(admitted));
    if (value !== CHANGED && value !== undefined) return ok({ admitted, value });
  }
  for (let attempt = 1; ; attempt += 1) {
    const policy = await ports.store.loadPolicy(named.value);
    const admitted = await admitTo(actor, operation, policy, named.value, ports);
    if (!admitted.ok) return admitted;
    const value = await unlessChanged(() => read(admitted.value));
    if (value !== CHANGED) return ok({ admitted: admitted.value, value });
    if (attempt === ATTEMPTS) return failed(admitted.value.allowed, failure('busy'), ports);
  }
};

const CHANGED = Symbol('policy-changed');

const unlessChanged = async <T>(read: () => Promise<T>): Promise<T | typeof CHANGED> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PolicyChangedError) return CHANGED;
    throw error;
  }
};

/** As {@link admit}, for an operation on a record whose policy is already at hand. */
export const admitTo = async (
  actor: Actor,
  operation: Operation,
  policy: LoadedPolicy | undefined,
  ref: RecordRef,
  ports: Ports,
): Promise<Result<Admitted, Failure>> => {
  const judged = judge(actor, operation, policy, ports);
  if (judged.admitted) return ok(judged.admitted);
  if (judged.emergency !== undefined && policy !== undefined)
    return admitInEmergency(judged.emergency, actor, policy, ref, ports);
  return refuse(judged.decision as Refused, policy, ref, ports);
};

const refuse = async (
  refused: Refused,
  policy: LoadedPolicy | undefined,
  ref: RecordRef,
  ports: Ports,
): Promise<Result<never, Failure>> => {
  const { actor, operation, onBehalfOf, reasons, law } = refused;
  await ports.store.journal(
    traceOf(
      {
        actor,
        ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
        recordId: policy?.recordId ?? NO_RECORD,
        operation,
        outcome: 'refused',
        reasons: reasonCodes(reasons),
        law,
        documents: policy?.named ?? [],
      },
      ports,
    ),
  );
  return fail(refusalOf(refused, policy, ref));
};

/**
 * The first request of a professional in an emergency mode on this record opens their access to it, and stands on that; so
 * does the first one after the access has ended, which needs a reason that has not served yet.
 */
const admitInEmergency = async (
  emergency: Emergency,
  actor: Actor,
  policy: LoadedPolicy,
  ref: RecordRef,
  ports: Ports,
): Promise<Result<Admitted, Failure>> => {
  const { allowed, standing } = emergency;
  if (standing === 'reason-spent')
    return failed(allowed, failure('reason-spent'), ports, { outcome: 'refused', documents: policy.named });
  let present = policy;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const opening = await openEmergencyAccess(allowed.actor, present, 'by-access', ports);
    if ('refused' in opening) return refuse(opening.refused, present, ref, ports);
    const loaded = await ports.store.loadPolicy({ recordId: policy.recordId });
    if (loaded === undefined) return refuse({ ...allowed, verdict: 'refused' }, policy, ref, ports);
    present = { ...loaded, named: policy.named };
    const judged = judge(actor, allowed.operation, present, ports);
    if (judged.admitted) return ok(judged.admitted);
    if (judged.emergency === undefined) return refuse(judged.decision as Refused, present, ref, ports);
  }
  return failed(allowed, failure('busy'), ports);
};

/** An allowed request in an emergency mode that has no open access to stand on. */
interface Emergency {
  readonly allowed: Allowed;
  readonly standing: 'to-open' | 'reason-spent';
}

/** The first four gates. */
const judge = (
  actor: Actor,
  operation: Operation,
  policy: LoadedPolicy | undefined,
  ports: Ports,
): { readonly decision: Decision; readonly admitted?: Admitted; readonly emergency?: Emergency } => {
  const now = ports.clock.now();
  const law = ports.law(now);
  const question = { actor, operation, recordId: policy?.recordId ?? NO_RECORD, law, at: now };
  const acting = policy === undefined ? actor : actingBy(question, policy);
  const decision = decide({ ...question, actor: acting, policy });
  if (decision.verdict === 'refused' || policy === undefined) return { decision };
  const standing = emergencyStanding(decision, policy, law, now);
  if (standing === 'to-open' || standing === 'reason-spent')
    return { decision, emergency: { allowed: decision, standing } };
  return { decision, admitted: { allowed: decision, policy, law, now } };
};

/** The INS as it is kept here; anything else names a record as it stands. */
const keptRef = (actor: Actor, ref: RecordRef, ports: Ports): Result<RecordRef, Failure> => {
  if (!('ins' in ref)) return ok(ref);
  const law = ports.law(ports.clock.now());
  const checked = checkIns(ref.ins, law.identity, ports.environment, ports.insKeyErrors);
  if (!checked.ok) return checked;
  const mismatch = mismatchOf(actor, checked.value.ins);
  return mismatch === undefined ? ok({ ins: checked.value.ins }) : fail(mismatch);
};

/** Whether an assertion names another patient than the request (domain §8, V9). */
export const mismatchOf = ({ onlyPatient }: Actor, ins: Ins): Failure | undefined =>
  onlyPatient === undefined || sameIns(onlyPatient, ins) ? undefined : failure('assertion-of-another-patient');

const misnamed = async (actor: Actor, operation: Operation, refusal: Failure, ports: Ports) => {
  if (refusal.code !== 'assertion-of-another-patient') return fail(refusal);
  const reasons = [refusal.code];
  await ports.store.journal(
    traceOf({ actor, recordId: NO_RECORD, operation, outcome: 'refused', reasons, law: [] }, ports),
  );
  return fail(refusal);
};

/** What a refusal says: nothing about the record that the actor may not know from the existence test (TD0.2). */
const refusalOf = (refused: Refused, policy: LoadedPolicy | undefined, ref: RecordRef): Failure => {
  if ('object' in ref) return failure('document-unknown');
  const { actor } = refused;
  const asPerson = actor.kind === 'patient' || actor.kind === 'representative' || actor.kind === 'carer';
  const stranger =
    asPerson &&
    actor.personId !== policy?.personId &&
    !policy?.relations.some(({ holder }) => holder === `person:${actor.personId}`);
  if (stranger) return failure('access-refused');
  switch (refused.reasons.at(-1)?.code) {
    case 'record-unknown':
      return failure('record-unknown');
    case 'record-closed':
    case 'record-suspended':
    case 'record-notified':
      return failure('record-closed');
    case 'record-open':
      return failure('record-state-refused', { state: 'open', verb: 'opened' });
    case 'reason-missing':
      return failure('reason-required');
    default:
      return failure('access-refused');
  }
};
