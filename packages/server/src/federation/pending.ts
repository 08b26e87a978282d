// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import type { Begun } from './relying-party.ts';

/** How long somebody may take at another provider. */
const LIFE_MINUTES = 15;

const hashOf = (state: string): Buffer => hash('sha256', state, 'buffer');

/** Sign-ins that are on at another provider, kept by the hash of their `state`. */
export interface PendingSignIns {
  put(provider: string, uid: string, begun: Begun, at: Instant): Promise<void>;
  /** The sign-in of ours to which a state belongs, while it is on. */
  uidOf(provider: string, state: string, at: Instant): Promise<string | undefined>;
  /** Takes it: of two answers with one state, one finds nothing. */
  take(provider: string, uid: string, state: string, at: Instant): Promise<Begun | undefined>;
}

export const pendingSignIns = (pool: Pool): PendingSignIns => ({
  put: async (provider, uid, { state, verifier, nonce }, at) => {
    await pool.query(`delete from federation.pending where expires_at < $1`, [at]);
    await pool.query(
      `insert into federation.pending (state_hash, provider, uid, verifier, nonce, expires_at)
       values ($1, $2, $3, $4, $5, $6::timestamptz + make_interval(mins => $7))`,
      [hashOf(state), provider, uid, verifier, nonce, at, LIFE_MINUTES],
    );
  },
  uidOf: async (provider, state, at) => {
    const { rows } = await pool.query<{ uid: string }>(
      `select uid from federation.pending where state_hash = $1 and provider = $2 and expires_at > $3`,
      [hashOf(state), provider, at],
    );
    return rows[0]?.uid;
  },
  take: async (provider, uid, state, at) => {
    const { rows } = await pool.query<{ verifier: string; nonce: string }>(
      `delete from federation.pending where state_hash = $1 and provider = $2 and uid = $3 and expires_at > $4
       returning verifier, nonce`,
      [hashOf(state), provider, uid, at],
    );
    return rows[0] && { state, ...rows[0] };
  },
});
