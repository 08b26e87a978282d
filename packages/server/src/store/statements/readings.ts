// SPDX-License-Identifier: Apache-2.0
import type { KeyColumns } from '../document-rows.ts';
import { LENS_PARAMETERS, lensSql } from '../lens-sql.ts';
import { guardSql } from '../policy-guard.ts';
import { statement } from '../statement.ts';

export type UnreadRow = KeyColumns & {
  readonly record_id: string;
  readonly logical_id: string;
  readonly attempts: number;
  readonly version: number;
  readonly entry_uuid: string;
  readonly mime_type: string;
  readonly size_bytes: number;
  readonly metadata: Buffer;
  /** The first frame; empty where another repository holds the content. */
  readonly sealed: Buffer | null;
};

/** The next document to be read, locked against other readers. $1 now. */
export const takeUnread = statement<UnreadRow>(
  'take-unread',
  `select u.record_id, u.logical_id, u.attempts, d.version, d.entry_uuid, d.mime_type, d.size_bytes, d.metadata,
    f.sealed, k.kek_version, k.wrapped
  from (
    select record_id, logical_id, attempts from record.unread where due_at is null or due_at <= $1::timestamptz
    order by since limit 1 for update skip locked
  ) u
  left join record.document_entry d on d.record_id = u.record_id and d.logical_id = u.logical_id and d.is_latest
  left join record.content_frame f on f.record_id = u.record_id and f.logical_id = u.logical_id and f.frame_no = 0
  left join record.record_key k on k.record_id = u.record_id`,
);

/** $1 record, $2 logicalId, $3 version of the reader, $4 facts, $5 words, $6 text. */
export const keepReading = statement(
  'keep-reading',
  `insert into record.reading (record_id, logical_id, reader, facts, words, text)
  values ($1::uuid, $2::uuid, $3::integer, $4::bytea, $5::bytea, $6::bytea)
  on conflict (record_id, logical_id) do update
    set reader = excluded.reader, facts = excluded.facts, words = excluded.words, text = excluded.text`,
);

/** $1 record, $2 logicalId. */
export const forgetUnread = statement(
  'forget-unread',
  'delete from record.unread where record_id = $1::uuid and logical_id = $2::uuid',
);

/** $1 record, $2 logicalId, $3 when it is tried again. */
export const putOffUnread = statement(
  'put-off-unread',
  `update record.unread set due_at = $3::timestamptz, attempts = attempts + 1
  where record_id = $1::uuid and logical_id = $2::uuid`,
);

/** What an earlier reader read is to be read again. $1 version of the reader. */
export const queueOutdated = statement(
  'queue-outdated-readings',
  `insert into record.unread (record_id, logical_id)
  select record_id, logical_id from record.reading where reader < $1::integer
  on conflict do nothing`,
);

export const countUnread = statement<{ unread: number }>(
  'count-unread',
  'select count(*)::integer as unread from record.unread',
);

const LENS = 2;
const GUARD = LENS + LENS_PARAMETERS;

const inSight = `record.document_entry d
    on d.record_id = guard.record_id and d.is_latest and d.status = 'approved' and ${lensSql('d', LENS)}`;

export type ReadingRow =
  | {
      readonly logical_id: string;
      readonly entry_uuid: string;
      readonly sealed: Buffer | null;
      readonly is_read: boolean;
    }
  | { readonly logical_id: null };

/**
 * What was read of the current documents in sight; no row where the policy has changed. $1 record, $2–$7 lens, $8 policy
 * version, $9 version of the key-encryption key.
 */
const readings = (name: string, column: 'facts' | 'words') =>
  statement<ReadingRow>(
    name,
    `select d.logical_id, d.entry_uuid, r.${column} as sealed, r.record_id is not null as is_read
    from ${guardSql(GUARD)}
    left join ${inSight}
    left join record.reading r on r.record_id = d.record_id and r.logical_id = d.logical_id`,
  );

export const readFacts = readings('read-facts', 'facts');
export const readWords = readings('read-words', 'words');

/** Text of some of them, as above; $10 logicalIds. One row at least while the policy holds. */
export const readTexts = statement<
  { readonly logical_id: string; readonly sealed: Buffer } | { readonly logical_id: null }
>(
  'read-texts',
  `select d.logical_id, r.text as sealed
  from ${guardSql(GUARD)}
  left join (record.document_entry d
    join record.reading r on r.record_id = d.record_id and r.logical_id = d.logical_id and r.text is not null)
    on d.record_id = guard.record_id and d.is_latest and d.status = 'approved' and ${lensSql('d', LENS)}
      and d.logical_id = any($10::uuid[])`,
);
