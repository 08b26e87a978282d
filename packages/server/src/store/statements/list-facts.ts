// SPDX-License-Identifier: Apache-2.0
import { type FactsRow, factColumns } from '../document-rows.ts';
import { lensSql } from '../lens-sql.ts';
import { statement } from '../statement.ts';

/** $1 record, $2–$7 lens, $8 limit. */
export const listFacts = statement<FactsRow & { readonly total: number }>(
  'list-facts',
  `select ${factColumns}, (count(*) over ())::integer as total
  from record.document_entry d
  where d.record_id = $1::uuid and d.is_latest and ${lensSql('d', 2)}
  order by d.submitted_at desc, d.logical_id desc limit $8::integer`,
);
