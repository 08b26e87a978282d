// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import { statement } from '../../store/index.ts';

/** Holds the place against another house; answers the next batch. */
export const lockProgress = statement<{ next_batch: number }>(
  'notice-lock-progress',
  'select next_batch from notice.progress for update',
);

/** $1 the batch that comes next. */
export const moveProgress = statement('notice-move-progress', 'update notice.progress set next_batch = $1::bigint');

/** The last batch of the log that is sealed; $1 the first one looked for, $2 how many at most. */
export const lastBatch = statement<{ last: number | null }>(
  'notice-last-batch',
  `select max(batch_no) as last from journal_batch where batch_no >= $1::bigint and batch_no < $1::bigint + $2::bigint`,
);

/**
 * Entries that may give notice of something, in the order of the journal, of the batches $1 to $2: those with an
 * operation of $3; accesses (operations of $4) by a professional who was not told of yet, or in a mode that is not the
 * normal one. What the text says decides afterwards. The numbers stand in an array, so that each is looked up by its index
 * however long the journal is.
 */
export const readCandidates = statement<{ body: string }>(
  'notice-read-candidates',
  `select e.body
  from journal_entry e
  where e.seq = any(array(
      select unnest(b.seqs) from journal_batch b where b.batch_no between $1::bigint and $2::bigint))
    and e.outcome = 'success' and (
    e.operation = any($3::text[])
    or (e.actor_kind in ('professional', 'staff') and e.operation = any($4::text[]) and (
      strpos(e.body, '"mode":"normal"') = 0
      or not exists (select from notice.first_access f
        where f.record_id = e.record_id and f.actor_key = e.actor_key and (f.openly or e.secret)))))
  order by e.seq`,
);

/** A row where this access was not told yet to those whom it concerns. $1 record, $2 actor, $3 openly. */
export const claimFirstAccess = statement<{ openly: boolean }>(
  'notice-claim-first-access',
  `insert into notice.first_access as f (record_id, actor_key, openly) values ($1::uuid, $2::text, $3::boolean)
  on conflict (record_id, actor_key) do update set openly = true where not f.openly and excluded.openly
  returning f.openly`,
);

/** A row where it was not told for so long. $1 record, $2 actor, $3 mode, $4 when, $5 how long, as an interval. */
export const claimEmergency = statement<{ told_at: Instant }>(
  'notice-claim-emergency',
  `insert into notice.emergency_access as e (record_id, actor_key, mode, told_at)
  values ($1::uuid, $2::text, $3::text, $4::timestamptz)
  on conflict (record_id, actor_key, mode) do update set told_at = excluded.told_at
    where e.told_at <= excluded.told_at - $5::interval
  returning told_at`,
);

/** Whether one of the documents is, or was, kept from representatives. $1 record, $2 documents, $3 the code. */
export const anyKept = statement<{ kept: boolean }>(
  'notice-any-kept',
  `select exists (select from record.document_entry
    where record_id = $1::uuid and logical_id = any($2::uuid[]) and confidentiality_codes @> array[$3::text]) as kept`,
);

/** What the journal holds is nothing new to anybody. */
export const beginHere = statement('notice-begin-here', 'select notice.begin_here()');
