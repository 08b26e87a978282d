// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import { statement } from '../statement.ts';

export interface AccessRow {
  readonly record_id: string;
  readonly relation_id: string;
  readonly mode: 'break-glass' | 'emergency-dispatch';
  readonly reviewed: boolean;
  readonly holder: string;
  readonly holder_name: string;
  readonly profession: string;
  readonly organization_id: string | null;
  readonly organization_name: string | null;
  readonly opened_at: Instant;
  readonly until_at: Instant;
  readonly verdict: string | null;
}

export interface VerdictRow {
  readonly verdict: string;
  readonly given_by: string;
  readonly given_by_name: string;
  readonly given_at: Instant;
  readonly comment: string | null;
}

const columns = `a.record_id, a.relation_id, a.mode, a.reviewed, a.holder, a.holder_name, a.profession,
  a.organization_id, a.organization_name, a.opened_at, a.until_at, a.verdict`;

/**
 * $1 record, $2 access, $3 mode, $4 reviewed, $5 holder and $6 their name, $7 profession, $8 organisation and $9 its name,
 * $10 opened at, $11 until.
 */
export const insertEmergencyAccess = statement(
  'insert-emergency-access',
  `insert into record.emergency_access (record_id, relation_id, mode, reviewed, holder, holder_name, profession,
    organization_id, organization_name, opened_at, until_at)
  values ($1::uuid, $2::text, $3::text, $4::boolean, $5::text, $6::text, $7::text, $8::text, $9::text,
    $10::timestamptz, $11::timestamptz)`,
);

/** $1 verdict or `none` or null for all, $2 organisation or null, $3 and $4 where the page before ended, $5 limit. */
export const queuedAccesses = statement<AccessRow>(
  'queued-accesses',
  `select ${columns} from record.emergency_access a
  where a.reviewed
    and ($1::text is null or coalesce(a.verdict, 'none') = $1::text)
    and ($2::text is null or a.organization_id = $2::text)
    and ($3::timestamptz is null or (a.opened_at, a.relation_id) > ($3::timestamptz, $4::text))
  order by a.opened_at, a.relation_id limit $5::integer`,
);

/** $1 record, $2 access. */
export const readAccess = statement<AccessRow>(
  'read-emergency-access',
  `select ${columns} from record.emergency_access a where a.record_id = $1::uuid and a.relation_id = $2::text`,
);

/** $1 access. */
export const recordOfAccess = statement<{ readonly record_id: string }>(
  'record-of-emergency-access',
  'select record_id from record.emergency_access where relation_id = $1::text and reviewed',
);

/** $1 record, $2 access. */
export const readVerdicts = statement<VerdictRow>(
  'read-verdicts',
  `select verdict, given_by, given_by_name, given_at, comment from record.emergency_verdict
  where record_id = $1::uuid and relation_id = $2::text order by position`,
);

/** $1 record, $2 access, $3 verdict, $4 by whom and $5 their name, $6 when, $7 comment. */
export const insertVerdict = statement(
  'insert-verdict',
  `with placed as (
    insert into record.emergency_verdict (record_id, relation_id, position, verdict, given_by, given_by_name, given_at, comment)
    select $1::uuid, $2::text,
      (select count(*) + 1 from record.emergency_verdict where record_id = $1::uuid and relation_id = $2::text),
      $3::text, $4::text, $5::text, $6::timestamptz, $7::text
  )
  update record.emergency_access set verdict = $3::text where record_id = $1::uuid and relation_id = $2::text`,
);

export interface FiguresRow {
  readonly organization_id: string | null;
  readonly organization_name: string | null;
  readonly accesses: number;
  readonly professionals: number;
  readonly records: number;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly oldest_waiting: Instant | null;
}

/** $1 from, $2 to, $3 the verdict that leaves an access in the queue. */
export const emergencyFigures = statement<FiguresRow>(
  'emergency-figures',
  `with asked as (
    select *, coalesce(verdict, 'none') as stands from record.emergency_access
    where reviewed and opened_at >= $1::timestamptz and opened_at < $2::timestamptz
  ), counted as (
    select organization_id, stands, count(*) as times from asked group by organization_id, stands
  )
  select a.organization_id, max(a.organization_name) as organization_name, count(*)::integer as accesses,
    count(distinct a.holder)::integer as professionals, count(distinct a.record_id)::integer as records,
    (select json_object_agg(c.stands, c.times order by c.stands) from counted c
      where c.organization_id is not distinct from a.organization_id) as verdicts,
    min(a.opened_at) filter (where a.stands in ('none', $3::text)) as oldest_waiting
  from asked a group by a.organization_id
  order by count(*) desc, a.organization_id`,
);
