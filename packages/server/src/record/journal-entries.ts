// SPDX-License-Identifier: Apache-2.0
import type { Allowed, LawVersion, Operation, Reason } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import { type JournalEntry, type JournalOutcome, journalActorOf, type SystemOperation } from '@dossier/core/journal';
import { fail } from '@dossier/core/result';
import type { Ports } from './ports.ts';

type Detail = JournalEntry['detail'];

interface Trace {
  readonly actor: Actor;
  readonly onBehalfOf?: string;
  readonly recordId: string;
  readonly operation: Operation | SystemOperation;
  readonly outcome: JournalOutcome;
  readonly reasons: readonly string[];
  readonly law: readonly LawVersion[];
  readonly documents?: readonly string[];
  readonly detail?: Detail;
}

/** One entry, stamped by the server's clock. */
export const traceOf = (
  { actor, onBehalfOf, recordId, operation, outcome, reasons, law, documents = [], detail = {} }: Trace,
  ports: Ports,
): JournalEntry => ({
  entryId: ports.uuid(),
  recordId,
  at: ports.clock.now(),
  actor: journalActorOf(actor),
  operation,
  outcome,
  reasons,
  documents,
  law,
  secret: actor.secret ?? false,
  detail: onBehalfOf === undefined ? detail : { ...detail, onBehalfOf },
});

/** The last reason of each gate, as codes: why it was allowed or refused. */
export const reasonCodes = (reasons: readonly Reason[]): readonly string[] => reasons.map(({ code }) => code);

/** The entry of an access that was allowed, whatever came of it. */
export const allowedTrace = (
  allowed: Allowed,
  ports: Ports,
  more: {
    readonly outcome?: JournalOutcome;
    readonly documents?: readonly string[];
    readonly detail?: Detail;
    readonly error?: string;
  } = {},
): JournalEntry =>
  traceOf(
    {
      actor: allowed.actor,
      ...(allowed.onBehalfOf === undefined ? {} : { onBehalfOf: allowed.onBehalfOf }),
      recordId: allowed.recordId,
      operation: allowed.operation,
      outcome: more.outcome ?? (more.error === undefined ? 'success' : 'failure'),
      reasons: more.error === undefined ? reasonCodes(allowed.reasons) : [...reasonCodes(allowed.reasons), more.error],
      law: allowed.law,
      ...(more.documents === undefined ? {} : { documents: more.documents }),
      ...(more.detail === undefined ? {} : { detail: more.detail }),
    },
    ports,
  );

/** Journals an allowed access that came to nothing, and answers the failure. */
export const failed = async (
  allowed: Allowed,
  refusal: Failure,
  ports: Ports,
  more: { readonly outcome?: JournalOutcome; readonly documents?: readonly string[]; readonly reason?: string } = {},
): Promise<{ readonly ok: false; readonly error: Failure }> => {
  const { reason = refusal.code, ...rest } = more;
  await ports.store.journal(allowedTrace(allowed, ports, { ...rest, error: reason }));
  return fail(refusal);
};
