// SPDX-License-Identifier: Apache-2.0

import type { Instant } from '@dossier/core/time';
import { lensSql } from '../lens-sql.ts';
import { statement } from '../statement.ts';

/** One row at least, for the total; the entry's columns are null on an empty page. */
export type JournalRow = { readonly total: number } & (
  | { readonly entry_id: string; readonly at: Instant; readonly body: string; readonly documents: readonly string[] }
  | { readonly entry_id: null }
);

const seen = `select d.logical_id from record.document_entry d
    where d.record_id = $1::uuid and d.is_latest and ${lensSql('d', 2)}`;

/**
 * Entries of the record, newest first. One that concerns documents is there when one of them is in sight, and names
 * only those in sight. $1 record, $2–$7 lens, $8 limit plus one, then filters that null leaves out: $9 from, $10 to,
 * $11 operations, $12 outcome, $13 actor, $14 document, $15 entry; $16 without secret sessions; $17, $18 where the
 * page before ended.
 */
export const readJournal = statement<JournalRow>(
  'read-journal',
  `with seen as materialized (${seen}), hits as materialized (
    select e.entry_id, e.at from journal_entry e
    where e.record_id = $1::uuid
      and ($9::timestamptz is null or e.at >= $9::timestamptz)
      and ($10::timestamptz is null or e.at < $10::timestamptz)
      and ($11::text[] is null or e.operation = any($11::text[]))
      and ($12::text is null or e.outcome = $12::text)
      and ($13::text is null or e.actor_key = $13::text)
      and ($14::uuid is null or ($14::uuid = any(e.document_ids) and $14::uuid in (select logical_id from seen)))
      and ($15::uuid is null or e.entry_id = $15::uuid)
      and not ($16::boolean and e.secret)
      and (e.document_ids = '{}' or exists (
        select from unnest(e.document_ids) one where one in (select logical_id from seen)))
  ), page as (
    select h.* from hits h
    where $17::timestamptz is null or (h.at, h.entry_id) < ($17::timestamptz, $18::uuid)
    order by h.at desc, h.entry_id desc limit $8::integer
  )
  select t.total, p.entry_id, p.at, e.body, array(
      select one from unnest(e.document_ids) with ordinality u (one, place)
      where one in (select logical_id from seen) order by place) as documents
  from (select count(*)::integer as total from hits) t
  left join page p on true
  left join journal_entry e on e.record_id = $1::uuid and e.entry_id = p.entry_id
  order by p.at desc, p.entry_id desc`,
);

/** $1 record, $2–$7 lens, $8 entry: a row when every document that the entry concerns is in sight. */
export const entryWhollyInSight = statement<{ entry_id: string }>(
  'entry-wholly-in-sight',
  `with seen as (${seen})
  select e.entry_id from journal_entry e
  where e.record_id = $1::uuid and e.entry_id = $8::uuid
    and not exists (select from unnest(e.document_ids) one where one not in (select logical_id from seen))`,
);
