// SPDX-License-Identifier: Apache-2.0
import type { AvailabilityStatus, DocumentFacts, DocumentRelation } from '@dossier/core/documents';
import type { Instant } from '@dossier/core/time';
import type { FoundDocument, StoredDocument } from '../record/ports.ts';
import type { RecordKey, WrappedKey } from './keys/index.ts';
import { openMetadata, openRendering, type VersionNames } from './sealed-documents.ts';

/** The wrapped key beside what it opens, so that a read is one round trip. */
export interface KeyColumns {
  readonly kek_version: number;
  readonly wrapped: Buffer;
}

export const wrappedKeyOf = ({ kek_version, wrapped }: KeyColumns): WrappedKey => ({
  kekVersion: kek_version,
  wrapped,
});

/** What answers a search, of the row `d` of record.document_entry. */
export const foundColumns = 'd.logical_id, d.entry_uuid, d.version, d.status, d.updated_at, d.rendering, d.relates_to';

export interface FoundRow {
  readonly logical_id: string;
  readonly entry_uuid: string;
  readonly version: number;
  readonly status: AvailabilityStatus;
  readonly updated_at: Instant;
  readonly rendering: Buffer;
  /** Targets of its relations, in sight or not. */
  readonly relates_to: readonly string[];
}

/** What the lens judges a document by. */
export const factColumns = 'd.logical_id, d.type_code, d.status, d.confidentiality_codes, d.author_keys, d.by_patient';

export interface FactsRow {
  readonly logical_id: string;
  readonly type_code: string;
  readonly status: AvailabilityStatus;
  readonly confidentiality_codes: readonly string[];
  readonly author_keys: readonly string[];
  readonly by_patient: boolean;
}

export const factsFrom = (row: FactsRow): DocumentFacts => ({
  logicalId: row.logical_id,
  typeCode: row.type_code,
  availabilityStatus: row.status,
  confidentialityCodes: row.confidentiality_codes,
  authorKeys: row.author_keys,
  byPatient: row.by_patient,
});

const namesOf = (recordId: string, row: FoundRow): VersionNames => ({
  recordId,
  logicalId: row.logical_id,
  version: row.version,
  entryUuid: row.entry_uuid,
});

/** A document as it is found, with those of its relations whose targets are in sight. */
export const foundDocument = (
  key: RecordKey,
  recordId: string,
  row: FoundRow,
  relations: readonly DocumentRelation[],
): FoundDocument => ({
  logicalId: row.logical_id,
  entryUuid: row.entry_uuid,
  version: row.version,
  availabilityStatus: row.status,
  updatedAt: row.updated_at,
  relations,
  rendering: openRendering(key, namesOf(recordId, row), row.rendering),
});

/** A row of one document with all that is stored of its metadata. */
export interface StoredRow extends FoundRow, FactsRow {
  /** Those whose targets are in sight; null for none. */
  readonly relations: readonly DocumentRelation[] | null;
  readonly metadata: Buffer;
}

/** The columns rule: the status changes without the sealed metadata being written again, and relations are not in it. */
export const storedDocument = (key: RecordKey, recordId: string, row: StoredRow): StoredDocument => {
  const found = foundDocument(key, recordId, row, row.relations ?? []);
  const metadata = openMetadata(key, namesOf(recordId, row), row.metadata);
  return {
    ...found,
    facts: factsFrom(row),
    entry: { ...metadata, availabilityStatus: row.status, relations: found.relations },
  };
};
