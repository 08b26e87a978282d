// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { derived, opened, sealed } from './secret.ts';

/** What the authorization server gave for a session. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** As long as the authorization server lets somebody stay signed in. */
const SESSION_MS = 8 * 3_600_000;
/** Renewed this long before it ends, so that it is good when it is looked at. */
const MARGIN_MS = 30_000;
const RENEWAL_MS = 10_000;
const TURN_MS = 50;

const tokensIn = (bytes: Uint8Array, key: Uint8Array): Tokens | undefined => opened(bytes, key) as Tokens | undefined;

/** Keeps the tokens of sessions; `renew` answers undefined where they are good no more. */
export const createSessions = (pool: Pool, renew: (tokens: Tokens) => Promise<Tokens | undefined>) => {
  const begin = async (tokens: Tokens): Promise<Buffer> => {
    const secret = randomBytes(32);
    const { id, key } = derived(secret);
    await pool.query('delete from authorization_server.portal_session where expires_at < now()');
    await pool.query(
      `insert into authorization_server.portal_session (session_hash, sealed_tokens, expires_at)
      values ($1, $2, now() + $3 * interval '1 millisecond')`,
      [id, sealed(tokens, key), SESSION_MS],
    );
    return secret;
  };

  const end = async (secret: Uint8Array): Promise<Tokens | undefined> => {
    const { id, key } = derived(secret);
    const { rows } = await pool.query<{ sealed_tokens: Buffer }>(
      'delete from authorization_server.portal_session where session_hash = $1 returning sealed_tokens',
      [id],
    );
    return rows[0] && tokensIn(rows[0].sealed_tokens, key);
  };

  const read = async (id: Buffer, key: Buffer): Promise<Tokens | undefined> => {
    const { rows } = await pool.query<{ sealed_tokens: Buffer }>(
      'select sealed_tokens from authorization_server.portal_session where session_hash = $1 and expires_at > now()',
      [id],
    );
    return rows[0] && tokensIn(rows[0].sealed_tokens, key);
  };

  /** One of all who ask renews; a refresh token that is used twice would end the grant (RFC 9700 §4.14.2). */
  const claim = async (id: Buffer): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `update authorization_server.portal_session set renewing_until = now() + $2 * interval '1 millisecond'
      where session_hash = $1 and (renewing_until is null or renewing_until < now())`,
      [id, RENEWAL_MS],
    );
    return rowCount === 1;
  };

  const keep = (id: Buffer, key: Buffer, tokens: Tokens) =>
    pool.query(
      `update authorization_server.portal_session set sealed_tokens = $2, renewing_until = null
      where session_hash = $1`,
      [id, sealed(tokens, key)],
    );

  const isGood = ({ expiresAt }: Tokens): boolean => expiresAt - MARGIN_MS > Date.now();

  /** The tokens of a session, good for half a minute at least; undefined when it has ended. */
  const tokensOf = async (secret: Uint8Array): Promise<Tokens | undefined> => {
    const { id, key } = derived(secret);
    const giveUpAt = Date.now() + RENEWAL_MS;
    for (;;) {
      const tokens = await read(id, key);
      if (tokens === undefined || isGood(tokens)) return tokens;
      if (await claim(id)) {
        // Another may have renewed them between the reading and the claim.
        const current = await read(id, key);
        const renewed = current && (isGood(current) ? current : await renew(current));
        if (renewed === undefined) await end(secret);
        else await keep(id, key, renewed);
        return renewed;
      }
      if (Date.now() > giveUpAt) return undefined;
      await wait(TURN_MS);
    }
  };

  return { begin, end, tokensOf };
};
