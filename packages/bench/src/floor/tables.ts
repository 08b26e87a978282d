// SPDX-License-Identifier: Apache-2.0

import type { Client } from 'pg';
import type { Dataset } from '../data/dataset.ts';

/**
 * The tables of the floors, in a schema of their own: of the same columns as those of the server, with the same bytes
 * in them but for the contents, and no index but the primary key. This file alone knows the server's tables.
 */
export const copies = [
  { name: 'document', of: 'record.document_entry' },
  { name: 'content', of: 'record.content_frame' },
  { name: 'journal', of: 'public.journal_entry' },
] as const;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly generated: boolean;
  readonly key: boolean;
}

/** Plain bytes of a frame of content. */
const FRAME_BYTES = 256 * 1024;

/** Bytes that AES-GCM adds to what it seals: format, nonce and tag. */
const SEAL_BYTES = 29;

/**
 * A sealed content at its full length, as it would be stored by a server that does not compress: what that gains is not
 * the floor's. Sealed bytes look like chance, and are stored as they are; so are these.
 */
const FILL_CONTENT = `INSERT INTO bench.content (record_id, logical_id, frame_no, sealed)
  SELECT f.record_id, f.logical_id, f.frame_no, substring(decode(repeat(md5(f.logical_id::text), bytes / 16 + 1), 'hex') FOR bytes)
  FROM record.content_frame f
  JOIN record.document_entry d ON d.record_id = f.record_id AND d.logical_id = f.logical_id AND d.is_latest
  CROSS JOIN LATERAL (
    SELECT (least(d.size_bytes - f.frame_no * ${FRAME_BYTES}, ${FRAME_BYTES}) + ${SEAL_BYTES})::integer AS bytes
  ) plain
  WHERE f.record_id = ANY ($1::uuid[])`;

const columnsOf = async (client: Client, table: string): Promise<readonly Column[]> => {
  const { rows } = await client.query<Column>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       a.attidentity <> '' OR a.attgenerated <> '' AS generated, coalesce(a.attnum = ANY (i.indkey), false) AS key
     FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
     WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [table],
  );
  return rows;
};

/**
 * The storage parameters of a table, as `name=value`. `LIKE` does not copy them, and they decide how much of a row stands
 * in it.
 */
export const storageOf = async (client: Client, table: string): Promise<readonly string[]> => {
  const { rows } = await client.query<{ readonly options: readonly string[] }>(
    "SELECT coalesce(reloptions, '{}') AS options FROM pg_class WHERE oid = $1::regclass",
    [table],
  );
  return rows[0]?.options ?? [];
};

const list = (names: readonly string[]): string => names.join(', ');
const namesOf = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name);

/** A row as parameters: bytes as bytes, everything else as PostgreSQL writes it. */
type Row = readonly (Buffer | string | null)[];

/** A statement of the floor and rows to fill it with. */
export interface FloorWrite {
  readonly text: string;
  /** Parameters of one write: a real row of each table. */
  readonly values: readonly (Buffer | string | null)[];
  /** Positions in `values` that take the id of the record that the write goes into. */
  readonly record: readonly number[];
  /** Positions in `values` that take a new UUID for each write; those in one list take the same. */
  readonly fresh: readonly (readonly number[])[];
}

/** Written columns: all but those that the database makes itself. */
const writtenOf = (columns: readonly Column[]): readonly Column[] => columns.filter(({ generated }) => !generated);

/** A row of this table as parameters. */
const sampleRow = async (client: Client, table: string, columns: readonly Column[], where: string): Promise<Row> => {
  const picked = columns.map(({ name, type }) => (type === 'bytea' ? name : `${name}::text`));
  const { rows } = await client.query({
    text: `SELECT ${list(picked)} FROM ${table} WHERE ${where} LIMIT 1`,
    rowMode: 'array',
  });
  const [row] = rows as Row[];
  if (row === undefined) throw new Error(`There is no row of ${table} to take as a sample.`);
  return row;
};

/** One statement that writes a document, its content and its entry of the journal, each a row. */
const writeOf = async (client: Client, document: string): Promise<FloorWrite> => {
  const parts: string[] = [];
  const values: (Buffer | string | null)[] = [];
  const recordId: number[] = [];
  const logicalId: number[] = [];
  const entryId: number[] = [];
  const where = [
    `logical_id = '${document}'`,
    `logical_id = '${document}'`,
    `operation = 'document.share' AND cardinality(document_ids) < 5`,
  ];
  for (const [index, { name, of }] of copies.entries()) {
    const columns = writtenOf(await columnsOf(client, of));
    const first = values.length;
    const from = name === 'journal' ? of : `bench.${name}`;
    values.push(...(await sampleRow(client, from, columns, where[index] ?? 'true')));
    for (const [nth, column] of columns.entries()) {
      if (column.name === 'record_id') recordId.push(first + nth);
      if (column.name === 'logical_id') logicalId.push(first + nth);
      if (column.name === 'entry_id') entryId.push(first + nth);
    }
    const places = columns.map(({ type }, nth) => `$${first + nth + 1}::${type}`);
    parts.push(`INSERT INTO bench.${name} (${list(namesOf(columns))}) VALUES (${list(places)})`);
  }
  const [first = '', second = '', third = ''] = parts;
  return {
    text: `WITH document AS (${first}), content AS (${second}) ${third}`,
    values,
    record: recordId,
    fresh: [logicalId, entryId],
  };
};

/** What the floors were made with. */
export interface FloorTables {
  readonly write: FloorWrite;
  /** Mean bytes of the sealed text that answers a search for one document. */
  readonly textBytes: number;
}

/** Makes the tables anew and copies the documents of the readers and the heavy ones into them. */
export const makeTables = async (client: Client, { readers, heavy }: Dataset): Promise<FloorTables> => {
  await client.query('DROP SCHEMA IF EXISTS bench CASCADE');
  await client.query('CREATE SCHEMA bench');
  for (const { name, of } of copies) {
    await client.query(
      `CREATE TABLE bench.${name} (LIKE ${of} INCLUDING STORAGE INCLUDING GENERATED INCLUDING IDENTITY)`,
    );
    const key = (await columnsOf(client, of)).filter((column) => column.key);
    await client.query(`ALTER TABLE bench.${name} ADD PRIMARY KEY (${list(namesOf(key))})`);
    const options = await storageOf(client, of);
    if (options.length > 0) await client.query(`ALTER TABLE bench.${name} SET (${list(options)})`);
  }
  const records = [...readers, ...heavy].map(({ recordId }) => recordId);
  await client.query(
    'INSERT INTO bench.document SELECT * FROM record.document_entry WHERE record_id = ANY ($1::uuid[])',
    [records],
  );
  await client.query(FILL_CONTENT, [records]);
  await client.query(`CREATE TABLE bench.person AS
    SELECT i.value, r.record_id, p.traits FROM identity.ins i
    JOIN record.record r USING (record_id) JOIN identity.person p ON p.person_id = i.person_id`);
  await client.query('ALTER TABLE bench.person ADD PRIMARY KEY (value)');
  await client.query('VACUUM ANALYZE bench.document, bench.content, bench.person');
  const { rows } = await client.query<{ readonly mean: number }>(
    'SELECT avg(octet_length(rendering))::float8 AS mean FROM bench.document',
  );
  const sample = readers[0]?.documents[0]?.logicalId ?? '';
  return { write: await writeOf(client, sample), textBytes: Math.round(rows[0]?.mean ?? 0) };
};
