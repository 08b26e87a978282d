// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type AccountOperation, type JournalEntry, type JournalOutcome, journalActorOf } from '@dossier/core/journal';
import type { Account, AccountNotice, AccountPorts } from './ports.ts';

interface SecurityEvent {
  readonly operation: AccountOperation;
  readonly outcome: JournalOutcome;
  readonly reasons?: readonly string[];
  readonly detail?: JournalEntry['detail'];
  /** Who did it, where it was not the person. */
  readonly by?: Actor;
}

/**
 * Traces what happened to an account: in the journal of the person's record, where the person sees it; in the table of
 * security events where the person has none. Durable when it returns.
 */
export const trace = async (
  { accountId, personId }: Account,
  { operation, outcome, reasons = [], detail = {}, by }: SecurityEvent,
  { pool, clock, uuid, journal }: AccountPorts,
): Promise<void> => {
  const { rows } = await pool.query<{ readonly record_id: string }>({
    name: 'records-of-account',
    text: "select record_id from record.record where person_id = $1 and state <> 'destroyed'",
    values: [personId],
  });
  const at = clock.now();
  for (const { record_id } of rows)
    await journal({
      entryId: uuid(),
      recordId: record_id,
      at,
      actor:
        by === undefined
          ? { kind: 'patient', key: `person:${personId}`, authentication: 'direct', mode: 'normal' }
          : journalActorOf(by),
      operation,
      outcome,
      reasons,
      documents: [],
      law: [],
      secret: false,
      detail,
    });
  if (rows.length > 0) return;
  await pool.query(
    `insert into account.security_event (event_id, account_id, at, operation, outcome, reasons, detail)
    values ($1, $2, $3, $4, $5, $6, $7)`,
    [uuid(), accountId, at, operation, outcome, reasons, JSON.stringify(detail)],
  );
};

/** Tells the person, where there is a way to; what was asked for does not wait for it to arrive, nor fail with it. */
export const tell = async (
  account: Account,
  { notices }: AccountPorts,
  kind: AccountNotice,
  facts?: { readonly device?: string },
): Promise<void> => {
  await notices?.sendNotice(`person:${account.personId}`, kind, facts).catch(() => undefined);
};
