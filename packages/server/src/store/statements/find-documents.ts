// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { DocumentQuery } from '../../record/ports.ts';
import { type Condition, conditionsOf, conditionsSql } from '../criteria-sql.ts';
import { type FoundRow, foundColumns } from '../document-rows.ts';
import { LENS_PARAMETERS, lensSql } from '../lens-sql.ts';
import { GUARD_PARAMETERS, guardSql } from '../policy-guard.ts';
import { type Statement, statement } from '../statement.ts';
import { isPosition, isUuid } from '../values.ts';

/** One row at least, unless the policy has changed; the document's columns are null on an empty page. */
export type FoundPageRow = {
  /** Null where there are too many to be counted unasked. */
  readonly total: number | null;
  /** Instant, or `infinity` and `-infinity` for what has no such time. */
  readonly position: string | null;
} & (FoundRow | { readonly logical_id: null });

const orderColumns: Readonly<Record<DocumentQuery['order']['by'], string>> = {
  submitted: 'd.submitted_at',
  creation: 'd.creation_from',
  'service-start': 'd.service_start_from',
};

// what has no service time comes last in either direction
const orderExpression = ({ by, descending }: DocumentQuery['order']): string =>
  by === 'service-start' ? `coalesce(d.service_start_from, '${descending ? '-' : ''}infinity')` : orderColumns[by];

const LENS = 2;

const columns = foundColumns(LENS);

/** Prepared statements of this kind that a process keeps under a name; rarer shapes run unnamed. */
const SHAPES = 128;
const shapes = new Map<string, Statement<FoundPageRow>>();

const nameOf = (text: string): string =>
  `find-documents-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;

/** What the text of a search depends on. */
interface Shape extends Pick<DocumentQuery, 'order'> {
  readonly conditions: readonly Condition[];
  readonly continued: boolean;
  readonly countAll: boolean;
}

const statementOf = (shape: Shape): Statement<FoundPageRow> => {
  const { conditions, order, continued, countAll } = shape;
  const key = [order.by, order.descending, continued, countAll, ...conditions.map(({ text }) => text)].join('\n');
  const known = shapes.get(key);
  if (known) return known;
  const text = textOf(shape);
  if (shapes.size >= SHAPES) return statement('', text);
  const named = statement<FoundPageRow>(nameOf(text), text);
  shapes.set(key, named);
  return named;
};

/** More hits than this are counted only when that is asked for. */
const COUNTED = 1000;

const LIMIT = LENS + LENS_PARAMETERS;
const GUARD = LIMIT + 1;
const FIRST = GUARD + GUARD_PARAMETERS;

const textOf = ({ conditions, order, continued, countAll }: Shape): string => {
  const direction = order.descending ? 'desc' : 'asc';
  const position = orderExpression(order);
  const next = FIRST + conditions.reduce((count, { values }) => count + values.length, 0);
  const beyond = continued
    ? `and (${position}, d.logical_id) ${order.descending ? '<' : '>'} ($${next}::timestamptz, $${next + 1}::uuid)`
    : '';
  const hits = `from record.document_entry d
    where d.record_id = $1::uuid and d.is_latest and ${lensSql('d', LENS)}
      ${conditionsSql(conditions, { first: FIRST, lens: LENS })}`;
  const counted = countAll
    ? `(select count(*) ${hits})`
    : `(select nullif(count(*), ${COUNTED + 1}) from (select ${hits} limit ${COUNTED + 1}) counted)`;
  const onPage = '(select count(*) from page)';
  const total = continued ? counted : `case when ${onPage} < $${LIMIT}::integer then ${onPage} else ${counted} end`;
  return `with page as materialized (
    select ${columns}, ${position} as position ${hits} ${beyond}
    order by ${position} ${direction}, d.logical_id ${direction} limit $${LIMIT}::integer
  )
  select (${total})::integer as total, p.logical_id, p.entry_uuid, p.version, p.status, p.updated_at, p.rendering,
    p.relations, case when isfinite(p.position)
      then to_char(p.position at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') else p.position::text end as position
  from (select g.record_id from ${guardSql(GUARD)}) guard
  left join page p on true
  order by p.position ${direction}, p.logical_id ${direction}`;
};

/**
 * The statement of a search and its values: one page of the hits in sight of the lens with one more, which says whether
 * there is a next, and their number on all pages. A page is read in the order of the index and no further; hits are
 * counted only where they are more than a page. $1 record, $2–$7 lens, $8 limit plus one, $9–$10 guard, then criteria
 * and position.
 */
export const findDocuments = (
  query: DocumentQuery,
  recordId: string,
  lens: readonly unknown[],
  guard: readonly unknown[],
): { readonly statement: Statement<FoundPageRow>; readonly values: readonly unknown[] } => {
  const { criteria, order, after, limit, countAll = false } = query;
  const conditions = conditionsOf(criteria);
  const values = [recordId, ...lens, limit + 1, ...guard, ...conditions.flatMap((condition) => condition.values)];
  if (after !== undefined) {
    const valid = isPosition(after.value) && isUuid(after.logicalId);
    values.push(valid ? after.value : null, valid ? after.logicalId : null);
  }
  return { statement: statementOf({ conditions, order, continued: after !== undefined, countAll }), values };
};
