// SPDX-License-Identifier: Apache-2.0
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Pool } from 'pg';
import { clientOf } from './clients.ts';
import { hashOf } from './hash.ts';
import { boundToCertificate } from './mutual-tls.ts';
import { type Connection, revoke } from './revocations.ts';

/** The id is what its bearer holds: it goes into no row. A session, which is found by its uid too, gets a useless one. */
const withoutId = ({ jti: _, ...payload }: AdapterPayload): AdapterPayload => payload;

interface Row {
  readonly payload: AdapterPayload;
  readonly consumed: number | null;
}

const read = async (pool: Pool, where: string, values: readonly unknown[]): Promise<AdapterPayload | undefined> => {
  const { rows } = await pool.query<Row>(
    `select payload, extract(epoch from consumed_at)::int as consumed from authorization_server.artifact where ${where}
     and (expires_at is null or expires_at > now())`,
    [...values],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return { ...row.payload, ...(row.consumed !== null && { consumed: row.consumed }) };
};

/** Ends a grant with all that came of it. */
export const endGrant = async (on: Connection, grantId: string): Promise<void> => {
  await revoke(on, 'grant', grantId);
  await on.query('delete from authorization_server.artifact where grant_id = $1::text', [grantId]);
  await on.query(`delete from authorization_server.artifact where model = 'Grant' and id_hash = $1::bytea`, [
    hashOf(grantId),
  ]);
  await on.query('delete from authorization_server.grant_context where grant_id = $1::text', [grantId]);
};

/** What oidc-provider keeps, in PostgreSQL; of two that use up the same code or refresh token, one has used it before. */
const artifactsOf = (pool: Pool, model: string): Adapter => ({
  upsert: async (id, payload, expiresIn) => {
    await pool.query(
      `insert into authorization_server.artifact (model, id_hash, payload, grant_id, uid, expires_at)
       values ($1::text, $2::bytea, $3::jsonb, $4::text, $5::text, now() + make_interval(secs => $6::int))
       on conflict (model, id_hash) do update
         set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at`,
      [
        model,
        hashOf(id),
        JSON.stringify(withoutId(payload)),
        payload.grantId ?? null,
        payload.uid ?? null,
        expiresIn ?? null,
      ],
    );
  },
  find: async (id) => {
    const payload = await read(pool, 'model = $1::text and id_hash = $2::bytea', [model, hashOf(id)]);
    return payload && { ...payload, jti: id };
  },
  findByUid: (uid) => read(pool, 'model = $1::text and uid = $2::text', [model, uid]),
  // The device flow is off.
  findByUserCode: async () => undefined,
  consume: async (id) => {
    const { rows } = await pool.query<{ used: boolean; grant_id: string | null }>(
      `with asked as (
         select grant_id from authorization_server.artifact where model = $1::text and id_hash = $2::bytea
       ), used as (
         update authorization_server.artifact set consumed_at = now()
         where model = $1::text and id_hash = $2::bytea and consumed_at is null returning 1
       )
       select exists (select from used) as used, (select grant_id from asked) as grant_id`,
      [model, hashOf(id)],
    );
    const [{ used, grant_id: grantId } = { used: false, grant_id: null }] = rows;
    if (used) return;
    // Two at the same moment: one of them is not whom it was given to (RFC 9700 §4.14.2). For a third it is gone already.
    if (grantId !== null) await endGrant(pool, grantId);
    throw new errors.InvalidGrant('it was used already');
  },
  destroy: async (id) => {
    await pool.query('delete from authorization_server.artifact where model = $1::text and id_hash = $2::bytea', [
      model,
      hashOf(id),
    ]);
  },
  revokeByGrantId: (grantId) => endGrant(pool, grantId),
});

const readOnly = async (): Promise<never> => {
  throw new Error('Applications are added by the command line.');
};

/** Applications are ours to register; oidc-provider only asks for them. */
const clients = (pool: Pool): Adapter => ({
  ...artifactsOf(pool, 'Client'),
  find: async (id) => {
    const metadata = await clientOf(pool, id);
    return metadata && boundToCertificate(metadata);
  },
  upsert: readOnly,
  destroy: readOnly,
});

/** Requests whose users are asked elsewhere: whoever looks one up finds what is so now. */
const settled = (own: Adapter, settle: (id: string) => Promise<void>): Adapter => ({
  ...own,
  find: async (id) => {
    await settle(id);
    return own.find(id);
  },
});

/**
 * Storage of oidc-provider.
 *
 * @param settle brings a request that waits for a user's device up to date
 */
export const adapterFor =
  (pool: Pool, settle?: (id: string) => Promise<void>) =>
  (model: string): Adapter => {
    if (model === 'Client') return clients(pool);
    const own = artifactsOf(pool, model);
    return model === 'BackchannelAuthenticationRequest' && settle ? settled(own, settle) : own;
  };

/** Deletes what has expired. */
export const forgetExpired = async (pool: Pool): Promise<void> => {
  for (const [table, column] of [
    ['artifact', 'expires_at'],
    ['launch', 'expires_at'],
    ['device_request', 'expires_at'],
    ['proof', 'expires_at'],
    ['assertion', 'expires_at'],
    ['revocation', 'forget_at'],
  ])
    await pool.query(`delete from authorization_server.${table} where ${column} < now()`);
  await pool.query(
    `delete from authorization_server.grant_context c where granted_at < now() - interval '1 day'
     and not exists (select from authorization_server.artifact a where a.grant_id = c.grant_id)`,
  );
};
