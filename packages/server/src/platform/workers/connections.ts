// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { StartError } from '../../start-error.ts';
import { LANES } from '../../store/postgres/index.ts';

/** Of the leading process: it loads the demo, seals the journal, performs duties. */
export const LEADER_CONNECTIONS = 6;
/** Of its queue of notices: one listens, the others are shared by what is being sent. */
export const NOTICE_CONNECTIONS = 2;
/** More than this per process wait for each other in the database. */
const MOST = 20;
/** A request may need a second connection while it holds one, beside those that reads share. */
const LEAST = 2 + LANES;
/** The rest is for the other verbs of the command line, backups and people. */
const OURS = 0.75;

/** Most connections of each worker, so that all together stay below what the database takes. */
export const shareOf = (taken: number, workers: number): number =>
  Math.min(MOST, Math.floor((Math.floor(taken * OURS) - LEADER_CONNECTIONS - NOTICE_CONNECTIONS) / workers));

/**
 * Asks the database how many connections it takes, and divides them.
 *
 * @throws StartError when they are too few for so many workers
 */
export const connectionsPerWorker = async (pool: Pool, workers: number): Promise<number> => {
  const { rows } = await pool.query<{ taken: number }>(
    `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
       - coalesce(current_setting('reserved_connections', true)::int, 0) AS taken`,
  );
  const taken = rows[0]?.taken ?? 0;
  const share = shareOf(taken, workers);
  if (share >= LEAST) return share;
  throw new StartError(
    `The database takes ${taken} connections, too few for ${workers} workers; set DOSSIER_WORKERS lower or raise max_connections.`,
  );
};
