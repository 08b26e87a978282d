// SPDX-License-Identifier: Apache-2.0

import type { Instant } from '@dossier/core/time';
import type { Duty } from '../../record/ports.ts';
import { statement } from '../statement.ts';

/** $1 record, $2 duty id, $3 kind, $4 logicalId, $5 due at. */
export const insertDuty = statement(
  'insert-duty',
  `insert into record.duty (record_id, duty_id, kind, logical_id, due_at)
  values ($1::uuid, $2::uuid, $3::text, $4::uuid, $5::timestamptz)`,
);

/**
 * $1 record, $2 kinds, $3 logicalId or null for all. A duty that is being performed is left to its worker, who holds
 * its row: waiting for it here could never end when that worker's own work cancels it.
 */
export const cancelDuties = statement(
  'cancel-duties',
  `delete from record.duty where (record_id, duty_id) in (
    select record_id, duty_id from record.duty
    where record_id = $1::uuid and kind = any($2::text[]) and ($3::uuid is null or logical_id = $3::uuid)
    for update skip locked)`,
);

export interface DutyRow {
  readonly record_id: string;
  readonly duty_id: string;
  readonly kind: Duty['kind'];
  readonly logical_id: string | null;
  readonly due_at: Instant;
  readonly attempts: number;
}

/** $1 due before; $2 duties already tried in this round. The row stays locked until the transaction ends. */
export const takeDuty = statement<DutyRow>(
  'take-duty',
  `select record_id, duty_id, kind, logical_id, due_at, attempts from record.duty
  where due_at <= $1::timestamptz and (retry_at is null or retry_at <= $1::timestamptz)
    and duty_id <> all($2::uuid[])
  order by due_at, duty_id limit 1
  for update skip locked`,
);

/** $1 due before. */
export const countDuties = statement<{ readonly due: number; readonly put_off: number }>(
  'count-duties',
  `select count(*) as due, count(*) filter (where retry_at > $1::timestamptz) as put_off from record.duty
  where due_at <= $1::timestamptz`,
);

/** $1 record, $2 duty. */
export const finishDuty = statement(
  'finish-duty',
  'delete from record.duty where record_id = $1::uuid and duty_id = $2::uuid',
);

/** $1 record, $2 duty, $3 its new date. */
export const moveDuty = statement(
  'move-duty',
  `update record.duty set due_at = $3::timestamptz, retry_at = null, attempts = 0
  where record_id = $1::uuid and duty_id = $2::uuid`,
);

/** $1 record, $2 duty, $3 when to try again. */
export const putOffDuty = statement(
  'put-off-duty',
  `update record.duty set attempts = attempts + 1, retry_at = $3::timestamptz
  where record_id = $1::uuid and duty_id = $2::uuid`,
);
