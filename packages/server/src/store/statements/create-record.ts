// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/**
 * A record with its person, INS and wrapped key: $1 record, $2 person, $3 traits, $4 identity status, $5 OID and
 * $6 value of the INS, $7 valid from, $8 regime, $9 state, $10 birth date, $11 opened at, $12 notified at,
 * $13 version of the key-encryption key, $14 wrapped key.
 */
export const createRecord = statement(
  'create-record',
  `with person as (
    insert into identity.person (person_id, traits, status) values ($2::text, $3::jsonb, $4::text)
    on conflict (person_id) do update set traits = excluded.traits, status = excluded.status
  ), ins as (
    insert into identity.ins (oid, value, person_id, record_id, valid_from)
    values ($5::text, $6::text, $2::text, $1::uuid, $7::timestamptz)
  ), sealed_by as (
    insert into record.record_key (record_id, kek_version, wrapped) values ($1::uuid, $13::integer, $14::bytea)
  )
  insert into record.record (record_id, person_id, regime, state, birth_date, identity_status, opened_at, notified_at)
  values ($1::uuid, $2::text, $8::text, $9::text, $10::text, $4::text, $11::timestamptz, $12::timestamptz)`,
);
