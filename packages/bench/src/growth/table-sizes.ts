// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';

/** A table or an index, and its columns; bytes are for each document of the installation. */
export interface PartSize {
  readonly table: string;
  /** `rows`, `toast`, or the name of an index. */
  readonly part: string;
  readonly bytes: number;
}

export interface ColumnWidth {
  readonly column: string;
  readonly bytes: number;
}

const parts = `
  with tables as (
    select c.oid, n.nspname || '.' || c.relname as name, c.reltoastrelid as toast
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('identity', 'record', 'public')
  )
  select name as table, 'rows' as part, pg_relation_size(oid) as bytes from tables
  union all
  select name, 'toast', pg_total_relation_size(toast) from tables where toast <> 0
  union all
  select t.name, i.indexrelid::regclass::text, pg_relation_size(i.indexrelid)
  from tables t join pg_index i on i.indrelid = t.oid`;

/** Sizes of what takes at least a byte for each document, the largest first. */
export const sizesOf = async (pool: Pool, documents: number): Promise<readonly PartSize[]> => {
  const { rows } = await pool.query<PartSize>(parts);
  return rows
    .map(({ bytes, ...part }) => ({ ...part, bytes: bytes / documents }))
    .filter(({ bytes }) => bytes >= 1)
    .sort((one, other) => other.bytes - one.bytes);
};

/** Mean bytes of each column of a table as stored in its rows, from a sample, the widest first. */
export const columnWidths = async (pool: Pool, table: string): Promise<readonly ColumnWidth[]> => {
  const { rows: columns } = await pool.query<{ name: string }>(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped',
    [table],
  );
  const means = columns.map(({ name }) => `coalesce(avg(pg_column_size(${name})), 0)::float8 as ${name}`).join(', ');
  const { rows } = await pool.query<Record<string, number>>(
    `select ${means} from (select * from ${table} limit 20000) sample`,
  );
  return Object.entries(rows[0] ?? {})
    .map(([column, bytes]) => ({ column, bytes }))
    .sort((one, other) => other.bytes - one.bytes);
};
