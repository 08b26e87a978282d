// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import type { DocumentQuery } from '../../record/ports.ts';
import { type Condition, conditionsOf, conditionsSql } from '../criteria-sql.ts';
import { type FoundRow, foundColumns } from '../document-rows.ts';
import { LENS_PARAMETERS, lensSql } from '../lens-sql.ts';
import { GUARD_PARAMETERS, guardSql } from '../policy-guard.ts';
import { type Statement, statement } from '../statement.ts';
import { isPosition, isUuid } from '../values.ts';

/** One row at least, unless the policy has changed; the document's columns are null on an empty page. */
export type FoundPageRow =
  | (FoundRow & {
      /** Instant, or `infinity` and `-infinity` for what has no such time. */
      readonly position: string;
    })
  | { readonly logical_id: null };

const orderColumns: Readonly<Record<DocumentQuery['order']['by'], string>> = {
  submitted: 'd.submitted_at',
  creation: 'd.creation_from',
  'service-start': 'd.service_start_from',
};

// what has no service time comes last in either direction
const orderExpression = ({ by, descending }: DocumentQuery['order']): string =>
  by === 'service-start' ? `coalesce(d.service_start_from, '${descending ? '-' : ''}infinity')` : orderColumns[by];

const LENS = 2;

/**
 * Prepared statements of this kind that a process keeps under a name. Of what is seldom asked, many conditions or one
 * twice, there is no end: it runs unnamed.
 */
const SHAPES = 256;
const USUAL_CONDITIONS = 4;
const shapes = new Map<string, Statement>();

/** What the text of a search depends on. */
interface Shape {
  readonly kind: 'find' | 'count';
  readonly conditions: readonly Condition[];
  /** Of a page. */
  readonly order?: DocumentQuery['order'];
  readonly continued?: boolean;
}

/** The statement of this shape, whose text is put together once. */
const statementOf = <Row extends QueryResultRow>(shape: Shape, textOf: (shape: Shape) => string): Statement<Row> => {
  const { kind, conditions, order, continued } = shape;
  const key = [kind, order?.by, order?.descending, continued, ...conditions.map(({ text }) => text)].join('\n');
  const known = shapes.get(key);
  if (known) return known as Statement<Row>;
  const text = textOf(shape);
  const usual =
    conditions.length <= USUAL_CONDITIONS && new Set(conditions.map((one) => one.text)).size === conditions.length;
  if (!usual || shapes.size >= SHAPES) return statement<Row>('', text);
  const name = `${kind}-documents-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  const named = statement<Row>(name, text);
  shapes.set(key, named);
  return named;
};

const hitsOf = (conditions: readonly Condition[], first: number): string => `record.document_entry d
    where d.record_id = $1::uuid and d.is_latest and ${lensSql('d', LENS)}
      ${conditionsSql(conditions, { first, lens: LENS })}`;

const GUARD = LENS + LENS_PARAMETERS;
const LIMIT = GUARD + GUARD_PARAMETERS;
const FIRST = LIMIT + 1;

const pageText = ({ conditions, order = { by: 'submitted', descending: true }, continued }: Shape): string => {
  const direction = order.descending ? 'desc' : 'asc';
  const position = orderExpression(order);
  const next = FIRST + conditions.reduce((count, { values }) => count + values.length, 0);
  const beyond = continued
    ? `and (${position}, d.logical_id) ${order.descending ? '<' : '>'} ($${next}::timestamptz, $${next + 1}::uuid)`
    : '';
  return `select p.*
  from ${guardSql(GUARD)}
  left join lateral (
    select ${foundColumns}, ${position} as position from ${hitsOf(conditions, FIRST)} ${beyond}
    order by ${position} ${direction}, d.logical_id ${direction} limit $${LIMIT}::integer
  ) p on true
  order by p.position ${direction}, p.logical_id ${direction}`;
};

/**
 * One page of the hits in sight of the lens, and one more, which says whether there is a next. A page is read in the
 * order of the index and no further. $1 record, then lens, guard, limit plus one, criteria and position.
 */
export const findDocuments = (
  { criteria, order, after, limit }: DocumentQuery,
  recordId: string,
  lens: readonly unknown[],
  guard: readonly unknown[],
): { readonly statement: Statement<FoundPageRow>; readonly values: readonly unknown[] } => {
  const conditions = conditionsOf(criteria);
  const values = [recordId, ...lens, ...guard, limit + 1, ...conditions.flatMap((condition) => condition.values)];
  if (after !== undefined) {
    const valid = isPosition(after.value) && isUuid(after.logicalId);
    values.push(valid ? after.value : null, valid ? after.logicalId : null);
  }
  return {
    statement: statementOf({ kind: 'find', conditions, order, continued: after !== undefined }, pageText),
    values,
  };
};

const countText = ({ conditions }: Shape): string => `select count(*)::integer as total
  from (select from ${hitsOf(conditions, LIMIT + 1)} limit $${LIMIT}::bigint) counted
  having exists (select from ${guardSql(GUARD)})`;

/** The number of hits on all pages, at most `limit`. No row where the policy has changed. $1 to $11 as above. */
export const countDocuments = (
  { criteria }: Pick<DocumentQuery, 'criteria'>,
  recordId: string,
  lens: readonly unknown[],
  guard: readonly unknown[],
  limit: number | null,
): { readonly statement: Statement<{ readonly total: number }>; readonly values: readonly unknown[] } => {
  const conditions = conditionsOf(criteria);
  const values = [recordId, ...lens, ...guard, limit, ...conditions.flatMap((condition) => condition.values)];
  return { statement: statementOf({ kind: 'count', conditions }, countText), values };
};
