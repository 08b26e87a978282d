// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** One statement, so one commit, for the entries of many requests. $1..$11: one array for each column. */
export const appendEntries = statement(
  'journal-append-entries',
  `
INSERT INTO journal_entry
  (record_id, entry_id, at, actor_key, actor_kind, operation, outcome, secret, document_ids, body, leaf_hash)
SELECT record_id, entry_id, at, actor_key, actor_kind, operation, outcome, secret, document_ids::uuid[], body, leaf_hash
FROM unnest(
  $1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[],
  $9::text[], $10::text[], $11::bytea[]
) AS new (record_id, entry_id, at, actor_key, actor_kind, operation, outcome, secret, document_ids, body, leaf_hash)
`,
);
