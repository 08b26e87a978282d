// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/**
 * $1 record, $2 relation id, $3 kind, $4 holder, $5 holder's name, $6 from, $7 until, $8 value, $9 origin,
 * $10 created by, $11 ended at,
 * $12 profession and $13 speciality of the holder, $14 secret, $15 purpose. The name of a person goes to the identity schema.
 */
export const insertRelation = statement(
  'insert-relation',
  `with named as (
    insert into identity.holder_name (record_id, relation_id, name)
    select $1::uuid, $2::text, $5::text where $4::text like 'person:%' and $5::text is not null
  )
  insert into record.relation
    (record_id, relation_id, kind, holder, holder_name, from_at, until_at, value, origin, created_by, ended_at,
     holder_profession, holder_specialty, secret, purpose)
  values ($1::uuid, $2::text, $3::text, $4::text, case when $4::text like 'person:%' then null else $5::text end,
    $6::timestamptz, $7::timestamptz, $8::text, $9::text, $10::text, $11::timestamptz, $12::text, $13::text, $14::boolean, $15::text)`,
);

/** $1 record, $2 relation id, $3 when, $4 by whom. Touches nothing when it was ended before. */
export const endRelation = statement(
  'end-relation',
  `update record.relation set ended_at = $3::timestamptz, ended_by = $4::text
  where record_id = $1::uuid and relation_id = $2::text and ended_at is null`,
);

/** $1 record. */
export const growPolicyVersion = statement(
  'grow-policy-version',
  'update record.record set policy_version = policy_version + 1 where record_id = $1::uuid',
);
