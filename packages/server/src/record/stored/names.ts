// SPDX-License-Identifier: Apache-2.0
import type { RecordPolicy } from '@dossier/core/consent';
import type { IdentityStatus, Ins, Traits } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';

/** What names a record: an INS, the record itself, or an object in it (uniqueId, entryUuid, logicalId). */
export type RecordRef = { readonly ins: Ins } | { readonly recordId: string } | { readonly object: string };

/** A policy, and the documents that the name which led to it stands for: traces of such a request are theirs. */
export interface LoadedPolicy extends RecordPolicy {
  /** logicalIds: of the document named, or of the members of the list named; none where the record itself was. */
  readonly named: readonly string[];
}

/** What names a document inside a record. Every version of its metadata names the same document. */
export type DocumentRef = { readonly id: string } | { readonly uniqueId: string };

export interface PersonView {
  readonly personId: string;
  readonly traits: Traits;
  readonly status: IdentityStatus;
  /** The INS in use first, then the former ones. */
  readonly identifiers: readonly { readonly ins: Ins; readonly from: Instant; readonly until?: Instant }[];
}
