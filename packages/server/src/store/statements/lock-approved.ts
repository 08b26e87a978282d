// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/**
 * $1 record, $2 logicalId: the document where it is approved, so until the end of the transaction. Who changes its status
 * waits, and reads what depends on it after that.
 */
export const lockApproved = statement(
  'lock-approved',
  `select from record.document_entry
  where record_id = $1::uuid and logical_id = $2::uuid and is_latest and status = 'approved'
  for share`,
);
