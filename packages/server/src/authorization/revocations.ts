// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';

export type RevocationKind = 'token' | 'grant' | 'subject';

/** No token lives longer. */
const REMEMBERED_SECONDS = 2 * 24 * 3600;
/** What was written by a transaction that began so long before is read again. */
const OVERLAP_SECONDS = 60;

/** The pool, or a client in a transaction. */
export type Connection = Pick<Pool, 'query'>;

/** From now on this token, the tokens of this grant, or those of this subject that were issued until now are good no more. */
export const revoke = async (on: Connection, kind: RevocationKind, id: string): Promise<void> => {
  await on.query(
    `insert into authorization_server.revocation (kind, id, revoked_at, forget_at)
     values ($1::text, $2::text, now(), now() + make_interval(secs => $3::int))
     on conflict (kind, id) do update set revoked_at = excluded.revoked_at, forget_at = excluded.forget_at`,
    [kind, id, REMEMBERED_SECONDS],
  );
};

/** What of a token can be revoked. */
export interface Revocable {
  readonly jti?: string | undefined;
  readonly grantId?: string | undefined;
  readonly subject?: string | undefined;
  /** Seconds since 1970. */
  readonly issuedAt?: number | undefined;
}

/** What was revoked, as one process knows it. */
export interface Revocations {
  isRevoked(token: Revocable): boolean;
  /** Reads what is new. To be done every few seconds. */
  refresh(): Promise<void>;
}

interface Row {
  readonly kind: RevocationKind;
  readonly id: string;
  readonly at: number;
}

export const createRevocations = (pool: Pool): Revocations => {
  const known = new Map<string, number>();
  let newest = 0;
  return {
    isRevoked: ({ jti, grantId, subject, issuedAt = 0 }) =>
      (jti !== undefined && known.has(`token ${jti}`)) ||
      (grantId !== undefined && known.has(`grant ${grantId}`)) ||
      (subject !== undefined && issuedAt <= (known.get(`subject ${subject}`) ?? -1)),
    refresh: async () => {
      const { rows } = await pool.query<Row>(
        `select kind, id, extract(epoch from revoked_at)::float8 as at from authorization_server.revocation
         where revoked_at >= to_timestamp($1::float8) order by revoked_at`,
        [Math.max(0, newest - OVERLAP_SECONDS)],
      );
      for (const { kind, id, at } of rows) {
        known.set(`${kind} ${id}`, at);
        newest = Math.max(newest, at);
      }
      for (const [key, at] of known) if (at < newest - REMEMBERED_SECONDS) known.delete(key);
    },
  };
};
