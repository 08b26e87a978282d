// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/** $1 record, $2 OID and $3 value of the new INS, $4 when. The one in use ends; an INS that is known already violates the key. */
export const changeIns = statement(
  'change-ins',
  `with ended as (
    update identity.ins set valid_until = $4::timestamptz where record_id = $1::uuid and valid_until is null
  )
  insert into identity.ins (oid, value, person_id, record_id, valid_from)
  select $2::text, $3::text, r.person_id, r.record_id, $4::timestamptz
  from record.record r where r.record_id = $1::uuid`,
);
