// SPDX-License-Identifier: Apache-2.0

import type { Allowed } from '@dossier/core/access';
import type { DocumentFacts, Folder, SubmissionSet } from '@dossier/core/documents';
import type { InclusionProof, JournalEntry } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';
import type { CareStore } from '../care/ports.ts';
import type { ContentElsewhere, DocumentQuery, FoundDocuments, StoredContent, StoredDocument } from './documents.ts';
import type { JournalPage, JournalQuery } from './journal.ts';
import type { FoundLists, ListQuery } from './lists.ts';
import type { DocumentRef, LoadedPolicy, PersonView, RecordRef } from './names.ts';
import type { ReadFacts, ReadWords, SectionText } from './readings.ts';
import type { Duty, LoneShare, NewRecord, WriteConflict, Writer } from './writes.ts';

/**
 * Thrown by what reads on a recalled policy when that is no longer the record's: who asked decides anew on the policy as
 * it stands ({@link Store.recallPolicy}).
 */
export class PolicyChangedError extends Error {
  override readonly name = 'PolicyChangedError';
}

/**
 * The record's store. Every method that touches a record's data takes the decision that allows it;
 * what finds the record and its policy (`find…`, `load…`) answers only what the gates need.
 */
export interface Store extends CareStore {
  /** One statement: from any name of a record to all that the gates need. */
  loadPolicy(ref: RecordRef): Promise<LoadedPolicy | undefined>;
  /**
   * The policy that this process remembers, which may have changed since. Only for a decision on which nothing is
   * answered but what `findDocuments`, `openContent` or `shareAlone` did with it: they compare its version with the
   * record's in the statement itself.
   */
  recallPolicy(ref: RecordRef): LoadedPolicy | undefined;
  readPerson(allowed: Allowed): Promise<PersonView | undefined>;
  /** Throws a PolicyChangedError where the decision was made on another policy than the record's. */
  findDocuments(allowed: Allowed, query: DocumentQuery): Promise<FoundDocuments>;
  /** The facts of documents in sight, newest first. */
  listFacts(
    allowed: Allowed,
    limit: number,
  ): Promise<{ readonly total: number; readonly facts: readonly DocumentFacts[] }>;
  /** Through the lens: a document out of sight is not there. */
  readDocument(allowed: Allowed, ref: DocumentRef): Promise<StoredDocument | undefined>;
  /** Those in sight of these logicalIds, in no order. */
  readDocuments(allowed: Allowed, logicalIds: readonly string[]): Promise<readonly StoredDocument[]>;
  /** For writers: by what the source sent, without the lens; says only what a submission needs to be idempotent. */
  findByUniqueId(
    allowed: Allowed,
    uniqueId: string,
  ): Promise<{ readonly logicalId: string; readonly entryUuid: string; readonly sha256: Uint8Array } | undefined>;
  findSubmissionSets(allowed: Allowed, query: ListQuery): Promise<FoundLists<SubmissionSet>>;
  findFolders(allowed: Allowed, query: ListQuery): Promise<FoundLists<Folder>>;
  /** Through the lens. Throws a PolicyChangedError where the decision was made on another policy than the record's. */
  openContent(allowed: Allowed, ref: DocumentRef): Promise<StoredContent | ContentElsewhere | undefined>;
  /** What was understood of the current documents in sight. Throws a PolicyChangedError as `openContent` does. */
  readFacts(allowed: Allowed): Promise<ReadFacts>;
  /** Their words, to search by. */
  readWords(allowed: Allowed): Promise<ReadWords>;
  /** The text of those of these logicalIds, by section. */
  readTexts(allowed: Allowed, logicalIds: readonly string[]): Promise<ReadonlyMap<string, readonly SectionText[]>>;
  readJournal(allowed: Allowed, query: JournalQuery): Promise<JournalPage>;
  proveJournalEntry(allowed: Allowed, entryId: string): Promise<InclusionProof | undefined>;

  /**
   * Creates a person (or takes the one with this id) and a record with its key; the only write that has no record yet.
   * False when somebody else opened a record for the same INS first.
   */
  createRecord(record: NewRecord, duties: readonly Duty[], entry: JournalEntry): Promise<boolean>;
  /**
   * Runs `work` in one transaction and commits what it wrote, all or nothing. Writers of documents share the record;
   * every other write has it alone. A decision made on an earlier policy than the present one is `policy-changed`, a
   * record that is gone `state-changed`; these and what a method of the writer throws come back as a value, even where
   * `work` caught it. After a deadlock `work` runs again, so it must leave nothing behind but what the writer wrote.
   */
  write<T>(
    allowed: Allowed,
    work: (writer: Writer) => Promise<T>,
  ): Promise<
    { readonly committed: true; readonly value: T } | { readonly committed: false; readonly conflict: WriteConflict }
  >;
  /**
   * The short way for the most frequent write: those of many callers share a statement and a commit. True when all of it
   * is durable; false when nothing of it was written, and `write` will tell why or wait for what stands in the way.
   */
  shareAlone(allowed: Allowed, share: LoneShare): Promise<boolean>;
  /** Destroys the record's key and rows; leaves the receipt. */
  destroyRecord(allowed: Allowed, entry: JournalEntry): Promise<void>;

  /** Durable when it returns. Entries of concurrent requests share a commit. */
  journal(entry: JournalEntry): Promise<void>;
  /**
   * Duties that are due, each locked against other workers while it is performed, then taken off the list; one that
   * answers `dueAgainAt` stays on it with the new date. Answers how many were performed.
   */
  takeDuties(
    dueBefore: Instant,
    limit: number,
    perform: (duty: Duty) => Promise<{ readonly dueAgainAt: Instant } | undefined>,
  ): Promise<number>;
}
