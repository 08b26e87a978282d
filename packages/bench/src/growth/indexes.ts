// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';

/** Statements that bring the indexes back, keys first. */
export type Indexes = readonly string[];

const definitions = `
  select c.conrelid::regclass::text as owner, c.conname as name, pg_get_constraintdef(c.oid) as definition, true as key
  from pg_constraint c where c.contype in ('p', 'u') and c.conrelid = any($1::regclass[])
  union all
  select i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), false
  from pg_index i where i.indrelid = any($1::regclass[])
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`;

interface Definition {
  readonly owner: string;
  readonly name: string;
  readonly definition: string;
  readonly key: boolean;
}

/** Takes all indexes off the tables; answers how to make them again. */
export const dropIndexes = async (pool: Pool, tables: readonly string[]): Promise<Indexes> => {
  const { rows } = await pool.query<Definition>(definitions, [tables]);
  for (const { owner, name, key } of rows)
    await pool.query(key ? `alter table ${owner} drop constraint ${name}` : `drop index ${name}`);
  return rows.map(({ owner, name, definition, key }) =>
    key ? `alter table ${owner} add constraint ${name} ${definition}` : definition,
  );
};

export const makeIndexes = async (pool: Pool, indexes: Indexes): Promise<void> => {
  for (const statement of indexes) await pool.query(statement);
};
