// SPDX-License-Identifier: Apache-2.0
import type { KeyColumns } from '../document-rows.ts';
import { type StoredRow as DocumentRow, factColumns, foundColumns } from '../document-rows.ts';
import { lensSql } from '../lens-sql.ts';
import { relationsInSight } from '../relations-sql.ts';
import { statement } from '../statement.ts';

const columns = `${foundColumns}, ${relationsInSight('d', 3)} as relations, ${factColumns}, d.metadata`;

type StoredRow = DocumentRow & KeyColumns;

/** $1 record, $2 logicalId or any entryUUID of the document, $3–$8 lens. */
export const readDocumentById = statement<StoredRow>(
  'read-document-by-id',
  `select ${columns}, k.kek_version, k.wrapped
  from record.document_entry d join record.record_key k on k.record_id = d.record_id
  where d.record_id = $1::uuid and d.is_latest and d.logical_id = coalesce(
      (select named.logical_id from record.document_entry named
        where named.record_id = $1::uuid and named.entry_uuid = $2::uuid),
      $2::uuid)
    and ${lensSql('d', 3)}`,
);

/** $1 record, $2 uniqueId, $3–$8 lens. */
export const readDocumentByUniqueId = statement<StoredRow>(
  'read-document-by-unique-id',
  `select ${columns}, k.kek_version, k.wrapped
  from record.document_entry d join record.record_key k on k.record_id = d.record_id
  where d.record_id = $1::uuid and d.is_latest and d.unique_id = $2::text and ${lensSql('d', 3)}`,
);

/** Those in sight of the documents of these logicalIds. $1 record, $2 logicalIds, $3–$8 lens. */
export const readDocumentsById = statement<StoredRow>(
  'read-documents-by-id',
  `select ${columns}, k.kek_version, k.wrapped
  from record.document_entry d join record.record_key k on k.record_id = d.record_id
  where d.record_id = $1::uuid and d.is_latest and d.logical_id = any($2::uuid[]) and ${lensSql('d', 3)}`,
);
