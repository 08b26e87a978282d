// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import { type Actor, partyKey } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import type { InclusionProof, JournalEntry } from '@dossier/core/journal';
import { fail, ok } from '@dossier/core/result';
import { admit } from './admit.ts';
import { allowedTrace } from './journal-entries.ts';
import type { JournalPage, JournalQuery, Ports, RecordRef } from './ports.ts';
import type { Outcome } from './requests.ts';

/** Who reads every trace of a record (R.1111-43 CSP); everyone else reads their own. */
const READS_ALL: readonly string[] = ['patient', 'representative', 'attending', 'support', 'system'];

export interface ReadJournalRequest {
  readonly record: RecordRef;
  readonly query: Omit<JournalQuery, 'withoutSecret'>;
}

/**
 * The traces of a record: all of them for the patient and the attending doctor, their own for other professionals,
 * none of a secret session for legal representatives (checklist N2, N4). Traces of documents out of sight are out of
 * sight with them. Support reads them without the reasons of break-glass.
 */
export const readJournal = async (
  actor: Actor,
  { record, query }: ReadJournalRequest,
  ports: Ports,
): Outcome<JournalPage> => {
  const admitted = await admit(actor, 'journal.read', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed } = admitted.value;
  const page = await pageInScope(allowed, query, ports);
  await ports.store.journal(allowedTrace(allowed, ports));
  return ok({
    ...page,
    entries: page.entries.map((entry) => (isReasonKept(allowed, entry) ? withoutReason(entry) : entry)),
  });
};

/** Proof that one entry stands in the signed log; for whoever may read all of the entry. */
export const proveJournalEntry = async (
  actor: Actor,
  { record, entryId }: { readonly record: RecordRef; readonly entryId: string },
  ports: Ports,
): Outcome<InclusionProof> => {
  const admitted = await admit(actor, 'journal.read', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed } = admitted.value;
  const page = await pageInScope(allowed, { entryId, limit: 1 }, ports);
  const [entry] = page.entries;
  const proof =
    entry === undefined || isReasonKept(allowed, entry)
      ? undefined
      : await ports.store.proveJournalEntry(allowed, entryId);
  await ports.store.journal(allowedTrace(allowed, ports, { detail: { of: 'proof' } }));
  return proof === undefined ? fail(failure('object-unknown', { type: 'proof' })) : ok(proof);
};

/** Why somebody broke the glass (R.1111-48 CSP) tells of the patient's health: not for those who help with the software. */
const isReasonKept = ({ actor }: Allowed, entry: JournalEntry): boolean =>
  actor.kind === 'support' && entry.actor.reason !== undefined;

const withoutReason = (entry: JournalEntry): JournalEntry => {
  const { reason, ...actor } = entry.actor;
  return { ...entry, actor };
};

/** What is asked and what may be read: who reads their own traces finds none of another actor's. */
const pageInScope = async (
  allowed: Allowed,
  query: ReadJournalRequest['query'],
  ports: Ports,
): Promise<JournalPage> => {
  const { actor } = allowed;
  const own = READS_ALL.includes(allowed.actorClass) ? undefined : partyKey(actor);
  if (own !== undefined && query.actor !== undefined && query.actor !== own) return { total: 0, entries: [] };
  return ports.store.readJournal(allowed, {
    ...query,
    ...(own === undefined ? {} : { actor: own }),
    withoutSecret: actor.kind === 'representative' || actor.kind === 'carer',
  });
};
