// SPDX-License-Identifier: Apache-2.0
import type { KeyColumns } from '../document-rows.ts';
import { statement } from '../statement.ts';

/** $1 record. */
export const readKey = statement<KeyColumns>(
  'read-key',
  'select kek_version, wrapped from record.record_key where record_id = $1::uuid',
);
