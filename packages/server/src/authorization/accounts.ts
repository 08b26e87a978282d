// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import type { Identity } from './signed-in.ts';

/** Keeps who has signed in, as this sign-in proved it. */
export const putAccount = async (pool: Pool, accountId: string, who: Identity): Promise<void> => {
  await pool.query(
    `insert into authorization_server.account (account_id, identity, signed_in_at) values ($1::text, $2::jsonb, now())
     on conflict (account_id) do update set identity = excluded.identity, signed_in_at = excluded.signed_in_at`,
    [accountId, JSON.stringify(who)],
  );
};

export const accountOf = async (pool: Pool, accountId: string): Promise<Identity | undefined> => {
  const { rows } = await pool.query<{ identity: Identity }>(
    'select identity from authorization_server.account where account_id = $1::text',
    [accountId],
  );
  return rows[0]?.identity;
};

/** As what the bearer of a grant acts. */
export interface GrantContext {
  readonly accountId: string;
  /** Id of the choice. */
  readonly choice: string;
  /** The patient in context. */
  readonly recordId?: string;
  /** The access without authorisation to this record on which the grant stands. */
  readonly accessId?: string;
}

export const putGrantContext = async (pool: Pool, grantId: string, context: GrantContext): Promise<void> => {
  await pool.query(
    `insert into authorization_server.grant_context (grant_id, account_id, choice, record_id, access_id, granted_at)
     values ($1::text, $2::text, $3::text, $4::uuid, $5::text, now())`,
    [grantId, context.accountId, context.choice, context.recordId ?? null, context.accessId ?? null],
  );
};

interface ContextRow {
  readonly account_id: string;
  readonly choice: string;
  readonly record_id: string | null;
  readonly access_id: string | null;
}

export const grantContextOf = async (pool: Pool, grantId: string): Promise<GrantContext | undefined> => {
  const { rows } = await pool.query<ContextRow>(
    'select account_id, choice, record_id, access_id from authorization_server.grant_context where grant_id = $1::text',
    [grantId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { account_id: accountId, choice, record_id: recordId, access_id: accessId } = row;
  return { accountId, choice, ...(recordId !== null && { recordId }), ...(accessId !== null && { accessId }) };
};
