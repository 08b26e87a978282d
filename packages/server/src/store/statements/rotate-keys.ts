// SPDX-License-Identifier: Apache-2.0
import type { KeyColumns } from '../document-rows.ts';
import { statement } from '../statement.ts';

/** One rotation at a time, in whatever process; held until the session ends. */
export const lockRotation = statement('lock-rotation', "select pg_advisory_lock(hashtext('dossier-key-rotation'))");

export const unlockRotation = statement(
  'unlock-rotation',
  "select pg_advisory_unlock(hashtext('dossier-key-rotation'))",
);

/** $1 current version, $2 how many: keys that a former version wraps. */
export const keysToRewrap = statement<KeyColumns & { record_id: string }>(
  'keys-to-rewrap',
  `select record_id, kek_version, wrapped from record.record_key
  where kek_version <> $1::integer order by record_id limit $2::integer for update`,
);

/** $1 records, $2 their wrapped keys in hexadecimal, $3 version that wraps them. */
export const replaceKeys = statement(
  'replace-keys',
  `update record.record_key k set wrapped = decode(n.wrapped, 'hex'), kek_version = $3::integer
  from unnest($1::uuid[], $2::text[]) n (record_id, wrapped)
  where k.record_id = n.record_id`,
);

/** One wrapped key for each version of the key-encryption key in use. */
export const keyOfEachVersion = statement<KeyColumns & { record_id: string }>(
  'key-of-each-version',
  `select distinct on (kek_version) record_id, kek_version, wrapped from record.record_key
  order by kek_version, record_id`,
);
