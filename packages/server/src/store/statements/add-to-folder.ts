// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/** $1 record, $2 folder, $3 members, $4 when. No row when there is no such approved folder. */
export const addToFolder = statement<{ entry_uuid: string }>(
  'add-to-folder',
  `with folder as (
    select entry_uuid from record.folder
    where record_id = $1::uuid and entry_uuid = $2::uuid and status = 'approved'
    for no key update
  ), holding as (
    insert into record.membership (record_id, list_uuid, member, list_kind, position, joined_at)
    select $1::uuid, f.entry_uuid, m.member, 'folder', m.position + coalesce((
        select max(e.position) from record.membership e where e.record_id = $1::uuid and e.list_uuid = $2::uuid), 0),
      $4::timestamptz
    from folder f, unnest($3::uuid[]) with ordinality m (member, position)
    on conflict do nothing
  )
  select entry_uuid from folder`,
);
