// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import { decodeEntry, type InclusionProof, type JournalEntry } from '@dossier/core/journal';
import { addDelay, type Instant } from '@dossier/core/time';
import type { JournalPage, JournalQuery } from '../record/ports.ts';
import type { StoreContext } from './context.ts';
import { lensValues } from './lens-sql.ts';
import { run } from './statement.ts';
import { countJournal, entryWhollyInSight, type JournalRow, readJournal } from './statements/read-journal.ts';
import { isPosition, isStorable, isUuid, timestampFor } from './values.ts';

/** The entry, less the documents out of sight. */
const entryOf = ({ body, documents, entry_id }: JournalRow): JournalEntry => {
  const decoded = decodeEntry(body);
  if (!decoded.ok)
    throw new Error(`The journal entry ${entry_id} cannot be read: ${decoded.error.path} ${decoded.error.why}.`);
  return { ...decoded.value, documents };
};

const FIRST_LOOK = { years: -1 };

export const findEntries = async (
  { pool, clock }: StoreContext,
  allowed: Allowed,
  query: JournalQuery,
): Promise<JournalPage> => {
  const { document, entryId, actor, after, limit } = query;
  const isPossible =
    (document === undefined || isUuid(document)) &&
    (entryId === undefined || isUuid(entryId)) &&
    (actor === undefined || isStorable(actor));
  if (!isPossible) return { total: 0, entries: [] };
  const beyond = after !== undefined && isPosition(after.at) && isUuid(after.entryId) ? after : undefined;
  const matching = [
    allowed.recordId,
    ...lensValues(allowed.lens),
    timestampFor(query.from),
    timestampFor(query.to),
    query.operations,
    query.outcome,
    actor,
    document,
    entryId,
    query.withoutSecret,
  ];
  // a position that cannot be one is before everything: an empty page
  const position = [after === undefined ? null : (beyond?.at ?? '-infinity'), beyond?.entryId ?? null];
  const readSince = async (since: Instant | null): Promise<readonly JournalRow[]> =>
    (await run(pool, readJournal, [...matching, limit + 1, ...position, since])).rows;
  // Most pages are full of the last months; the others are looked for in all of them.
  const readPage = async (): Promise<readonly JournalRow[]> => {
    const newest = await readSince(addDelay(beyond?.at ?? clock.now(), FIRST_LOOK));
    return newest.length > limit ? newest : readSince(null);
  };
  const [rows, total] = await Promise.all([
    readPage(),
    query.total ?? run(pool, countJournal, matching).then((counted) => counted.rows[0]?.total ?? 0),
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { total, entries: page.map(entryOf), ...(last && { next: { at: last.at, entryId: last.entry_id } }) };
};

/**
 * The proof holds the entry's whole text, so there is one only for who sees every document of the entry.
 * Undefined too while the entry is not sealed.
 */
export const proveEntry = async (
  { pool, journal }: StoreContext,
  { recordId, lens }: Allowed,
  entryId: string,
): Promise<InclusionProof | undefined> => {
  if (!isUuid(entryId)) return undefined;
  const { rows } = await run(pool, entryWhollyInSight, [recordId, ...lensValues(lens), entryId]);
  return rows.length === 0 ? undefined : journal.prove(recordId, entryId);
};
