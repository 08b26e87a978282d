// SPDX-License-Identifier: Apache-2.0
import { documentColumns, relationColumns } from '../document-columns.ts';
import { entryColumns } from '../journal/index.ts';
import { type Columns, columnNames, statement } from '../statement.ts';
import { setColumns } from './insert-list.ts';

/** What the columns of an item begin with, so that those of different tables keep apart. */
export type Table = 'document' | 'set' | 'entry';

const tables: Readonly<Record<Table, Columns>> = {
  document: [...documentColumns, ...relationColumns, ['sha256', 'bytea']],
  set: setColumns,
  entry: entryColumns,
};

/** What an item has besides the rows: the decision's policy version, the wrapped key, keys to look up by, the content. */
const guardColumns: Columns = [
  ['item', 'integer'],
  ['policy_version', 'bigint'],
  ['wrapped', 'bytea'],
  ['unique_keys', 'text[]'],
  ['keys', 'text[]'],
  ['frame', 'bytea'],
];

/** Bytes stand in one value for all items; an item says where: from which byte on, counted from 1, and how many. */
const typeIn = (type: string): string => (type === 'bytea' ? 'integer[]' : type);

const bytesOf = (column: string): string => `substring($2::bytea from (${column})[1] for (${column})[2])`;

const itemColumns = [
  ...guardColumns.map(([name, type]) => `${name} ${typeIn(type)}`),
  ...Object.entries(tables).flatMap(([table, columns]) =>
    columns.map(([name, type]) => `${table}_${name} ${typeIn(type)}`),
  ),
].join(', ');

const rowOf = (table: Table): string =>
  tables[table]
    .map(([name, type]) => (type === 'bytea' ? bytesOf(`kept.${table}_${name}`) : `kept.${table}_${name}`))
    .join(', ');

/**
 * Submissions of one document each: $1 the items as JSON, $2 their bytes. A row comes back for each that was written, all
 * of it. What the guard does not let through leaves nothing: a record that is gone, closed to others for the moment or has
 * another policy or key by now, a uniqueId that is in use. A uniqueId that another transaction takes at this very
 * moment violates a key, and no item is written.
 */
export const insertShares = statement<{ readonly item: number }>(
  'insert-shares',
  `with kept as materialized (
    select new.* from json_to_recordset($1::json) as new (${itemColumns})
    join record.record r on r.record_id = new.document_record_id and r.policy_version = new.policy_version
    join record.record_key k on k.record_id = r.record_id and k.wrapped = ${bytesOf('new.wrapped')}
    where not exists (select from record.object_lookup o where o.key = any(new.unique_keys))
    for share of r skip locked
  ), found_by as (
    insert into record.object_lookup (key, record_id)
    select key, kept.document_record_id from kept, unnest(kept.keys) key order by key
  ), framed as (
    insert into record.content_frame (record_id, logical_id, frame_no, sealed)
    select kept.document_record_id, kept.document_logical_id, 0, ${bytesOf('kept.frame')} from kept
  ), documents as (
    insert into record.document_entry (${columnNames(tables.document)}, is_latest)
    select ${rowOf('document')}, true from kept
  ), sets as (
    insert into record.submission_set (${columnNames(tables.set)})
    select ${rowOf('set')} from kept
  ), members as (
    insert into record.membership (record_id, list_uuid, member, list_kind, position, joined_at)
    select kept.set_record_id, kept.set_entry_uuid, kept.document_logical_id, 'set', 1, kept.document_submitted_at from kept
  ), traces as (
    insert into journal_entry (${columnNames(tables.entry)})
    select ${rowOf('entry')} from kept
  )
  select item from kept`,
);

/** The value of a column of an item: what goes into the JSON, or bytes. */
export type ItemColumn = readonly [name: string, value: unknown];

/** The values of a table's row as columns of an item. */
export const itemRow = (table: Table, values: readonly unknown[]): readonly ItemColumn[] =>
  tables[table].map(([name], index) => [`${table}_${name}`, values[index]]);
