// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../store/index.ts';

/** Holds the place; no row where another house holds it. */
export const lockProgress = statement<{ next_batch: number }>(
  'audit-lock-progress',
  'select next_batch from audit.progress for update skip locked',
);

/** $1 the batch that comes next. */
export const moveProgress = statement('audit-move-progress', 'update audit.progress set next_batch = $1::bigint');

/** The last batch of the log that is sealed; $1 the first one looked for, $2 how many at most. */
export const lastBatch = statement<{ last: number | null }>(
  'audit-last-batch',
  'select max(batch_no) as last from journal_batch where batch_no >= $1::bigint and batch_no < $1::bigint + $2::bigint',
);

/** Entries of the batches $1 to $2, in the order of the journal. */
export const readEntries = statement<{ body: string }>(
  'audit-read-entries',
  `select e.body from journal_entry e
  where e.seq = any(array(
    select unnest(b.seqs) from journal_batch b where b.batch_no between $1::bigint and $2::bigint))
  order by e.seq`,
);

/** Batches that are sealed and not sent. */
export const countWaiting = statement<{ waiting: number }>(
  'audit-count-waiting',
  `select greatest(coalesce((select max(batch_no) + 1 from journal_batch), 0) - next_batch, 0)::integer as waiting
  from audit.progress`,
);
