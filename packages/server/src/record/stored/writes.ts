// SPDX-License-Identifier: Apache-2.0

import type { PartyKey } from '@dossier/core/actors';
import type { RecordState, Relation } from '@dossier/core/consent';
import type { AvailabilityStatus, DocumentEntry, DocumentFacts, Folder, SubmissionSet } from '@dossier/core/documents';
import type { IdentityStatus, Ins, Traits } from '@dossier/core/identity';
import type { JournalEntry } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';
import type { CareWriter } from '../care/ports.ts';

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
  /** Absent where another repository holds it. */
  readonly content?: Uint8Array;
}

/** A submission of one document, which points to no other and goes into no folder, with its trace. */
export interface LoneShare {
  readonly document: Required<NewDocument>;
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

/** Thrown inside a transaction to undo it; the use case turns it into a Failure. */
export class WriteConflictError extends Error {
  readonly conflict: WriteConflict;
  constructor(conflict: WriteConflict) {
    super(conflict.kind);
    this.conflict = conflict;
  }
}

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
