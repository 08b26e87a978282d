// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';

/** An application, as RFC 7591 §2 describes one, with our members. */
export interface ClientMetadata {
  readonly client_id: string;
  readonly [member: string]: unknown;
}

export const clientOf = async (pool: Pool, clientId: string): Promise<ClientMetadata | undefined> => {
  const { rows } = await pool.query<{ metadata: ClientMetadata }>(
    'select metadata from authorization_server.client where client_id = $1::text',
    [clientId],
  );
  return rows[0]?.metadata;
};

/** Adds an application, or puts new metadata in the place of the old. */
export const putClient = async (pool: Pool, metadata: ClientMetadata): Promise<void> => {
  await pool.query(
    `insert into authorization_server.client (client_id, metadata, added_at) values ($1::text, $2::jsonb, now())
     on conflict (client_id) do update set metadata = excluded.metadata`,
    [metadata.client_id, JSON.stringify(metadata)],
  );
};
