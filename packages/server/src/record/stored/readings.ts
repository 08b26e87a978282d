// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry } from '@dossier/core/documents';
import type { Fact, FactSource, SourcedFact } from '@dossier/core/facts';

/** Words of a document by section, a line for each paragraph, item or row. */
export interface SectionText {
  readonly code?: string;
  readonly title?: string;
  readonly text: string;
}

/** What a search answers of a document besides its metadata, and counts by. */
export interface SearchedDocument {
  readonly title: string;
  readonly type: string;
  readonly authors: readonly string[];
  readonly places: readonly string[];
  /** `YYYYMMDD…` in UTC. */
  readonly creationTime: string;
  readonly withoutText: boolean;
}

/** A document as it is searched: stems between spaces, in front those of its title, type and authors. */
export interface DocumentWords extends SearchedDocument {
  readonly logicalId: string;
  readonly entryUuid: string;
  readonly named: string;
  readonly said: string;
}

/** A document on its way to be understood. */
export interface UnreadDocument {
  readonly entry: DocumentEntry;
  /** Undefined where another repository holds it, or where it is too large to be read. */
  readonly content: Buffer | undefined;
}

/** What was understood of a document. */
export interface DocumentReading {
  readonly source: Omit<FactSource, 'logicalId' | 'entryUuid'>;
  readonly facts: readonly Fact[];
  readonly words: Omit<DocumentWords, 'logicalId' | 'entryUuid'>;
  readonly sections: readonly SectionText[];
}

/** Facts of the current documents in sight, and how many of these are still to be read. */
export interface ReadFacts {
  readonly facts: readonly SourcedFact[];
  readonly unread: number;
}

export interface ReadWords {
  readonly documents: readonly DocumentWords[];
  readonly unread: number;
}
