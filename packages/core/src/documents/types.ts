// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '../actors/index.ts';
import type { Dtm, Instant } from '../time/index.ts';

/** A coded value; `system` is the OID of the code system without `urn:oid:`, or a URI where there is no OID. */
export interface Code {
  readonly code: string;
  readonly system: string;
  readonly display?: string;
}

/** An identifier under its assigning authority; `system` as in {@link Code}. */
export interface Identifier {
  readonly system: string;
  readonly value: string;
  /** XCN.13 / CX.5 identifier type, for example `IDNPS`. */
  readonly type?: string;
}

export interface HumanName {
  readonly family?: string;
  readonly given?: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
}

export interface AuthorInstitution {
  readonly name?: string;
  readonly identifier?: Identifier;
}

/** Author of a document or of a submission (ITI TF-3 §4.2.3.1.4). */
export interface Author {
  readonly kind: 'professional' | 'patient' | 'related-person' | 'device' | 'organization';
  readonly identifier?: Identifier;
  readonly name?: HumanName;
  readonly institutions: readonly AuthorInstitution[];
  readonly roles: readonly string[];
  readonly specialties: readonly Code[];
  readonly telecoms: readonly string[];
}

/** The patient as the source knew them (ITI TF-3 §4.2.3.2.23); an immutable copy. */
export interface SourcePatientInfo {
  readonly identifiers: readonly Identifier[];
  readonly name?: HumanName;
  readonly birthDate?: string;
  readonly sex?: 'male' | 'female' | 'other' | 'unknown';
  readonly address?: {
    readonly lines: readonly string[];
    readonly city?: string;
    readonly postalCode?: string;
    readonly country?: string;
  };
}

/**
 * Life of a document. Archived and Deleted are the French statuses
 * (`urn:asip:ci-sis:2010:StatusType:{Archived,Deleted}`, DMP TD3.3c/d).
 */
export type AvailabilityStatus = (typeof availabilityStatuses)[number];

export const availabilityStatuses = ['approved', 'deprecated', 'archived', 'deleted'] as const;

/** What a source says of one document (ITI TF-3 §4.2.3.2), before the registry adds its own. */
export interface DocumentMetadata {
  /** OID, `OID^ext`, or URI, as the source gave it, without `urn:oid:`. At most 128 printable ASCII characters. */
  readonly uniqueId: string;
  readonly typeCode: Code;
  readonly classCode: Code;
  readonly formatCode: Code;
  readonly healthcareFacilityTypeCode: Code;
  readonly practiceSettingCode: Code;
  /** One to four cumulated codes (domain §2.3). */
  readonly confidentialityCodes: readonly Code[];
  readonly eventCodes: readonly Code[];
  readonly languageCode: string;
  readonly mimeType: string;
  readonly creationTime: Dtm;
  readonly serviceStartTime?: Dtm;
  readonly serviceStopTime?: Dtm;
  readonly title?: string;
  readonly comments?: string;
  readonly authors: readonly Author[];
  readonly legalAuthenticator?: Author;
  readonly sourcePatientId?: Identifier;
  readonly sourcePatientInfo?: SourcePatientInfo;
  /** CXi values (ITI TF-3 §4.2.3.2.28): accession, order, studyInstanceUID, … */
  readonly referenceIds: readonly Identifier[];
  readonly uri?: string;
}

/** One version of the metadata of one document, as the registry holds it. */
export interface DocumentEntry extends DocumentMetadata {
  readonly recordId: string;
  /** Identifies this version of the metadata; a new one at each metadata change (checklist D5). */
  readonly entryUuid: string;
  /** Identifies the document through its metadata changes; a replacement has its own. */
  readonly logicalId: string;
  /** 1 for the first version of the metadata. */
  readonly version: number;
  readonly availabilityStatus: AvailabilityStatus;
  /** SHA-1 of the content, 40 hex digits, lower case (ITI TF-3 §4.2.3.2.10). */
  readonly hash: string;
  readonly sizeBytes: number;
  readonly repositoryUniqueId: string;
  readonly submittedAt: Instant;
  /** Party keys of who shared it: with the authors, those who own the document. */
  readonly submittedBy: readonly PartyKey[];
  readonly relations: readonly DocumentRelation[];
}

/** IHE association types between documents (ITI TF-3 §4.2.2.2). */
export type RelationType = 'replaces' | 'appends' | 'transforms' | 'transforms-and-replaces' | 'signs';

/** What a document is to an earlier one. `target` is the logicalId of that document. */
export interface DocumentRelation {
  readonly type: RelationType;
  readonly target: string;
}

/** What the gates need to know of a document; every store keeps these in columns. */
export interface DocumentFacts {
  readonly logicalId: string;
  readonly typeCode: string;
  readonly availabilityStatus: AvailabilityStatus;
  readonly confidentialityCodes: readonly string[];
  /** Keys of authors and of the institutions the document is imputed to. */
  readonly authorKeys: readonly PartyKey[];
  /** The document is the patient's own (written by the patient, DMP matrix note *). */
  readonly byPatient: boolean;
}

export interface SubmissionSet {
  readonly recordId: string;
  readonly entryUuid: string;
  readonly uniqueId: string;
  readonly sourceId: string;
  readonly contentTypeCode: Code;
  readonly submittedAt: Instant;
  readonly authors: readonly Author[];
  readonly title?: string;
  readonly comments?: string;
  readonly intendedRecipients: readonly Author[];
  /** logicalIds of the documents and entryUuids of the folders it holds. */
  readonly members: readonly string[];
}

export interface Folder {
  readonly recordId: string;
  readonly entryUuid: string;
  readonly uniqueId: string;
  readonly codes: readonly Code[];
  readonly title: string;
  readonly comments?: string;
  readonly lastUpdateTime: Instant;
  readonly availabilityStatus: 'approved' | 'deprecated';
  /** logicalIds of the documents in it. */
  readonly members: readonly string[];
}

/**
 * What can be revised of a document: masked to professionals or not (DMP TD3.3a), made visible to the patient or to
 * the legal representatives (TD3.3b), archived or not (TD3.3d), deleted (TD3.3c).
 */
export type Revision =
  | 'mask'
  | 'unmask'
  | 'make-visible'
  | 'make-visible-to-representatives'
  | 'archive'
  | 'unarchive'
  | 'delete';
