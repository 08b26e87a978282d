// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

const LIFETIME_SECONDS = 300;

const hashOf = (launch: string): Buffer => createHash('sha256').update(launch).digest();

/** A handle for an application that is to open beside other software, on the same patient. */
export const createLaunch = async (pool: Pool, accountId: string, recordId: string): Promise<string> => {
  const launch = randomBytes(24).toString('base64url');
  await pool.query(
    `insert into authorization_server.launch (launch_hash, account_id, record_id, expires_at)
     values ($1::bytea, $2::text, $3::uuid, now() + make_interval(secs => $4::int))`,
    [hashOf(launch), accountId, recordId, LIFETIME_SECONDS],
  );
  return launch;
};

/** The record of a launch that this account began; undefined when there is none, or it is over. */
export const launchOf = async (pool: Pool, launch: string, accountId: string): Promise<string | undefined> => {
  const { rows } = await pool.query<{ record_id: string }>(
    `select record_id from authorization_server.launch
     where launch_hash = $1::bytea and account_id = $2::text and expires_at > now()`,
    [hashOf(launch), accountId],
  );
  return rows[0]?.record_id;
};
