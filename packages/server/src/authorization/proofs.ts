// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';

/** Whether a proof is used for the first time, in whichever process (RFC 9449 §11.1). */
export const createProofs =
  (pool: Pool) =>
  async (proof: string, seconds: number): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `insert into authorization_server.proof (proof_hash, expires_at)
       values ($1::bytea, now() + make_interval(secs => $2::int)) on conflict do nothing`,
      [createHash('sha256').update(proof).digest(), seconds],
    );
    return rowCount === 1;
  };
