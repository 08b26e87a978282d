// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { AvailabilityStatus, DocumentEntry, DocumentFacts, DocumentRelation } from '@dossier/core/documents';
import type { Instant } from '@dossier/core/time';

/** A token as searched: `code`, `system|code`, or `system|`; systems are OIDs or URIs as in Code. */
export interface CodeToken {
  readonly code?: string;
  readonly system?: string;
}

export interface TextMatch {
  readonly match: 'prefix' | 'exact' | 'contains';
  readonly text: string;
}

/** One condition of a search; conditions are joined by AND, `anyOf` by OR. */
export type Criterion =
  | { readonly field: 'status'; readonly anyOf: readonly AvailabilityStatus[] }
  | {
      readonly field:
        | 'type'
        | 'class'
        | 'format'
        | 'facility'
        | 'practice-setting'
        | 'event'
        | 'confidentiality'
        | 'reference';
      readonly anyOf: readonly CodeToken[];
    }
  /** uniqueId, entryUuid or logicalId. */
  | { readonly field: 'identifier'; readonly anyOf: readonly string[] }
  /** [from, to): either bound may be open. `negate` turns it round. */
  | {
      readonly field: 'creation' | 'service-start' | 'service-stop' | 'service' | 'submitted' | 'updated';
      readonly from?: Instant;
      readonly to?: Instant;
      readonly negate?: boolean;
    }
  | { readonly field: 'author-family' | 'author-given'; readonly anyOf: readonly TextMatch[] }
  | { readonly field: 'author'; readonly anyOf: readonly PartyKey[] }
  /** logicalId or entryUuid of a document in sight that this one replaces, appends, transforms or signs. */
  | { readonly field: 'relates-to'; readonly anyOf: readonly string[] }
  /** entryUuid of a submission set or folder that holds the document. */
  | { readonly field: 'member-of'; readonly anyOf: readonly string[] };

export interface DocumentQuery {
  readonly criteria: readonly Criterion[];
  readonly order: { readonly by: 'submitted' | 'creation' | 'service-start'; readonly descending: boolean };
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: PagePosition;
  /** `all`: however many there are; `none`: not at all. Absent: some, for the total is exact or absent. */
  readonly counts?: 'all' | 'none';
}

/** Key of the last row of a page: the value of the order column, then the logicalId. */
export interface PagePosition {
  readonly value: string;
  readonly logicalId: string;
}

/** A document as a search answers it: the ready-made FHIR text, with the marks of the FHIR face in it, and what fills them. */
export interface FoundDocument {
  readonly logicalId: string;
  readonly entryUuid: string;
  readonly version: number;
  readonly availabilityStatus: AvailabilityStatus;
  readonly updatedAt: Instant;
  /** Those whose target is in sight too. */
  readonly relations: readonly DocumentRelation[];
  /** In UTF-8, without the relations: they go in where it is answered. */
  readonly rendering: Buffer;
}

export interface FoundDocuments {
  /** Number of documents in sight that match, on all pages; absent where they are too many to be counted unasked. */
  readonly total?: number;
  readonly documents: readonly FoundDocument[];
  readonly next?: PagePosition;
}

export interface StoredDocument extends FoundDocument {
  readonly facts: DocumentFacts;
  /** Its relations are those in sight. */
  readonly entry: DocumentEntry;
}

/** A document whose content another repository holds. */
export interface ContentElsewhere {
  readonly logicalId: string;
  readonly elsewhere: true;
}

/** The content of a document on its way out. */
export interface StoredContent {
  readonly elsewhere?: undefined;
  readonly logicalId: string;
  readonly entryUuid: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Of the whole content; hex. */
  readonly sha256: string;
  /**
   * All of it, or the bytes [start, end] (both included), deciphered and checked: at once where they are few, else frame
   * by frame.
   */
  bytes(range?: { readonly start: number; readonly end: number }): Buffer | AsyncIterable<Uint8Array>;
}
