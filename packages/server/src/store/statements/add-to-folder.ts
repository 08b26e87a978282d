// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/** $1 record, $2 folder, $3 members, $4 when. No row when there is no such approved folder. */
export const addToFolder = statement<{ entry_uuid: string }>(
  'add-to-folder',
  `with changed as (
    update record.folder set last_update_time = $4::timestamptz
    where record_id = $1::uuid and entry_uuid = $2::uuid and status = 'approved'
    returning entry_uuid
  ), holding as (
    insert into record.membership (record_id, list_uuid, member, list_kind, position)
    select $1::uuid, c.entry_uuid, m.member, 'folder', m.position + coalesce((
        select max(e.position) from record.membership e where e.record_id = $1::uuid and e.list_uuid = $2::uuid), 0)
    from changed c, unnest($3::uuid[]) with ordinality m (member, position)
    on conflict do nothing
  )
  select entry_uuid from changed`,
);
