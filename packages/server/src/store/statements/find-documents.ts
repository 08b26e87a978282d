// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { DocumentQuery } from '../../record/ports.ts';
import { criteriaSql } from '../criteria-sql.ts';
import { type FoundRow, foundColumns, type KeyColumns } from '../document-rows.ts';
import { LENS_PARAMETERS, lensSql } from '../lens-sql.ts';
import { type Statement, statement } from '../statement.ts';
import { isPosition, isUuid } from '../values.ts';

/** One row at least, for the total; the document's columns are null on an empty page. */
export type FoundPageRow = {
  readonly total: number /** Instant, or `infinity` and `-infinity` for what has no such time. */;
  readonly position: string | null;
} & KeyColumns &
  (FoundRow | { readonly logical_id: null });

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
const shapes = new Set<string>();

const nameOf = (text: string): string => {
  const name = `find-documents-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  if (!shapes.has(name)) {
    if (shapes.size >= SHAPES) return '';
    shapes.add(name);
  }
  return name;
};

/**
 * The statement of a search and its values: hits in sight of the lens, their number on all pages, and one page with one
 * row more, which says whether there is a next. $1 record, $2–$7 lens, $8 limit plus one, then criteria and position.
 */
export const findDocuments = (
  query: DocumentQuery,
  recordId: string,
  lens: readonly unknown[],
): { readonly statement: Statement<FoundPageRow>; readonly values: readonly unknown[] } => {
  const { criteria, order, after, limit } = query;
  const first = LENS + LENS_PARAMETERS + 1;
  const conditions = criteriaSql(criteria, { first, lens: LENS });
  const values = [recordId, ...lens, limit + 1, ...conditions.values];
  const direction = order.descending ? 'desc' : 'asc';
  let beyond = '';
  if (after !== undefined) {
    const valid = isPosition(after.value) && isUuid(after.logicalId);
    const at = values.push(valid ? after.value : null);
    const id = values.push(valid ? after.logicalId : null);
    beyond = `where (h.position, h.logical_id) ${order.descending ? '<' : '>'} ($${at}::timestamptz, $${id}::uuid)`;
  }
  const text = `with hits as materialized (
    select d.logical_id, d.version, ${orderExpression(order)} as position
    from record.document_entry d
    where d.record_id = $1::uuid and d.is_latest and ${lensSql('d', LENS)}
      ${conditions.text}
  ), page as (
    select h.* from hits h ${beyond}
    order by h.position ${direction}, h.logical_id ${direction} limit $${LENS + LENS_PARAMETERS}::integer
  )
  select t.total, k.kek_version, k.wrapped, ${columns}, case when isfinite(p.position)
      then to_char(p.position at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') else p.position::text end as position
  from (select count(*)::integer as total from hits) t
  join record.record_key k on k.record_id = $1::uuid
  left join page p on true
  left join record.document_entry d
    on d.record_id = $1::uuid and d.logical_id = p.logical_id and d.version = p.version
  order by p.position ${direction}, p.logical_id ${direction}`;
  return { statement: statement<FoundPageRow>(nameOf(text), text), values };
};
