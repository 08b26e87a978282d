// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import { addDelay, type Instant } from '@dossier/core/time';
import type { Pool, PoolClient } from 'pg';
import type {
  DocumentReading,
  DocumentWords,
  ReadFacts,
  ReadWords,
  SectionText,
  UnreadDocument,
} from '../record/ports.ts';
import { frameCount, openFrame } from './content.ts';
import type { StoreContext } from './context.ts';
import { wrappedKeyOf } from './document-rows.ts';
import { type Keyring, open, type RecordKey, seal } from './keys/index.ts';
import { leastRecentlyUsed } from './least-recently-used.ts';
import { lensValues } from './lens-sql.ts';
import { packText, unpackText } from './packed.ts';
import { guardValues, policyChanged, recordOf } from './policy-guard.ts';
import { openMetadata } from './sealed-documents.ts';
import { run } from './statement.ts';
import { readFrames } from './statements/read-frames.ts';
import {
  countUnread,
  forgetUnread,
  keepReading,
  putOffUnread,
  queueOutdated,
  type ReadingRow,
  readFacts as readFactsStatement,
  readTexts as readTextsStatement,
  readWords as readWordsStatement,
  takeUnread,
  type UnreadRow,
} from './statements/readings.ts';
import { transaction } from './transaction.ts';
import { timestampFor, uuidsAmong } from './values.ts';

type Part = 'facts' | 'words' | 'text';

const bindingOf = (part: Part, recordId: string, logicalId: string) =>
  ({ recordId, purpose: 'reading', objectId: `${logicalId} ${part}` }) as const;

const sealPart = (key: RecordKey, part: Part, recordId: string, logicalId: string, value: unknown): Buffer =>
  seal(key, bindingOf(part, recordId, logicalId), packText(JSON.stringify(value)));

const openPart = <T>(key: RecordKey, part: Part, recordId: string, logicalId: string, sealed: Buffer): T =>
  JSON.parse(unpackText(open(key, bindingOf(part, recordId, logicalId), sealed)));

export interface Reader {
  /** Of what was read by an earlier one, all is read again. */
  readonly version: number;
  readonly read: (document: UnreadDocument) => Promise<DocumentReading>;
  /** A document that is larger is known by its metadata only; bytes. */
  readonly largest: number;
}

/** A minute after the first failure, then two, four, … a day at most. */
const retryAt = (now: Instant, attempts: number): Instant =>
  addDelay(now, { minutes: Math.min(24 * 60, 2 ** Math.min(attempts, 11)) });

const contentOf = async (client: PoolClient, key: RecordKey, row: UnreadRow): Promise<Buffer> => {
  const { record_id: recordId, logical_id: logicalId, size_bytes: sizeBytes } = row;
  const last = frameCount(sizeBytes) - 1;
  const { rows } = await run(client, readFrames, [recordId, logicalId, 0, last]);
  if (rows.length !== last + 1) throw new Error(`Frames of the content ${logicalId} are missing.`);
  return Buffer.concat(
    rows.map(({ frame_no, sealed }) => openFrame(key, recordId, logicalId, sizeBytes, frame_no, sealed)),
  );
};

const readOne = async (client: PoolClient, keyring: Keyring, row: UnreadRow, reader: Reader): Promise<void> => {
  const { record_id: recordId, logical_id: logicalId } = row;
  const key = await keyring.unwrap(recordId, wrappedKeyOf(row));
  const names = { recordId, logicalId, version: row.version, entryUuid: row.entry_uuid };
  const metadata = openMetadata(key, names, row.metadata);
  const isHere = row.sealed !== null && row.sealed.length > 0 && row.size_bytes <= reader.largest;
  const { facts, source, words, sections } = await reader.read({
    entry: { ...metadata, availabilityStatus: 'approved', relations: [] },
    content: isHere ? await contentOf(client, key, row) : undefined,
  });
  const sealed = (part: Part, value: unknown) => sealPart(key, part, recordId, logicalId, value);
  await run(client, keepReading, [
    recordId,
    logicalId,
    reader.version,
    facts.length === 0 ? null : sealed('facts', { source, facts }),
    sealed('words', words),
    sections.length === 0 ? null : sealed('text', sections),
  ]);
};

/**
 * Reads documents that nobody has read yet, the one that waits longest first, each under a lock of its own that other
 * readers skip; the reading and the end of the wait are one commit. One that cannot be read waits longer each time; the
 * others are read, then the first error is thrown. Answers how many were tried. This is the house's own work: nothing of it
 * is answered to anybody, and what it writes is read through a lens.
 */
export const readUnread = async (
  { pool, keyring, now }: { readonly pool: Pool; readonly keyring: Keyring; readonly now: () => Instant },
  limit: number,
  reader: Reader,
): Promise<number> => {
  const errors: unknown[] = [];
  let tried = 0;
  while (tried < limit) {
    const taken = await transaction(pool, async (client) => {
      const [row] = (await run(client, takeUnread, [timestampFor(now())])).rows;
      if (row === undefined) return false;
      const named = [row.record_id, row.logical_id];
      await client.query('savepoint before_reading');
      try {
        // a record that was destroyed has neither key nor document
        if (row.wrapped !== null && row.metadata !== null) await readOne(client, keyring, row, reader);
        await run(client, forgetUnread, named);
      } catch (error) {
        errors.push(error);
        await client.query('rollback to savepoint before_reading');
        await run(client, putOffUnread, [...named, timestampFor(retryAt(now(), row.attempts))]);
      }
      return true;
    });
    if (!taken) break;
    tried += 1;
  }
  if (errors.length > 0) throw errors[0];
  return tried;
};

/** Documents that wait to be read. */
export const countUnreadDocuments = async (pool: Pool): Promise<number> =>
  (await run(pool, countUnread, [])).rows[0]?.unread ?? 0;

export const queueOutdatedReadings = async (pool: Pool, version: number): Promise<void> => {
  await run(pool, queueOutdated, [version]);
};

type Found = Extract<ReadingRow, { readonly logical_id: string }>;

interface Opened {
  readonly key: RecordKey;
  readonly rows: readonly Found[];
}

const inSight = async (
  context: StoreContext,
  allowed: Allowed,
  statement: typeof readFactsStatement,
): Promise<Opened> => {
  const record = await recordOf(context, allowed);
  const values = [allowed.recordId, ...lensValues(allowed.lens), ...guardValues(record)];
  const { rows } = await run(context.pool, statement, values);
  if (rows.length === 0) throw policyChanged(context, allowed);
  const key = await context.keyring.unwrap(allowed.recordId, record.wrapped);
  return { key, rows: rows.filter((row): row is Found => row.logical_id !== null) };
};

const countNotRead = (rows: readonly Found[]): number => rows.filter(({ is_read }) => !is_read).length;

export const readFacts = async (context: StoreContext, allowed: Allowed): Promise<ReadFacts> => {
  const { key, rows } = await inSight(context, allowed, readFactsStatement);
  const facts = rows.flatMap(({ logical_id: logicalId, entry_uuid: entryUuid, sealed }) => {
    if (sealed === null) return [];
    const read = openPart<Pick<DocumentReading, 'facts' | 'source'>>(key, 'facts', allowed.recordId, logicalId, sealed);
    const source = { ...read.source, logicalId, entryUuid };
    return read.facts.map((fact, index) => ({ fact, source, index }));
  });
  return { facts, unread: countNotRead(rows) };
};

/** Some two kilobytes each. A search is followed by another one, with a letter more. */
const REMEMBERED = 10_000;

export const wordsMemory = () => leastRecentlyUsed<DocumentWords>(REMEMBERED);

/** The row is read each time, so that what is out of sight stays so; what lies in the same seal was opened before. */
const openWords = ({ words }: StoreContext, key: RecordKey, recordId: string, logicalId: string, sealed: Buffer) => {
  const name = `${logicalId} ${sealed.toString('latin1', 0, SEAL_NAME_BYTES)}`;
  const known = words.get(name);
  if (known) return known;
  const opened = openPart<DocumentWords>(key, 'words', recordId, logicalId, sealed);
  words.set(name, opened);
  return opened;
};

/** Format and nonce: no two seals begin with the same. */
const SEAL_NAME_BYTES = 13;

export const readWords = async (context: StoreContext, allowed: Allowed): Promise<ReadWords> => {
  const { key, rows } = await inSight(context, allowed, readWordsStatement);
  const documents = rows.flatMap(({ logical_id: logicalId, entry_uuid: entryUuid, sealed }) =>
    sealed === null ? [] : [{ ...openWords(context, key, allowed.recordId, logicalId, sealed), logicalId, entryUuid }],
  );
  return { documents, unread: countNotRead(rows) };
};

/** By logicalId. */
export const readTexts = async (
  context: StoreContext,
  allowed: Allowed,
  logicalIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SectionText[]>> => {
  const record = await recordOf(context, allowed);
  const values = [allowed.recordId, ...lensValues(allowed.lens), ...guardValues(record), uuidsAmong(logicalIds)];
  const { rows } = await run(context.pool, readTextsStatement, values);
  if (rows.length === 0) throw policyChanged(context, allowed);
  const key = await context.keyring.unwrap(allowed.recordId, record.wrapped);
  return new Map(
    rows.flatMap((row) =>
      row.logical_id === null
        ? []
        : [
            [
              row.logical_id,
              openPart<readonly SectionText[]>(key, 'text', allowed.recordId, row.logical_id, row.sealed),
            ],
          ],
    ),
  );
};
