// SPDX-License-Identifier: Apache-2.0
import type { KeyColumns } from '../document-rows.ts';
import { lensSql } from '../lens-sql.ts';
import { statement } from '../statement.ts';

/** $1 record, $2 logicalId, $3–$8 lens. */
export const findContent = statement<KeyColumns & { size_bytes: number }>(
  'find-content',
  `select d.size_bytes, k.kek_version, k.wrapped
  from record.document_entry d join record.record_key k on k.record_id = d.record_id
  where d.record_id = $1::uuid and d.logical_id = $2::uuid and d.is_latest and ${lensSql('d', 3)}`,
);
