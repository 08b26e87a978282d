// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** For a caller's own transaction. $9: array literal. */
export const insertEntry = statement(
  'journal-insert-entry',
  `
INSERT INTO journal_entry
  (record_id, entry_id, at, actor_key, actor_kind, operation, outcome, secret, document_ids, body, leaf_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::uuid[], $10, $11)
`,
);
