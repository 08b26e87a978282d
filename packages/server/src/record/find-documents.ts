// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { ok } from '@dossier/core/result';
import { admitToRead } from './admit.ts';
import { allowedTrace } from './journal-entries.ts';
import type { DocumentQuery, FoundDocuments, Ports, RecordRef } from './ports.ts';
import type { Outcome } from './requests.ts';

export interface FindDocumentsRequest {
  readonly record: RecordRef;
  readonly query: DocumentQuery;
}

/**
 * Finds documents by their metadata (ITI-18, ITI-67, DMP TD3.1a). A search by identifier alone is a search for a
 * reference (TD3.1b), which is open to those who may feed but not read: they find what they brought.
 */
export const findDocuments = async (
  actor: Actor,
  { record, query }: FindDocumentsRequest,
  ports: Ports,
): Outcome<FoundDocuments & { readonly recordId: string }> => {
  const byReference =
    query.criteria.some(({ field }) => field === 'identifier') &&
    query.criteria.every(({ field }) => field === 'identifier' || field === 'status');
  const operation = byReference ? 'document.find-reference' : 'document.find';
  const read = await admitToRead(actor, operation, record, ports, ({ allowed }) =>
    ports.store.findDocuments(allowed, query),
  );
  if (!read.ok) return read;
  const { admitted, value: found } = read.value;
  const { allowed, policy } = admitted;
  const fields = [...new Set(query.criteria.map(({ field }) => field))].sort().join(' ');
  // where a document named the record, its trace is of that document: who cannot see the one does not see the other
  await ports.store.journal(allowedTrace(allowed, ports, { documents: policy.named, detail: { criteria: fields } }));
  return ok({ ...found, recordId: allowed.recordId });
};
