// SPDX-License-Identifier: Apache-2.0

import type { Instant } from '@dossier/core/time';
import type { CodeToken, TextMatch } from './documents.ts';

export interface ListQuery {
  readonly entryUuids?: readonly string[];
  readonly uniqueIds?: readonly string[];
  readonly from?: Instant;
  readonly to?: Instant;
  readonly codes?: readonly CodeToken[];
  readonly sourceIds?: readonly string[];
  readonly authorFamily?: readonly TextMatch[];
  readonly authorGiven?: readonly TextMatch[];
  /** Those that hold one of these members in sight: logicalIds of documents, entryUuids of folders. */
  readonly holding?: readonly string[];
  readonly limit: number;
  readonly after?: { readonly at: Instant; readonly entryUuid: string };
}

/**
 * Lists hold only members in sight; a list with no member in sight is not there. A folder's lastUpdateTime is when the
 * last of the members in sight joined it.
 */
export interface FoundLists<T> {
  readonly total: number;
  readonly lists: readonly T[];
  readonly next?: { readonly at: Instant; readonly entryUuid: string };
}
