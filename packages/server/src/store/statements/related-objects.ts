// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/** $1 record, $2 logicalId: approved documents that append to it or transform it, in the order of their ids. */
export const dependentsOf = statement<{ id: string }>(
  'dependents-of',
  `select logical_id as id from record.document_entry
  where record_id = $1::uuid and is_latest and status = 'approved' and exists (
    select from unnest(relates_to, relation_types) r (target, type)
    where r.target = $2::uuid and r.type in ('appends', 'transforms'))
  order by logical_id`,
);

/** $1 record, $2 logicalId: approved folders that hold it, in the order of their ids. */
export const foldersOf = statement<{ id: string }>(
  'folders-of',
  `select f.entry_uuid as id
  from record.membership m
  join record.folder f on f.record_id = m.record_id and f.entry_uuid = m.list_uuid
  where m.record_id = $1::uuid and m.member = $2::uuid and m.list_kind = 'folder' and f.status = 'approved'
  order by f.entry_uuid`,
);
