// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { decodeEntry, encodeEntry, entryLeafHash, type JournalEntry, sameBytes } from '@dossier/core/journal';
import { binaryArray } from './binary-array.ts';
import { sha256 } from './crypto.ts';

/** Columns of `journal_entry` that repeat members of the entry. `at` is what PostgreSQL reads as timestamptz. */
interface Copies {
  readonly record_id: string;
  readonly entry_id: string;
  readonly at: string;
  readonly actor_key: string;
  readonly actor_kind: string;
  readonly operation: string;
  readonly outcome: string;
  readonly secret: boolean;
  readonly document_ids: readonly string[];
}

/** One row as {@link valuesOf} makes it. */
export type EntryValues = readonly (string | boolean | Buffer)[];

const copiesOf = (entry: JournalEntry): Copies => ({
  record_id: entry.recordId,
  entry_id: entry.entryId,
  at: entry.at,
  actor_key: entry.actor.key,
  actor_kind: entry.actor.kind,
  operation: entry.operation,
  outcome: entry.outcome,
  secret: entry.secret,
  document_ids: entry.documents,
});

/** The columns of `journal_entry` that a writer gives, in the order of {@link valuesOf}. */
export const ENTRY_COLUMNS = [
  ['record_id', 'uuid'],
  ['entry_id', 'uuid'],
  ['at', 'timestamptz'],
  ['actor_key', 'text'],
  ['actor_kind', 'text'],
  ['operation', 'text'],
  ['outcome', 'text'],
  ['secret', 'boolean'],
  ['document_ids', 'uuid[]'],
  ['body', 'text'],
  ['leaf_hash', 'bytea'],
] as const;

/** As `entryLeafHash`, of bytes that stand behind a free one. */
const leafHashOf = (bytes: Buffer): Buffer => {
  bytes[0] = 0x00;
  return hash('sha256', bytes, 'buffer');
};

/**
 * Values of one row, in the order of {@link ENTRY_COLUMNS}, as parameters: `document_ids` as array literal, `body` as
 * its UTF-8, which a Buffer is sent as. Throws a TypeError for a malformed entry.
 */
export const valuesOf = (entry: JournalEntry): EntryValues => {
  const body = encodeEntry(entry);
  const leaf = Buffer.allocUnsafe(1 + Buffer.byteLength(body));
  leaf.write(body, 1);
  return [
    entry.recordId,
    entry.entryId,
    entry.at,
    entry.actor.key,
    entry.actor.kind,
    entry.operation,
    entry.outcome,
    entry.secret,
    `{${entry.documents.join(',')}}`,
    leaf.subarray(1),
    leafHashOf(leaf),
  ];
};

const DOCUMENTS = ENTRY_COLUMNS.findIndex(([name]) => name === 'document_ids');

/** The members of an array literal of UUIDs. */
const membersOf = (literal: string): readonly string[] => (literal === '{}' ? [] : literal.slice(1, -1).split(','));

/** The documents of all rows one after the other, and where those of each row begin and end in them, from 1. */
const documentsOf = (rows: readonly EntryValues[]): readonly [all: Buffer, from: string, to: string] => {
  const lists = rows.map((row) => membersOf(row[DOCUMENTS] as string));
  const ends: number[] = [];
  for (const { length } of lists) ends.push((ends.at(-1) ?? 0) + length);
  const from = ends.map((end, row) => end - (lists[row]?.length ?? 0) + 1);
  const ids = lists.flat().map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'));
  return [binaryArray('uuid', ids), `{${from.join(',')}}`, `{${ends.join(',')}}`];
};

/**
 * The values of many rows: one array for each column but `document_ids`, in the order of {@link ENTRY_COLUMNS}; then the
 * documents of all rows in one array, for an array has no members of different lengths, and where those of each row begin
 * and end in it. What its check leaves no character to escape in goes as text.
 */
export const arraysOf = (rows: readonly EntryValues[]): readonly unknown[] => [
  ...ENTRY_COLUMNS.flatMap(([name, type], column) => {
    if (name === 'document_ids') return [];
    const values = rows.map((row) => row[column]);
    if (type === 'bytea') return [binaryArray('bytea', values as readonly Buffer[])];
    return [type === 'text' ? binaryArray('text', values as readonly (string | Buffer)[]) : `{${values.join(',')}}`];
  }),
  ...documentsOf(rows),
];

/** A row as verification reads it; seq as text, `at` in UTC with microseconds. */
export interface EntryRow extends Copies {
  readonly seq: string;
  readonly body: string;
  readonly leaf_hash: Uint8Array;
}

/** The columns of an EntryRow, of the row `entry` of journal_entry. */
export const ENTRY_ROW = `
  entry.record_id::text,
  entry.entry_id::text,
  entry.seq::text,
  to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  entry.actor_key,
  entry.actor_kind,
  entry.operation,
  entry.outcome,
  entry.secret,
  entry.document_ids::text[] AS document_ids,
  entry.body,
  entry.leaf_hash`;

/** `2026-11-23T12:00:00.000000Z` and `2026-11-23T12:00:00.000Z` are the same moment. */
const withMilliseconds = (at: string): string => at.replace(/000Z$/, 'Z');

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What is wrong with a row in itself: its hash, and each column that is not what the entry says. No values. */
export const flawsOf = (row: EntryRow): readonly string[] => {
  const flaws: string[] = [];
  if (!sameBytes(entryLeafHash(sha256, row.body), row.leaf_hash)) flaws.push('its text does not have its leaf hash');
  const entry = decodeEntry(row.body);
  if (!entry.ok) return [...flaws, `its text is not a journal entry (${entry.error.path} ${entry.error.why})`];
  const stored: Copies = { ...row, at: withMilliseconds(row.at) };
  for (const [column, value] of Object.entries(copiesOf(entry.value)))
    if (!same(stored[column as keyof Copies], value)) flaws.push(`its column ${column} is not what its text says`);
  return flaws;
};
