// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/**
 * The key first, with the receipt that stays. $1 record, $2 when, $3 by whom. No row when there is no such record.
 */
export const destroyKey = statement<{ record_id: string }>(
  'destroy-key',
  `with destroyed as (
    delete from record.record_key where record_id = $1::uuid returning wrapped
  )
  insert into record.key_receipt (record_id, destroyed_at, destroyed_by, documents, key_hash)
  select $1::uuid, $2::timestamptz, $3::text,
    (select count(*) from record.document_entry where record_id = $1::uuid and is_latest), sha256(wrapped)
  from destroyed
  returning record_id`,
);

/**
 * Then all rows of the record, and the person's where no other record is theirs; the INS is free again. A duty that is
 * being performed (it may be this very destruction) is left to its worker. $1 record.
 */
export const deleteRecord = statement(
  'delete-record',
  `with documents as (
    delete from record.document_entry where record_id = $1::uuid returning unique_id, logical_id, entry_uuid
  ), sets as (
    delete from record.submission_set where record_id = $1::uuid returning unique_id, entry_uuid
  ), folders as (
    delete from record.folder where record_id = $1::uuid returning unique_id, entry_uuid
  ), lookups as (
    delete from record.object_lookup where record_id = $1::uuid and key in (
      select 'uid:' || unique_id from documents union select 'id:' || logical_id from documents
      union select 'id:' || entry_uuid from documents
      union select 'uid:' || unique_id from sets union select 'id:' || entry_uuid from sets
      union select 'uid:' || unique_id from folders union select 'id:' || entry_uuid from folders)
  ), frames as (
    delete from record.content_frame where record_id = $1::uuid
  ), readings as (
    delete from record.reading where record_id = $1::uuid
  ), unread as (
    delete from record.unread where record_id = $1::uuid
  ), members as (
    delete from record.membership where record_id = $1::uuid
  ), relations as (
    delete from record.relation where record_id = $1::uuid
  ), invitations as (
    delete from record.invitation where record_id = $1::uuid returning handle
  ), handles as (
    delete from record.object_lookup where record_id = $1::uuid and key in (select 'inv:' || handle from invitations)
  ), accesses as (
    delete from record.emergency_access where record_id = $1::uuid
  ), verdicts as (
    delete from record.emergency_verdict where record_id = $1::uuid
  ), search_keys as (
    delete from identity.search_key where record_id = $1::uuid
  ), holders as (
    delete from identity.holder_name where record_id = $1::uuid
  ), duties as (
    delete from record.duty where (record_id, duty_id) in (
      select record_id, duty_id from record.duty where record_id = $1::uuid for update skip locked)
  ), gone as (
    delete from record.record where record_id = $1::uuid returning record_id, person_id
  ), numbers as (
    delete from identity.ins i using gone where i.person_id = gone.person_id and i.record_id = gone.record_id
  )
  delete from identity.person p using gone
  where p.person_id = gone.person_id
    and not exists (select from record.record r where r.person_id = gone.person_id and r.record_id <> gone.record_id)`,
);
