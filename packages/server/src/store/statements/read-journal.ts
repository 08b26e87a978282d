// SPDX-License-Identifier: Apache-2.0

import type { Instant } from '@dossier/core/time';
import { lensSql } from '../lens-sql.ts';
import { statement } from '../statement.ts';

export interface JournalRow {
  readonly entry_id: string;
  readonly at: Instant;
  readonly body: string;
  readonly documents: readonly string[];
}

const seen = `select d.logical_id from record.document_entry d
    where d.record_id = $1::uuid and d.is_latest and ${lensSql('d', 2)}`;

/**
 * The entries `e` of the record that match. One that concerns documents is there when one of them is in sight. $1 record,
 * $2–$7 lens, then filters that null leaves out: $8 from, $9 to, $10 operations, $11 outcome, $12 actor, $13 document,
 * $14 entry; $15 without secret sessions. Bounds of time stand so that months beyond them are not opened.
 */
const matching = `e.record_id = $1::uuid
      and e.at >= coalesce($8::timestamptz, '-infinity')
      and e.at < coalesce($9::timestamptz, 'infinity')
      and ($10::text[] is null or e.operation = any($10::text[]))
      and ($11::text is null or e.outcome = $11::text)
      and ($12::text is null or e.actor_key = $12::text)
      and ($13::uuid is null or ($13::uuid = any(e.document_ids) and $13::uuid in (select logical_id from seen)))
      and ($14::uuid is null or e.entry_id = $14::uuid)
      and not ($15::boolean and e.secret)
      and (e.document_ids = '{}' or exists (
        select from unnest(e.document_ids) one where one in (select logical_id from seen)))`;

/**
 * A page of the record's journal, newest first; an entry names only the documents in sight. Parameters as
 * {@link matching}, then $16 limit plus one; $17, $18 where the page before ended; $19 nothing before. The
 * months are read one after the other, backwards, until the page is full.
 */
export const readJournal = statement<JournalRow>(
  'read-journal',
  `with seen as materialized (${seen}), page as (
    select e.entry_id, e.at, e.body, e.document_ids from journal_entry e
    where ${matching}
      and e.at >= coalesce($19::timestamptz, '-infinity')
      and e.at <= coalesce($17::timestamptz, 'infinity')
      and ($17::timestamptz is null or (e.at, e.entry_id) < ($17::timestamptz, $18::uuid))
    order by e.at desc, e.entry_id desc limit $16::integer
  )
  select p.entry_id, p.at, p.body, array(
      select one from unnest(p.document_ids) with ordinality u (one, place)
      where one in (select logical_id from seen) order by place) as documents
  from page p
  order by p.at desc, p.entry_id desc`,
);

/** How many entries of the record match, on all pages. Parameters as {@link matching}. */
export const countJournal = statement<{ total: number }>(
  'count-journal',
  `with seen as materialized (${seen})
  select count(*)::integer as total from journal_entry e where ${matching}`,
);

/** $1 record, $2–$7 lens, $8 entry: a row when every document that the entry concerns is in sight. */
export const entryWhollyInSight = statement<{ entry_id: string }>(
  'entry-wholly-in-sight',
  `with seen as (${seen})
  select e.entry_id from journal_entry e
  where e.record_id = $1::uuid and e.entry_id = $8::uuid
    and not exists (select from unnest(e.document_ids) one where one not in (select logical_id from seen))`,
);
