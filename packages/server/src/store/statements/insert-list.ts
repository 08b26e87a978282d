// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/**
 * $1 record, $2 entryUUID, $3 uniqueId, $4 sourceId, $5 code tokens, $6 family and $7 given names of authors,
 * $8 submitted at, $9 sealed set, $10 lookup keys, $11 members.
 */
export const insertSubmissionSet = statement(
  'insert-submission-set',
  `with found_by as (
    insert into record.object_lookup (key, record_id) select key, $1::uuid from unnest($10::text[]) key
  ), holding as (
    insert into record.membership (record_id, list_uuid, member, list_kind, position, joined_at)
    select $1::uuid, $2::uuid, member, 'set', position, $8::timestamptz
    from unnest($11::uuid[]) with ordinality m (member, position)
    on conflict do nothing
  )
  insert into record.submission_set
    (record_id, entry_uuid, unique_id, source_id, code_tokens, author_family, author_given, sealed)
  values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text[], $6::text[], $7::text[], $9::bytea)`,
);

/**
 * $1 record, $2 entryUUID, $3 uniqueId, $4 code tokens, $5 status, $6 last update, $7 sealed folder,
 * $8 lookup keys, $9 members.
 */
export const insertFolder = statement(
  'insert-folder',
  `with found_by as (
    insert into record.object_lookup (key, record_id) select key, $1::uuid from unnest($8::text[]) key
  ), holding as (
    insert into record.membership (record_id, list_uuid, member, list_kind, position, joined_at)
    select $1::uuid, $2::uuid, member, 'folder', position, $6::timestamptz
    from unnest($9::uuid[]) with ordinality m (member, position)
    on conflict do nothing
  )
  insert into record.folder (record_id, entry_uuid, unique_id, code_tokens, status, sealed)
  values ($1::uuid, $2::uuid, $3::text, $4::text[], $5::text, $7::bytea)`,
);
