// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';
import { relationJson, type relationOf } from './load-policy.ts';

/** $1 holders, $2 when: the relations in force then. */
export const listAuthorized = statement<{ record_id: string; relation: Parameters<typeof relationOf>[0] }>(
  'list-authorized',
  `select l.record_id, ${relationJson('l')} as relation
  from record.relation l
  where l.holder = any($1::text[]) and l.ended_at is null
    and l.from_at <= $2::timestamptz and (l.until_at is null or l.until_at > $2::timestamptz)
  order by l.from_at desc, l.record_id, l.relation_id`,
);
