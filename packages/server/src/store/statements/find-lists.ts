// SPDX-License-Identifier: Apache-2.0

import type { Instant } from '@dossier/core/time';
import type { KeyColumns } from '../document-rows.ts';
import { lensSql } from '../lens-sql.ts';
import { type Statement, statement } from '../statement.ts';

/** One row at least, for the total; the list's columns are null on an empty page. */
export type ListRow = { readonly total: number } & KeyColumns &
  (
    | {
        readonly entry_uuid: string;
        readonly at: Instant;
        readonly status: 'approved' | 'deprecated';
        readonly members: readonly string[];
        readonly sealed: Buffer;
      }
    | { readonly entry_uuid: null }
  );

/**
 * Lists with the members in sight; a list without any is not there, and not in the total. A folder is in sight where
 * one of its documents is. Its date is when the last of the members in sight joined it. Newest first.
 * $1 record, $2–$7 lens, $8 limit plus one, then filters that null leaves out: $9 entryUUIDs, $10 uniqueIds, $11 from,
 * $12 to, $13 code tokens, $14 source ids, $15 family and $16 given name patterns; $17, $18 where the page before ended;
 * $19 members of which it holds one.
 */
const findLists = (
  name: string,
  list: { readonly table: string; readonly status: string; readonly filters: string },
): Statement<ListRow> =>
  statement<ListRow>(
    name,
    `with seen as materialized (
    select d.logical_id as member from record.document_entry d
    where d.record_id = $1::uuid and d.is_latest and ${lensSql('d', 2)}
  ), in_sight as (
    select member from seen
    union
    select m.list_uuid from record.membership m join seen on seen.member = m.member
    where m.record_id = $1::uuid and m.list_kind = 'folder'
  ), hits as materialized (
    select l.entry_uuid, max(m.joined_at) as at, array_agg(m.member order by m.position) as members
    from record.${list.table} l
    join record.membership m on m.record_id = l.record_id and m.list_uuid = l.entry_uuid
    join in_sight on in_sight.member = m.member
    where l.record_id = $1::uuid
      and ($9::uuid[] is null or l.entry_uuid = any($9::uuid[]))
      and ($10::text[] is null or l.unique_id = any($10::text[]))
      and ($13::text[] is null or l.code_tokens && $13::text[])
      and ($19::uuid[] is null or exists (select from record.membership held join in_sight on in_sight.member = held.member
        where held.record_id = l.record_id and held.list_uuid = l.entry_uuid and held.member = any($19::uuid[])))
      and ${list.filters}
    group by l.entry_uuid
    having ($11::timestamptz is null or max(m.joined_at) >= $11::timestamptz)
      and ($12::timestamptz is null or max(m.joined_at) < $12::timestamptz)
  ), page as (
    select h.* from hits h
    where $17::timestamptz is null or (h.at, h.entry_uuid) < ($17::timestamptz, $18::uuid)
    order by h.at desc, h.entry_uuid desc limit $8::integer
  )
  select t.total, k.kek_version, k.wrapped, p.entry_uuid, p.at, p.members, ${list.status} as status, l.sealed
  from (select count(*)::integer as total from hits) t
  join record.record_key k on k.record_id = $1::uuid
  left join page p on true
  left join record.${list.table} l on l.record_id = $1::uuid and l.entry_uuid = p.entry_uuid
  order by p.at desc, p.entry_uuid desc`,
  );

export const findSubmissionSets = findLists('find-submission-sets', {
  table: 'submission_set',
  status: "'approved'",
  filters: `($14::text[] is null or l.source_id = any($14::text[]))
      and ($15::text[] is null or exists (select from unnest(l.author_family) name where name like any($15::text[])))
      and ($16::text[] is null or exists (select from unnest(l.author_given) name where name like any($16::text[])))`,
});

/** A folder has neither source nor author: a search by them finds none. */
export const findFolders = findLists('find-folders', {
  table: 'folder',
  status: 'l.status',
  filters: '$14::text[] is null and $15::text[] is null and $16::text[] is null',
});
