// SPDX-License-Identifier: Apache-2.0
import type { AvailabilityStatus, DocumentEntry, DocumentRelation } from '@dossier/core/documents';
import type { Instant } from '@dossier/core/time';
import type { FoundDocument, StoredDocument } from '../record/ports.ts';
import { openText, type RecordKey, type WrappedKey } from './keys/index.ts';
import { relationsInSight } from './relations-sql.ts';

/** The wrapped key beside what it opens, so that a read is one round trip. */
export interface KeyColumns {
  readonly kek_version: number;
  readonly wrapped: Buffer;
}

export const wrappedKeyOf = ({ kek_version, wrapped }: KeyColumns): WrappedKey => ({
  kekVersion: kek_version,
  wrapped,
});

const plainColumns = [
  'logical_id',
  'version',
  'entry_uuid',
  'status',
  'type_code',
  'confidentiality_codes',
  'author_keys',
  'by_patient',
  'submitted_at',
  'updated_at',
  'rendering',
] as const;

/** What answers a search, of the row `d` of record.document_entry; the parameters of the lens begin at `$lens`. */
export const foundColumns = (lens: number): string =>
  [...plainColumns.map((column) => `d.${column}`), `${relationsInSight('d', lens)} as relations`].join(', ');

export interface FoundRow {
  readonly logical_id: string;
  readonly version: number;
  readonly entry_uuid: string;
  readonly status: AvailabilityStatus;
  readonly type_code: string;
  readonly confidentiality_codes: readonly string[];
  readonly author_keys: readonly string[];
  readonly by_patient: boolean;
  readonly submitted_at: Instant;
  readonly updated_at: Instant;
  readonly rendering: Buffer;
  readonly relations: readonly DocumentRelation[];
}

export const foundDocument = (key: RecordKey, recordId: string, row: FoundRow): FoundDocument => ({
  facts: {
    logicalId: row.logical_id,
    typeCode: row.type_code,
    availabilityStatus: row.status,
    confidentialityCodes: row.confidentiality_codes,
    authorKeys: row.author_keys,
    byPatient: row.by_patient,
  },
  entryUuid: row.entry_uuid,
  version: row.version,
  submittedAt: row.submitted_at,
  updatedAt: row.updated_at,
  relations: row.relations,
  rendering: openText(key, { recordId, purpose: 'rendering', objectId: row.entry_uuid }, row.rendering),
});

/** The columns rule: the status changes without the sealed metadata being written again, and relations are not in it. */
export const storedDocument = (
  key: RecordKey,
  recordId: string,
  row: FoundRow & { readonly metadata: Buffer },
): StoredDocument => {
  const metadata = openText(key, { recordId, purpose: 'metadata', objectId: row.entry_uuid }, row.metadata);
  const entry: DocumentEntry = {
    ...JSON.parse(metadata),
    availabilityStatus: row.status,
    relations: row.relations,
  };
  return { ...foundDocument(key, recordId, row), entry };
};
