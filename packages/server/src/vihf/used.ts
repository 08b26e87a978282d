// SPDX-License-Identifier: Apache-2.0
import { hash, type X509Certificate } from 'node:crypto';
import type { Pool } from 'pg';

/**
 * Whether an assertion is used for the first time, in whichever process: by its ID and the key that signed it, whatever
 * certificate of this key stands in it.
 *
 * @param seconds for which it would still be taken
 */
export type FirstUse = (id: string, signer: X509Certificate, seconds: number) => Promise<boolean>;

/** What is between two looks at the clock of the database. */
const MARGIN_SECONDS = 60;

export const createFirstUse =
  (pool: Pool): FirstUse =>
  async (id, { publicKey }, seconds) => {
    const key = hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'hex');
    const { rowCount } = await pool.query({
      name: 'assertion-used',
      text: `insert into authorization_server.assertion (assertion_hash, expires_at)
        values ($1::bytea, now() + make_interval(secs => $2::int)) on conflict do nothing`,
      values: [hash('sha256', `${key} ${id}`, 'buffer'), seconds + MARGIN_SECONDS],
    });
    return rowCount === 1;
  };
