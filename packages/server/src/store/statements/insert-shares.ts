// SPDX-License-Identifier: Apache-2.0
import { documentColumns, relationColumns } from '../document-columns.ts';
import { ENTRY_COLUMNS } from '../journal/index.ts';
import { type Columns, columnNames, statement } from '../statement.ts';
import { setColumns } from './insert-list.ts';

/** What the columns of an item begin with, so that those of different tables keep apart. */
export type Table = 'document' | 'set' | 'entry';

const tables: Readonly<Record<Table, Columns>> = {
  document: [...documentColumns, ...relationColumns, ['sha256', 'bytea']],
  set: setColumns,
  // its text comes as UTF-8
  entry: ENTRY_COLUMNS.map(([name, type]) => [name, name === 'body' ? 'utf8' : type]),
};

/** What an item has besides the rows: the decision's policy version, that of the record's key, keys to look up by, the content. */
const guardColumns = [
  ['policy_version', 'bigint'],
  ['kek_version', 'integer'],
  ['unique_keys', 'text[]'],
  ['keys', 'text[]'],
  ['frame', 'bytea'],
] as const;

/** Bytes stand in one value for all items; an item says where: from which byte of its own on, and how many. */
const typeIn = (type: string): string => (type === 'bytea' || type === 'utf8' ? 'integer[]' : type);

const bytesOf = (item: string, column: string): string =>
  `substring($2::bytea from ${item}.first_byte + (${item}.${column})[1] for (${item}.${column})[2])`;

const itemColumns = [
  'item integer',
  'first_byte integer',
  ...guardColumns.map(([name, type]) => `${name} ${typeIn(type)}`),
  ...Object.entries(tables).flatMap(([table, columns]) =>
    columns.map(([name, type]) => `${table}_${name} ${typeIn(type)}`),
  ),
].join(', ');

const sqlOf = (column: string, type: string): string => {
  if (type === 'bytea') return bytesOf('kept', column);
  return type === 'utf8' ? `convert_from(${bytesOf('kept', column)}, 'UTF8')` : `kept.${column}`;
};

const rowOf = (table: Table): string => tables[table].map(([name, type]) => sqlOf(`${table}_${name}`, type)).join(', ');

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
    cross join lateral (
      select from record.record r join record.record_key k on k.record_id = r.record_id
      where r.record_id = new.document_record_id and r.policy_version = new.policy_version
        and k.kek_version = new.kek_version
      for share of r skip locked
    ) held
    where not exists (select from record.object_lookup o where o.key = any(new.unique_keys))
  ), found_by as (
    insert into record.object_lookup (key, record_id)
    select key, kept.document_record_id from kept, unnest(kept.keys) key order by key
  ), framed as (
    insert into record.content_frame (record_id, logical_id, frame_no, sealed)
    select kept.document_record_id, kept.document_logical_id, 0, ${bytesOf('kept', 'frame')} from kept
  ), documents as (
    insert into record.document_entry (${columnNames(tables.document)}, is_latest)
    select ${rowOf('document')}, true from kept
  ), sets as (
    insert into record.submission_set (${columnNames(tables.set)})
    select ${rowOf('set')} from kept
  ), members as (
    insert into record.membership (record_id, list_uuid, member, list_kind, position, joined_at)
    select kept.set_record_id, kept.set_entry_uuid, kept.document_logical_id, 'set', 1, kept.document_submitted_at from kept
  ), queued as (
    insert into record.unread (record_id, logical_id) select kept.document_record_id, kept.document_logical_id from kept
  ), traces as (
    insert into journal_entry (${columnNames(tables.entry)})
    select ${rowOf('entry')} from kept
  )
  select item from kept`,
);

/** One submission, as the statement takes it. */
export interface ShareItem {
  /** JSON object without its opening brace and without `item` and `first_byte`. */
  readonly text: string;
  readonly bytes: readonly Uint8Array[];
  readonly sizeBytes: number;
}

const rowNames: Readonly<Record<Table, readonly string[]>> = {
  document: tables.document.map(([name]) => `document_${name}`),
  set: tables.set.map(([name]) => `set_${name}`),
  entry: tables.entry.map(([name]) => `entry_${name}`),
};

/** An item of the values of each row, in the order of their columns. */
export const shareItem = (
  guard: Readonly<Record<(typeof guardColumns)[number][0], unknown>>,
  rows: Readonly<Record<Table, readonly unknown[]>>,
): ShareItem => {
  const bytes: Uint8Array[] = [];
  let sizeBytes = 0;
  const columns: Record<string, unknown> = {};
  const put = (name: string, value: unknown): void => {
    if (value instanceof Uint8Array) {
      columns[name] = [sizeBytes, value.length];
      bytes.push(value);
      sizeBytes += value.length;
    } else columns[name] = value;
  };
  for (const [name, value] of Object.entries(guard)) put(name, value);
  for (const table of ['document', 'set', 'entry'] as const)
    for (const [index, name] of rowNames[table].entries()) put(name, rows[table][index]);
  return { text: JSON.stringify(columns).slice(1), bytes, sizeBytes };
};

/** The two values of the statement; rows come back by the position of the item, from 0. */
export const valuesOfShares = (items: readonly ShareItem[]): readonly [string, Buffer] => {
  let firstByte = 1;
  const texts = items.map(({ text, sizeBytes }, item) => {
    const placed = `{"item":${item},"first_byte":${firstByte},${text}`;
    firstByte += sizeBytes;
    return placed;
  });
  const bytes = Buffer.concat(
    items.flatMap((item) => item.bytes),
    firstByte - 1,
  );
  return [`[${texts.join(',')}]`, bytes];
};
