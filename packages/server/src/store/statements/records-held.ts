// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import { statement } from '../statement.ts';

/**
 * Records on which one of these holders is authorised or attending, with the beginning of the last such relation, the latest first.
 * $1 holders, $2 now, $3 begun at or after, or null, $4 limit.
 */
export const recordsHeld = statement<{ readonly record_id: string; readonly from_at: Instant }>(
  'records-held',
  `select l.record_id, max(l.from_at) as from_at from record.relation l
  where l.holder = any ($1::text[]) and l.kind in ('authorization', 'attending-doctor')
    and l.ended_at is null and (l.until_at is null or l.until_at > $2::timestamptz)
  group by l.record_id having $3::timestamptz is null or max(l.from_at) >= $3::timestamptz
  order by max(l.from_at) desc, l.record_id limit $4::integer`,
);
