// SPDX-License-Identifier: Apache-2.0
import { columnNames, placeholders, statement } from '../statement.ts';

/** The columns of a submission set. */
export const setColumns = [
  ['record_id', 'uuid'],
  ['entry_uuid', 'uuid'],
  ['unique_id', 'text'],
  ['source_id', 'text'],
  ['code_tokens', 'text[]'],
  ['author_family', 'text[]'],
  ['author_given', 'text[]'],
  ['sealed', 'bytea'],
] as const;

/** The values of setColumns, $9 submitted at, $10 lookup keys, $11 members. */
export const insertSubmissionSet = statement(
  'insert-submission-set',
  `with found_by as (
    insert into record.object_lookup (key, record_id) select key, $1::uuid from unnest($10::text[]) key
  ), holding as (
    insert into record.membership (record_id, list_uuid, member, list_kind, position, joined_at)
    select $1::uuid, $2::uuid, member, 'set', position, $9::timestamptz
    from unnest($11::uuid[]) with ordinality m (member, position)
    on conflict do nothing
  )
  insert into record.submission_set (${columnNames(setColumns)}) values (${placeholders(setColumns)})`,
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
