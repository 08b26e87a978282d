// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/** $1 record, $2 logicalId, $3 statuses it may come from, $4 new status, $5 when. */
export const setStatus = statement(
  'set-status',
  `update record.document_entry set status = $4::text, updated_at = $5::timestamptz
  where record_id = $1::uuid and logical_id = $2::uuid and is_latest and status = any($3::text[])`,
);
