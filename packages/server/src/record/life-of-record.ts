// SPDX-License-Identifier: Apache-2.0
import type { Operation } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { RecordState } from '@dossier/core/consent';
import { failure } from '@dossier/core/errors';
import { fail, ok } from '@dossier/core/result';
import { addDelay, type Instant } from '@dossier/core/time';
import { type Admitted, admit } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { Duty, Ports, RecordRef, Writer } from './ports.ts';
import type { Outcome } from './requests.ts';

/** The state of a record after a step of its life. */
export interface RecordStep {
  readonly recordId: string;
  readonly state: RecordState;
  /** When the next thing happens by itself: opening, destruction. */
  readonly dueAt?: Instant;
}

interface Step {
  readonly operation: Operation;
  readonly from: readonly RecordState[];
  readonly to: RecordState;
  readonly reason?: string;
  readonly cancels: readonly Duty['kind'][];
  readonly schedules?: (admitted: Admitted) => Duty;
}

/** What is closed is kept ten years (R.1111-36 CSP). */
const atTheEndOfTheArchive: NonNullable<Step['schedules']> = ({ allowed, law, now }) => ({
  kind: 'destroy-record',
  recordId: allowed.recordId,
  dueAt: addDelay(now, law.timeRules.archiveAfterClosure),
});

/** The person told of the opening opposes it within the term (R.1111-28 CSP); they may ask for the record later. */
export const opposeRecord = (
  actor: Actor,
  { record }: { readonly record: RecordRef },
  ports: Ports,
): Outcome<RecordStep> =>
  take(
    actor,
    record,
    {
      operation: 'record.oppose',
      from: ['notified'],
      to: 'closed',
      reason: 'opposition',
      cancels: ['open-record'],
      schedules: atTheEndOfTheArchive,
    },
    ports,
  );

/** Closes a record: out of reach at once, kept for ten years (R.1111-36 CSP). `reason` is a short code or sentence. */
export const closeRecord = (
  actor: Actor,
  { record, reason }: { readonly record: RecordRef; readonly reason: string },
  ports: Ports,
): Outcome<RecordStep> => {
  if (reason.trim() === '')
    return Promise.resolve(fail(failure('element-missing', { path: 'reason', why: 'a closure has a reason' })));
  return take(
    actor,
    record,
    {
      operation: 'record.close',
      from: ['open', 'suspended'],
      to: 'closed',
      reason,
      cancels: [],
      schedules: atTheEndOfTheArchive,
    },
    ports,
  );
};

/** Opens a closed record again: its documents are back (R.1111-36 CSP). */
export const reopenRecord = (
  actor: Actor,
  { record }: { readonly record: RecordRef },
  ports: Ports,
): Outcome<RecordStep> =>
  take(
    actor,
    record,
    { operation: 'record.reopen', from: ['closed', 'suspended'], to: 'open', cancels: ['destroy-record'] },
    ports,
  );

/**
 * Asks for the destruction of a closed record before its term: it is done within three months (R.1111-36 CSP), and
 * until then opening the record again takes the request back.
 */
export const requestDestruction = (
  actor: Actor,
  { record }: { readonly record: RecordRef },
  ports: Ports,
): Outcome<RecordStep> =>
  take(
    actor,
    record,
    {
      operation: 'record.destroy',
      from: ['closed'],
      to: 'closed',
      cancels: ['destroy-record'],
      schedules: ({ allowed, law, now }) => ({
        kind: 'destroy-record',
        recordId: allowed.recordId,
        dueAt: addDelay(now, law.timeRules.expressDestruction),
      }),
    },
    ports,
  );

/** Professionals close and reopen at the patient's request, and only where the record was opened on consent (domain §1.2). */
const isTheirs = ({ allowed: { actor }, policy, law }: Admitted): boolean => {
  const caring = actor.kind === 'professional' || actor.kind === 'staff' || actor.kind === 'organization';
  return !caring || law.regimes.regimes.find(({ id }) => id === policy.regime)?.opening === 'on-consent';
};

const take = async (actor: Actor, record: RecordRef, step: Step, ports: Ports): Outcome<RecordStep> => {
  const admitted = await admit(actor, step.operation, record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy } = admitted.value;
  if (!isTheirs(admitted.value)) return failed(allowed, failure('access-refused'), ports, { outcome: 'refused' });
  if (!step.from.includes(policy.state)) {
    const parameters = { state: policy.state, verb: step.operation.slice('record.'.length) };
    return failed(allowed, failure('record-state-refused', parameters), ports);
  }
  const duty = step.schedules?.(admitted.value);
  const outcome = await ports.store.write(allowed, (writer) => apply(writer, admitted.value, step, duty, ports));
  if (!outcome.committed) return failed(allowed, failure('busy'), ports);
  return ok({ recordId: policy.recordId, state: step.to, ...(duty === undefined ? {} : { dueAt: duty.dueAt }) });
};

const apply = async (
  writer: Writer,
  { allowed, now }: Admitted,
  step: Step,
  duty: Duty | undefined,
  ports: Ports,
): Promise<void> => {
  await writer.setRecordState({
    from: step.from,
    to: step.to,
    at: now,
    ...(step.reason === undefined ? {} : { reason: step.reason }),
  });
  if (step.cancels.length > 0) await writer.cancelDuties(step.cancels);
  if (duty !== undefined) await writer.schedule(duty);
  await writer.journal(allowedTrace(allowed, ports, { detail: { state: step.to } }));
};
