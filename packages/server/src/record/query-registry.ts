// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { DocumentEntry, Folder, SubmissionSet } from '@dossier/core/documents';
import { failure } from '@dossier/core/errors';
import type { Ins } from '@dossier/core/identity';
import type { JournalEntry } from '@dossier/core/journal';
import { ok } from '@dossier/core/result';
import { type Admitted, admitToRead } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { Criterion, ListQuery, Ports, RecordRef } from './ports.ts';
import type { Outcome } from './requests.ts';

/** Reads in one record what is in sight, as often as one query needs. */
export interface RegistryReader {
  /** The newest first, at most `limit`. */
  entries(criteria: readonly Criterion[], limit: number): Promise<readonly DocumentEntry[]>;
  sets(query: ListQuery): Promise<readonly SubmissionSet[]>;
  folders(query: ListQuery): Promise<readonly Folder[]>;
}

export interface RegistryQuery {
  readonly record: RecordRef;
  /** By identifiers alone it is a search for a reference (DMP TD3.1b), open to those who may feed but not read. */
  readonly operation: 'document.find' | 'document.find-reference';
  /** What was asked, for the journal. */
  readonly detail: JournalEntry['detail'];
}

/** What a query found, in whose record. */
export interface QueriedRegistry<T> {
  readonly recordId: string;
  /** In use by the patient now. */
  readonly ins: Ins;
  readonly found: T;
}

const readerOf = ({ allowed }: Admitted, { store }: Ports): RegistryReader => ({
  entries: async (criteria, limit) => {
    const order = { by: 'submitted', descending: true } as const;
    const { documents } = await store.findDocuments(allowed, { criteria, order, limit, counts: 'none' });
    const ids = documents.map(({ logicalId }) => logicalId);
    const byId = new Map((await store.readDocuments(allowed, ids)).map(({ entry }) => [entry.logicalId, entry]));
    return ids.map((id) => byId.get(id)).filter((entry) => entry !== undefined);
  },
  sets: async (query) => (await store.findSubmissionSets(allowed, query)).lists,
  folders: async (query) => (await store.findFolders(allowed, query)).lists,
});

/**
 * One stored query (ITI-18, DMP TD3.1): `read` looks for documents, submission sets and folders with all their metadata
 * under one decision, and the whole of it leaves one trace. It may be run again, so it must leave nothing behind. Where it
 * answers undefined, what was asked for is out of sight: `document-unknown`.
 */
export const queryRegistry = async <T>(
  actor: Actor,
  { record, operation, detail }: RegistryQuery,
  ports: Ports,
  read: (reader: RegistryReader) => Promise<T | undefined>,
): Outcome<QueriedRegistry<T>> => {
  const done = await admitToRead(actor, operation, record, ports, async (admitted) => {
    const [found, person] = await Promise.all([
      read(readerOf(admitted, ports)),
      ports.store.readPerson(admitted.allowed),
    ]);
    return { found, person };
  });
  if (!done.ok) return done;
  const { admitted, value } = done.value;
  const { allowed, policy } = admitted;
  const { found, person } = value;
  if (found === undefined) {
    const more = { outcome: 'refused', documents: policy.named, reason: 'out-of-sight' } as const;
    return failed(allowed, failure('document-unknown'), ports, more);
  }
  // where an object named the record, the trace is of its documents: who cannot see them does not see the trace
  await ports.store.journal(allowedTrace(allowed, ports, { documents: policy.named, detail }));
  const [current] = person?.identifiers ?? [];
  if (current === undefined) throw new Error('a record belongs to a person with an INS');
  return ok({ recordId: allowed.recordId, ins: current.ins, found });
};
