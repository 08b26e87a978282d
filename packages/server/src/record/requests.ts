// SPDX-License-Identifier: Apache-2.0
import type { Relation, RelationKind } from '@dossier/core/consent';
import type {
  Author,
  Code,
  DocumentEntry,
  DocumentMetadata,
  Folder,
  RelationType,
  SubmissionSet,
} from '@dossier/core/documents';
import type { Failure } from '@dossier/core/errors';
import type { IdentityStatus, Ins, Traits } from '@dossier/core/identity';
import type { Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { PersonView, StoredContent } from './ports.ts';

export type Outcome<T> = Promise<Result<T, Failure>>;

/** A warning that goes back with a success. */
export type Warning = Failure;

export interface OpenRecordRequest {
  readonly ins: Ins;
  readonly traits: Traits;
  readonly identityStatus: IdentityStatus;
  /** Only jobs of the house name a regime (demo, import); everyone else opens under the one in force. */
  readonly regime?: string;
  /** The person this is, where a job of the house knows them already. */
  readonly personId?: string;
  /** The patient was told and agreed, as the opener declares (regime on-consent). */
  readonly consentRecorded: boolean;
  /**
   * The opener hands the person the secret that activates their account, on paper or by e-mail, where the regime wants it
   * so; absent: no secret is made, and whoever runs the house hands one out later.
   */
  readonly withSecret?: boolean;
}

/** What names a document that a relation of a submission points to. */
export type TargetRef =
  | { readonly entryUuid: string }
  | { readonly uniqueId: string }
  /** Position of another document of the same submission. */
  | { readonly index: number };

/** Where the bytes of a document lie, and which they are, when another repository holds them (ITI-42). */
export interface HeldElsewhere {
  readonly repositoryUniqueId: string;
  /** SHA-1, hex. */
  readonly hash: string;
  readonly sizeBytes: number;
}

export interface SubmittedDocument {
  readonly metadata: DocumentMetadata;
  /** The bytes; none where another repository holds them. */
  readonly content: Uint8Array;
  readonly elsewhere?: HeldElsewhere;
  /** Given by the source, and kept: not in use for anything yet (ITI TF-3 §4.1.12.3). A UUID, lower case. */
  readonly entryUuid?: string;
  /** What the source says of the content; checked when there. Hash: SHA-1, hex. */
  readonly stated: { readonly hash?: string; readonly sizeBytes?: number };
  readonly relations: readonly { readonly type: RelationType; readonly target: TargetRef; readonly path: string }[];
  /** Where it stands in the caller's message, for errors: `Bundle.entry[1].resource`. */
  readonly path: string;
}

export interface SubmittedFolder {
  readonly entryUuid?: string;
  readonly uniqueId: string;
  readonly title: string;
  readonly codes: readonly Code[];
  readonly comments?: string;
  readonly members: readonly TargetRef[];
  readonly path: string;
}

/** Documents that join a folder which stands in the record (ITI TF-2 §3.42.4.1.3). */
export interface FolderAddition {
  /** entryUUID. */
  readonly folder: string;
  readonly member: TargetRef;
  readonly path: string;
}

/** What a message names the record by: the INS of the patient, or the record itself. */
export type SubmissionRecord =
  | { readonly ins: Ins; readonly recordId?: undefined }
  | { readonly recordId: string; readonly ins?: undefined };

/** One submission: all of it is shared, or nothing (ITI-41, ITI-42, ITI-65). */
export type Submission = SubmissionRecord & {
  readonly set: {
    readonly entryUuid?: string;
    readonly uniqueId: string;
    readonly sourceId: string;
    readonly contentTypeCode: Code;
    readonly authors: readonly Author[];
    readonly title?: string;
    readonly comments?: string;
    readonly intendedRecipients: readonly Author[];
  };
  readonly documents: readonly SubmittedDocument[];
  readonly folders: readonly SubmittedFolder[];
  readonly additions?: readonly FolderAddition[];
};

export interface SharedSubmission {
  readonly recordId: string;
  /** Absent when everything had been shared before and nothing was written. */
  readonly set?: SubmissionSet;
  /** In the order of the submission. */
  readonly documents: readonly {
    readonly entry: DocumentEntry;
    /** When it was last changed: of a new one, when it was shared. */
    readonly updatedAt: Instant;
    readonly alreadyShared: boolean;
  }[];
  readonly folders: readonly Folder[];
  readonly warnings: readonly Warning[];
}

/** What the patient (or who acts for them) decides. Party keys as in PartyKey. */
export type ConsentChange =
  | {
      readonly do: 'begin';
      readonly kind: RelationKind;
      readonly holder?: string;
      readonly holderName?: string;
      /** Where the caller knows them; `explain` can then say more. */
      readonly holderProfession?: string;
      readonly holderSpecialty?: string;
      readonly until?: Instant;
      readonly value?: string;
      /** Proof of a legal representation, as the law's data names it; purpose of a carer's delegation. */
      readonly purpose?: string;
    }
  | { readonly do: 'renew' | 'end'; readonly relationId: string };

/** TD0.2: what a caller may know of the existence of a record. */
export interface RecordView {
  readonly recordId: string;
  readonly state: 'notified' | 'open' | 'suspended' | 'closed' | 'destroyed';
  readonly closedAt?: Instant;
  readonly closureReason?: string;
  /** VALIDE, EXPIRE, INTERDIT, NON_EXISTE in the French face. */
  readonly authorization: 'valid' | 'expired' | 'blocked' | 'none';
  readonly attendingDoctor: boolean;
  readonly person: PersonView;
  /** The decisions of the patient, the newest first, where they were asked for and may be read. */
  readonly relations?: readonly Relation[];
}

export interface RetrievedDocument {
  readonly content: StoredContent;
  /** Bytes [start, end] of the content, both included; the whole when no range was asked. */
  readonly range: { readonly start: number; readonly end: number };
  /** Whether a part was asked for, even if it is all of it. */
  readonly partial: boolean;
  /** The bytes of the range; nothing is deciphered before they are asked for. */
  readonly bytes: () => Buffer | AsyncIterable<Uint8Array>;
}
