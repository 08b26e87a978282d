// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { StartError } from '../../start-error.ts';
import { run } from '../statement.ts';
import { keyOfEachVersion } from '../statements/rotate-keys.ts';
import type { Keyring } from './keyring.ts';
import { SealBrokenError } from './seal.ts';

/**
 * Whether the keyring opens the keys of this database; a key file made anew beside an old database does not. Throws a
 * StartError, so that nothing is sealed under a key that does not belong here.
 */
export const verifyKeyring = async ({
  pool,
  keyring,
}: {
  readonly pool: Pool;
  readonly keyring: Keyring;
}): Promise<void> => {
  const { rows } = await run(pool, keyOfEachVersion, []);
  for (const { record_id, kek_version, wrapped } of rows)
    await keyring.rewrap(record_id, { kekVersion: kek_version, wrapped }).catch((error: unknown) => {
      if (!(error instanceof SealBrokenError)) throw error;
      throw new StartError(
        `The keys in ${keyring.place} are not those with which the records of this database were sealed; ` +
          'restore the key file from your backup.',
      );
    });
};
