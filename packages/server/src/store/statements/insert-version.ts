// SPDX-License-Identifier: Apache-2.0
import { documentColumns, relationColumns } from '../document-columns.ts';
import { columnNames, placeholders, statement } from '../statement.ts';

const next = documentColumns.length + 1;

/**
 * The next version of a document's metadata: documentColumns, then lookup keys. No row comes back when the version
 * before is not the latest any more, or its status is another than the new version's.
 */
export const insertVersion = statement<{ logical_id: string }>(
  'insert-version',
  `with former as (
    update record.document_entry set is_latest = false
    where record_id = $1::uuid and logical_id = $2::uuid and version = $3::integer - 1 and is_latest and status = $5::text
    returning sha256, ${columnNames(relationColumns)}
  ), found_by as (
    insert into record.object_lookup (key, record_id)
    select key, $1::uuid from unnest($${next}::text[]) key, former
  )
  insert into record.document_entry (${columnNames(documentColumns)}, ${columnNames(relationColumns)}, is_latest, sha256)
  select ${placeholders(documentColumns)}, ${columnNames(relationColumns, 'former')}, true, former.sha256 from former
  returning logical_id`,
);
