// SPDX-License-Identifier: Apache-2.0
import { decodeEntry, encodeEntry, entryLeafHash, type JournalEntry, sameBytes } from '@dossier/core/journal';
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

/** The columns that a writer gives, in the order of {@link valuesOf}. */
export const entryColumns = [
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

/** Values of one row, in the order of insert-entry and append-entries. Throws as `encodeEntry`. */
export const valuesOf = (entry: JournalEntry): readonly unknown[] => {
  const body = encodeEntry(entry);
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
    body,
    entryLeafHash(sha256, body),
  ];
};

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
