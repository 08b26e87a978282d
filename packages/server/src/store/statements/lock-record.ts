// SPDX-License-Identifier: Apache-2.0
import type { KeyColumns } from '../document-rows.ts';
import { statement } from '../statement.ts';

/**
 * First statement of every write, so that all writers lock in one order. $1 record. Writers of documents share the
 * record; who changes its state or its relations has it alone.
 */
export const lockRecordShared = statement<KeyColumns & { readonly policy_version: number }>(
  'lock-record-shared',
  `select r.policy_version, k.kek_version, k.wrapped
  from record.record r join record.record_key k on k.record_id = r.record_id
  where r.record_id = $1::uuid
  for share of r`,
);

export const lockRecordAlone = statement<KeyColumns & { readonly policy_version: number }>(
  'lock-record-alone',
  `select r.policy_version, k.kek_version, k.wrapped
  from record.record r join record.record_key k on k.record_id = r.record_id
  where r.record_id = $1::uuid
  for no key update of r`,
);
