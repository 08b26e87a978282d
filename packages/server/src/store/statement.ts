// SPDX-License-Identifier: Apache-2.0
import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';

/** What runs a statement: the pool or the lanes for a single one, a client inside a transaction. */
export interface Queryable {
  query<Row extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<Row>>;
}

/** A statement prepared once per connection under its name; `Row` is the shape of its rows. */
export interface Statement<Row extends QueryResultRow = QueryResultRow> {
  readonly name: string;
  readonly text: string;
  /** Carries the type only. */
  readonly row?: Row;
}

export const statement = <Row extends QueryResultRow = QueryResultRow>(name: string, text: string): Statement<Row> => ({
  name,
  text,
});

export const run = <Row extends QueryResultRow>(
  on: Queryable,
  { name, text }: Statement<Row>,
  values: readonly unknown[],
): Promise<QueryResult<Row>> => on.query<Row>({ name, text, values: [...values] });

/** Columns of a table with their types. */
export type Columns = readonly (readonly [name: string, type: string])[];

/** `$first::type, …` for a list of columns. */
export const placeholders = (columns: Columns, first = 1): string =>
  columns.map(([, type], index) => `$${first + index}::${type}`).join(', ');

export const columnNames = (columns: Columns, alias?: string): string =>
  columns.map(([name]) => (alias === undefined ? name : `${alias}.${name}`)).join(', ');
