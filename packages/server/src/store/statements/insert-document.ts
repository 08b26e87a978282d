// SPDX-License-Identifier: Apache-2.0
import { documentColumns, relationColumns } from '../document-columns.ts';
import { columnNames, placeholders, statement } from '../statement.ts';

const columns = [...documentColumns, ...relationColumns];
const next = columns.length + 1;

/**
 * A new document with its lookups and the first frame of its content: documentColumns, relationColumns, then
 * sha256, lookup keys, frame 0. An empty frame stands for a content that another repository holds.
 */
export const insertDocument = statement(
  'insert-document',
  `with found_by as (
    insert into record.object_lookup (key, record_id) select key, $1::uuid from unnest($${next + 1}::text[]) key
  ), framed as (
    insert into record.content_frame (record_id, logical_id, frame_no, sealed)
    values ($1::uuid, $2::uuid, 0, $${next + 2}::bytea)
  ), queued as (
    insert into record.unread (record_id, logical_id) values ($1::uuid, $2::uuid)
  )
  insert into record.document_entry (${columnNames(columns)}, is_latest, sha256)
  values (${placeholders(columns)}, true, $${next}::bytea)`,
);
