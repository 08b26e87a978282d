// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Folder, SubmissionSet } from '@dossier/core/documents';
import { ok } from '@dossier/core/result';
import { admit } from './admit.ts';
import { allowedTrace } from './journal-entries.ts';
import type { FoundLists, ListQuery, Ports, RecordRef } from './ports.ts';
import type { Outcome } from './requests.ts';

export interface FindListsRequest {
  readonly record: RecordRef;
  readonly query: ListQuery;
}

type Found<T> = FoundLists<T> & { readonly recordId: string };

/** Finds submission sets (ITI-18 FindSubmissionSets, ITI-66) of which at least one document is in sight. */
export const findSubmissionSets = async (
  actor: Actor,
  { record, query }: FindListsRequest,
  ports: Ports,
): Outcome<Found<SubmissionSet>> => {
  const admitted = await admit(actor, 'document.find', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy } = admitted.value;
  const found = await ports.store.findSubmissionSets(allowed, query);
  await ports.store.journal(
    allowedTrace(allowed, ports, { documents: policy.named, detail: { of: 'submission sets' } }),
  );
  return ok({ ...found, recordId: allowed.recordId });
};

/** Finds folders (ITI-18 FindFolders, ITI-66) of which at least one document is in sight. */
export const findFolders = async (
  actor: Actor,
  { record, query }: FindListsRequest,
  ports: Ports,
): Outcome<Found<Folder>> => {
  const admitted = await admit(actor, 'document.find', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy } = admitted.value;
  const found = await ports.store.findFolders(allowed, query);
  await ports.store.journal(allowedTrace(allowed, ports, { documents: policy.named, detail: { of: 'folders' } }));
  return ok({ ...found, recordId: allowed.recordId });
};
