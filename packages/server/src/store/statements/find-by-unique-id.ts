// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/** $1 record, $2 uniqueId. */
export const findByUniqueId = statement<{ logical_id: string; entry_uuid: string; sha256: Buffer }>(
  'find-by-unique-id',
  `select logical_id, entry_uuid, sha256 from record.document_entry
  where record_id = $1::uuid and is_latest and unique_id = $2::text`,
);
