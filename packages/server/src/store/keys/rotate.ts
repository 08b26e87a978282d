// SPDX-License-Identifier: Apache-2.0
import type { Pool, PoolClient } from 'pg';
import { run } from '../statement.ts';
import { keysToRewrap, lockRotation, replaceKeys, unlockRotation } from '../statements/rotate-keys.ts';
import { transaction } from '../transaction.ts';
import type { Keyring } from './keyring.ts';

/** Keys re-wrapped in one transaction. */
const BATCH = 500;

const rewrapBatch = async (client: PoolClient, keyring: Keyring, version: number): Promise<number> => {
  const { rows } = await run(client, keysToRewrap, [version, BATCH]);
  const wrapped = await Promise.all(
    rows.map(async (row) => {
      const rewrapped = await keyring.rewrap(row.record_id, { kekVersion: row.kek_version, wrapped: row.wrapped });
      return Buffer.from(rewrapped.wrapped).toString('hex');
    }),
  );
  if (rows.length > 0) await run(client, replaceKeys, [rows.map(({ record_id }) => record_id), wrapped, version]);
  return rows.length;
};

/**
 * Makes a new version of the key-encryption key and re-wraps every record's key with it, in batches; records are read
 * and written meanwhile, also by other processes. The former versions stay in the key file, for backups. Interrupted,
 * it leaves keys under both versions, all of which open; the next rotation takes them along. `onVersion` comes first, so
 * that a rotation that breaks off has its trace too.
 */
export const rotateKeys = async ({
  pool,
  keyring,
  onVersion,
}: {
  readonly pool: Pool;
  readonly keyring: Keyring;
  readonly onVersion?: (version: number) => Promise<void>;
}): Promise<{ readonly version: number; readonly rewrapped: number }> => {
  const lock = await pool.connect();
  try {
    await run(lock, lockRotation, []);
    const version = await keyring.addVersion();
    await onVersion?.(version);
    let rewrapped = 0;
    for (;;) {
      const count = await transaction(pool, (client) => rewrapBatch(client, keyring, version));
      if (count === 0) break;
      rewrapped += count;
    }
    return { version, rewrapped };
  } finally {
    await run(lock, unlockRotation, []).then(
      () => lock.release(),
      () => lock.release(true),
    );
  }
};
