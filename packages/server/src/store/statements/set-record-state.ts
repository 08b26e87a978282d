// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/**
 * $1 record, $2 states it may come from, $3 new state, $4 when, $5 reason. A record keeps the date of its first
 * opening; a reopened one is not closed any more, and one that
 * is closed stays so since the same date.
 */
export const setRecordState = statement(
  'set-record-state',
  `update record.record set state = $3::text, policy_version = policy_version + 1,
    opened_at = case when $3::text = 'open' then coalesce(opened_at, $4::timestamptz) else opened_at end,
    notified_at = case when $3::text = 'notified' then $4::timestamptz else notified_at end,
    closed_at = case when $3::text = 'open' then null
      when $3::text = 'closed' and state <> 'closed' then $4::timestamptz else closed_at end,
    closure_reason = case when $3::text = 'open' then null
      when $3::text = 'closed' and state <> 'closed' then $5::text else coalesce($5::text, closure_reason) end
  where record_id = $1::uuid and state = any($2::text[])`,
);
