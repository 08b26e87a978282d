// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import type { PartyKey } from '@dossier/core/actors';
import type { RecordPolicy, RecordState, Relation } from '@dossier/core/consent';
import type { Law } from '@dossier/core/data';
import type {
  AvailabilityStatus,
  DocumentEntry,
  DocumentFacts,
  DocumentRelation,
  Folder,
  SubmissionSet,
} from '@dossier/core/documents';
import type { Environment, IdentityStatus, Ins, Traits } from '@dossier/core/identity';
import type { InclusionProof, JournalEntry } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';
import type { CareStore, CareWriter } from './care/ports.ts';

export type * from './care/ports.ts';

/** What names a record: an INS, the record itself, or an object in it (uniqueId, entryUuid, logicalId). */
export type RecordRef = { readonly ins: Ins } | { readonly recordId: string } | { readonly object: string };

/** A policy, and the documents that the name which led to it stands for: traces of such a request are theirs. */
export interface LoadedPolicy extends RecordPolicy {
  /** logicalIds: of the document named, or of the members of the list named; none where the record itself was. */
  readonly named: readonly string[];
}

/** What names a document inside a record. Every version of its metadata names the same document. */
export type DocumentRef = { readonly id: string } | { readonly uniqueId: string };

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

/** The content of a document on its way out. */
export interface StoredContent {
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

export interface PersonView {
  readonly personId: string;
  readonly traits: Traits;
  readonly status: IdentityStatus;
  /** The INS in use first, then the former ones. */
  readonly identifiers: readonly { readonly ins: Ins; readonly from: Instant; readonly until?: Instant }[];
}

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

export interface NewRecord {
  readonly recordId: string;
  readonly personId: string;
  readonly ins: Ins;
  readonly traits: Traits;
  readonly identityStatus: IdentityStatus;
  readonly regime: string;
  readonly state: RecordState;
  readonly openedAt?: Instant;
  readonly notifiedAt?: Instant;
  readonly relations: readonly Relation[];
}

/** A document on its way into the store. */
export interface NewDocument {
  readonly entry: DocumentEntry;
  readonly facts: DocumentFacts;
  readonly sha256: Uint8Array;
  readonly content: Uint8Array;
}

/** A submission of one document, which points to no other and goes into no folder, with its trace. */
export interface LoneShare {
  readonly document: NewDocument;
  readonly set: SubmissionSet;
  readonly entry: JournalEntry;
}

/** Why a write did not happen; decided by the database's constraints, so that two writers cannot both win. */
export type WriteConflict =
  | { readonly kind: 'identifier-taken'; readonly identifier: string }
  | { readonly kind: 'target-not-approved'; readonly logicalId: string }
  | { readonly kind: 'state-changed' }
  /** The patient decided something, or the record changed its state, after the decision was made. */
  | { readonly kind: 'policy-changed' };

/** All writes of one transaction. Nothing is visible before commit; the journal entry commits with the data. */
export interface Writer extends CareWriter {
  insertDocument(document: NewDocument): Promise<void>;
  /**
   * The next version of a document's metadata; the version before is no longer the latest. Its relations are those of
   * the version before, whatever the entry says: who revises may not see them all.
   */
  insertVersion(entry: DocumentEntry, facts: DocumentFacts): Promise<void>;
  /** Changes the status of the latest version, only from one of `from`; throws a WriteConflictError otherwise. */
  setStatus(logicalId: string, from: readonly AvailabilityStatus[], to: AvailabilityStatus, at: Instant): Promise<void>;
  /**
   * Holds these documents as they are until the commit: nobody deprecates what is being appended to, transformed, signed
   * or taken into a folder. Throws a WriteConflictError where one is not approved (ITI TF-2 §3.42.4.1.3.3).
   */
  requireApproved(logicalIds: readonly string[]): Promise<void>;
  insertSubmissionSet(set: SubmissionSet): Promise<void>;
  insertFolder(folder: Folder): Promise<void>;
  /** Approved documents that append to or transform this one: they are deprecated with it (ITI TF-2 §3.42.4.1.3.3). */
  dependentsOf(logicalId: string): Promise<readonly string[]>;
  /** entryUuids of the approved folders that hold the document: its replacement joins them (ITI TF-2 §3.42.4.1.3.3). */
  foldersOf(logicalId: string): Promise<readonly string[]>;
  addToFolder(folderUuid: string, logicalIds: readonly string[], at: Instant): Promise<void>;
  insertRelation(relation: Relation): Promise<void>;
  endRelation(relationId: string, at: Instant, by: PartyKey): Promise<void>;
  /** From now on the person's INS; the one before stays a name of the record. */
  changeIns(ins: Ins, at: Instant): Promise<void>;
  setRecordState(change: {
    readonly from: readonly RecordState[];
    readonly to: RecordState;
    readonly at: Instant;
    readonly reason?: string;
  }): Promise<void>;
  /** Puts a dated duty of the house on the list: announcement notice and release, automatic opening, destruction. */
  schedule(duty: Duty): Promise<void>;
  cancelDuties(kinds: readonly Duty['kind'][], logicalId?: string): Promise<void>;
  journal(entry: JournalEntry): Promise<void>;
}

/** Something that the house must do at a date that the law sets. */
export interface Duty {
  readonly kind: 'announcement-notice' | 'announcement-release' | 'open-record' | 'destroy-record';
  readonly recordId: string;
  readonly logicalId?: string;
  readonly dueAt: Instant;
}

/** Thrown inside a transaction to undo it; the use case turns it into a Failure. */
export class WriteConflictError extends Error {
  readonly conflict: WriteConflict;
  constructor(conflict: WriteConflict) {
    super(conflict.kind);
    this.conflict = conflict;
  }
}

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
  /** For writers: by what the source sent, without the lens; says only what a submission needs to be idempotent. */
  findByUniqueId(
    allowed: Allowed,
    uniqueId: string,
  ): Promise<{ readonly logicalId: string; readonly entryUuid: string; readonly sha256: Uint8Array } | undefined>;
  findSubmissionSets(allowed: Allowed, query: ListQuery): Promise<FoundLists<SubmissionSet>>;
  findFolders(allowed: Allowed, query: ListQuery): Promise<FoundLists<Folder>>;
  /** Through the lens. Throws a PolicyChangedError where the decision was made on another policy than the record's. */
  openContent(allowed: Allowed, ref: DocumentRef): Promise<StoredContent | undefined>;
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

export interface ListQuery {
  readonly entryUuids?: readonly string[];
  readonly uniqueIds?: readonly string[];
  readonly from?: Instant;
  readonly to?: Instant;
  readonly codes?: readonly CodeToken[];
  readonly sourceIds?: readonly string[];
  readonly authorFamily?: readonly TextMatch[];
  readonly authorGiven?: readonly TextMatch[];
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

/** What somebody was told (docs/notices.md), in words for them. */
export interface ToldNotice {
  readonly noticeId: string;
  /** `first-access`, `emergency-access`, … */
  readonly kind: string;
  readonly at: Instant;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

export interface NoticeQuery {
  readonly receiver: PartyKey;
  /** With those about their account, which are of no record. */
  readonly ofAccount: boolean;
  readonly noticeId?: string;
  readonly limit: number;
  readonly after?: { readonly at: Instant; readonly noticeId: string };
}

export interface NoticePage {
  readonly total: number;
  /** The newest first. */
  readonly notices: readonly ToldNotice[];
  readonly next?: { readonly at: Instant; readonly noticeId: string };
}

export interface Clock {
  now(): Instant;
}

/** What a use case may reach. Nothing else does I/O. */
export interface Ports {
  readonly store: Store;
  /** What one receiver was told of the record of the decision. */
  readonly notices: (allowed: Allowed, query: NoticeQuery) => Promise<NoticePage>;
  readonly clock: Clock;
  /** Random UUID. */
  readonly uuid: () => string;
  readonly law: (at: Instant) => Law;
  readonly environment: Environment;
  /** Regime under which records open here; absent: the one the law names for the day. */
  readonly regime?: string;
  readonly insKeyErrors: 'refuse' | 'warn';
  readonly repositoryUniqueId: string;
  readonly limits: { readonly documentBytes: number; readonly documentsPerSubmission: number };
  /** Puts an error on the operator's log: codes and ids only. */
  readonly log: (
    level: 'info' | 'warn' | 'error',
    event: string,
    facts: Readonly<Record<string, string | number>>,
  ) => void;
}
