// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import { statement } from '../../store/index.ts';
import type { Facts, NoticeKind, Role } from '../kinds.ts';

/** $1 id, $2 receiver, $3 cause, $4 kind, $5 role, $6 record, $7 facts, $8 when. No row where it is written already. */
export const insertNotice = statement<{ notice_id: string }>(
  'notice-insert',
  `insert into notice.notice (notice_id, receiver, cause, kind, role, record_id, facts, created_at)
  values ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::uuid, $7::jsonb, $8::timestamptz)
  on conflict (receiver, cause) do nothing
  returning notice_id`,
);

/** Puts a delivery and its job there together. $1 notice, $2 channel, $3 name of the task, $4 attempts at most. */
export const insertDelivery = statement(
  'notice-insert-delivery',
  `with delivery as (
    insert into notice.delivery (notice_id, channel, state) values ($1::uuid, $2::text, 'waiting')
    returning notice_id, channel
  )
  select graphile_worker.add_job($3::text, json_build_object('noticeId', notice_id, 'channel', channel),
    job_key => notice_id || ':' || channel, max_attempts => $4::integer)
  from delivery`,
);

interface HeldRow {
  readonly receiver: string;
  readonly kind: NoticeKind;
  readonly role: Role;
  readonly facts: Facts;
  readonly created_at: Instant;
}

/** Takes a delivery that waits and that nobody holds. $1 notice, $2 channel, $3 how long, as an interval. */
export const holdDelivery = statement<HeldRow>(
  'notice-hold-delivery',
  `update notice.delivery d set held_until = now() + $3::interval from notice.notice n
  where d.notice_id = $1::uuid and d.channel = $2::text and d.state = 'waiting'
    and (d.held_until is null or d.held_until < now()) and n.notice_id = d.notice_id
  returning n.receiver, n.kind, n.role, n.facts, n.created_at`,
);

/** $1 notice, $2 channel. */
export const isWaiting = statement<{ one: number }>(
  'notice-is-waiting',
  `select 1 as one from notice.delivery where notice_id = $1::uuid and channel = $2::text and state = 'waiting'`,
);

/** $1 notice, $2 channel, $3 state, $4 why. */
export const settleDelivery = statement(
  'notice-settle-delivery',
  `update notice.delivery set state = $3::text, why = $4::text, held_until = null,
    sent_at = case when $3::text = 'sent' then now() end
  where notice_id = $1::uuid and channel = $2::text and state = 'waiting'`,
);

/** Jobs of whoever has died meanwhile are free again. $1 how long none takes, as an interval. */
export const freeJobs = statement(
  'notice-free-jobs',
  `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
  from graphile_worker.jobs where locked_at < now() - $1::interval having count(*) > 0`,
);

/** $1 record: it is destroyed, and what was told of it with it. */
export const forgetRecord = statement(
  'notice-forget-record',
  `with notices as (delete from notice.notice where record_id = $1::uuid),
    accesses as (delete from notice.first_access where record_id = $1::uuid)
  delete from notice.emergency_access where record_id = $1::uuid`,
);

/** Deliveries that are not sent, by state. */
export const countDeliveries = statement<{ waiting: number; failed: number }>(
  'notice-count-deliveries',
  `select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'failed') as failed
  from notice.delivery where state <> 'sent'`,
);

interface NoticeRow {
  readonly notice_id: string;
  readonly kind: NoticeKind;
  readonly role: Role;
  readonly facts: Facts;
  readonly created_at: Instant;
}

const OF_RECEIVER = `from notice.notice
  where receiver = $1::text and (record_id = $2::uuid or ($3::boolean and record_id is null))
    and ($4::uuid is null or notice_id = $4::uuid)`;

/** $1 receiver, $2 record, $3 with those of no record, $4 one notice, $5 and $6 where the page before ended, $7 limit. */
export const readNoticePage = statement<NoticeRow>(
  'notice-read-page',
  `select notice_id, kind, role, facts, created_at ${OF_RECEIVER}
    and ($5::timestamptz is null or (created_at, notice_id) < ($5::timestamptz, $6::uuid))
  order by created_at desc, notice_id desc limit $7::integer`,
);

/** $1 receiver, $2 record, $3 with those of no record, $4 one notice. */
export const countNoticesOf = statement<{ total: number }>(
  'notice-count-of-receiver',
  `select count(*) as total ${OF_RECEIVER}`,
);
