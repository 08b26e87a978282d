// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { JournalEntry } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';

export interface JournalQuery {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly operations?: readonly string[];
  readonly outcome?: 'success' | 'refused' | 'failure';
  /** Only the entries of this party. */
  readonly actor?: PartyKey;
  readonly document?: string;
  readonly entryId?: string;
  /** Leave out secret sessions. */
  readonly withoutSecret: boolean;
  readonly limit: number;
  readonly after?: { readonly at: Instant; readonly entryId: string };
  /** As the page before said; without it the entries of all months are counted. */
  readonly total?: number;
}

export interface JournalPage {
  /** Number of entries in sight that match, on all pages, when the first of them was asked for. */
  readonly total: number;
  readonly entries: readonly JournalEntry[];
  readonly next?: { readonly at: Instant; readonly entryId: string };
}
