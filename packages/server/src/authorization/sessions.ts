// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { endGrant } from './artifacts.ts';
import { type Connection, revoke } from './revocations.ts';

/** A browser in which somebody is signed in to the authorization server. */
export interface OpenSession {
  readonly uid: string;
  readonly since: Date;
  readonly methods: readonly string[];
}

/** An application that acts for somebody. */
export interface OpenGrant {
  readonly grantId: string;
  readonly application: string;
  readonly scope: string;
  /** Id of the choice: as what it acts. */
  readonly choice: string;
  readonly since: Date;
  /** When it last had a token issued that can be renewed. */
  readonly renewed?: Date;
}

interface SessionRow {
  readonly uid: string;
  readonly since: number;
  readonly amr: readonly string[] | null;
}

interface GrantRow {
  readonly grant_id: string;
  readonly application: string;
  readonly scope: string | null;
  readonly choice: string;
  readonly granted_at: string;
  readonly renewed: number | null;
}

/** The sign-ins of an account that are on, the newest first. */
export const openSessions = async (pool: Pool, accountId: string): Promise<readonly OpenSession[]> => {
  const { rows } = await pool.query<SessionRow>(
    `select uid, (payload->>'loginTs')::float8 as since, payload->'amr' as amr from authorization_server.artifact
     where model = 'Session' and payload->>'accountId' = $1::text and expires_at > now() order by 2 desc, uid`,
    [accountId],
  );
  return rows.map(({ uid, since, amr }) => ({ uid, since: new Date(since * 1000), methods: amr ?? [] }));
};

/** The grants of an account that hold, the newest first. */
export const openGrants = async (pool: Pool, accountId: string): Promise<readonly OpenGrant[]> => {
  const { rows } = await pool.query<GrantRow>(
    `select c.grant_id, c.choice, c.granted_at, coalesce(l.metadata->>'client_name', g.payload->>'clientId') as application,
       (select string_agg(scope, ' ') from jsonb_each_text(g.payload->'resources') as r(resource, scope)) as scope,
       (select max((t.payload->>'iat')::float8) from authorization_server.artifact t
        where t.grant_id = c.grant_id and t.model = 'RefreshToken') as renewed
     from authorization_server.grant_context c
     join authorization_server.artifact g on g.model = 'Grant' and g.id_hash = sha256(convert_to(c.grant_id, 'UTF8'))
     left join authorization_server.client l on l.client_id = g.payload->>'clientId'
     where c.account_id = $1::text and g.expires_at > now() order by c.granted_at desc, c.grant_id`,
    [accountId],
  );
  return rows.map(({ grant_id: grantId, application, scope, choice, granted_at, renewed }) => ({
    grantId,
    application,
    scope: scope ?? '',
    choice,
    since: new Date(granted_at),
    ...(renewed !== null && { renewed: new Date(renewed * 1000) }),
  }));
};

/** Ends one sign-in of this account; true where it was there. What applications were granted in it stays. */
export const endSession = async (pool: Pool, accountId: string, uid: string): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `delete from authorization_server.artifact
     where model = 'Session' and uid = $2::text and payload->>'accountId' = $1::text`,
    [accountId, uid],
  );
  return rowCount !== 0;
};

/** Ends what an application was granted by this account, with its tokens; true where it was there. */
export const endGrantOf = async (pool: Pool, accountId: string, grantId: string): Promise<boolean> => {
  const { rowCount } = await pool.query(
    'select from authorization_server.grant_context where grant_id = $2::text and account_id = $1::text',
    [accountId, grantId],
  );
  if (rowCount === 0) return false;
  await endGrant(pool, grantId);
  return true;
};

/** Ends everything: each sign-in, each grant, and every token of this account that was issued until now. */
export const endEverything = async (on: Connection, accountId: string): Promise<void> => {
  await revoke(on, 'subject', accountId);
  await on.query(
    `delete from authorization_server.artifact where model = 'Session' and payload->>'accountId' = $1::text`,
    [accountId],
  );
  const { rows } = await on.query<{ grant_id: string }>(
    'select grant_id from authorization_server.grant_context where account_id = $1::text',
    [accountId],
  );
  for (const { grant_id } of rows) await endGrant(on, grant_id);
};
