// SPDX-License-Identifier: Apache-2.0
import { readConfig } from '@dossier/server/src/platform/config.ts';
import { openInstallation } from '@dossier/server/src/platform/installation.ts';
import { openRooms } from '@dossier/server/src/rooms.ts';
import { type Dataset, type DatasetSize, writeDataset } from '../data/dataset.ts';
import { fill } from '../data/fill.ts';
import { doctorOf } from '../data/people.ts';
import { createIssuer } from './tokens.ts';

/** Connections that the floors and the measurements need beside those of the server. */
const EXTRA_CONNECTIONS = 80;

/** A home with data in it, ready for a server. */
export interface PreparedHome {
  /** The environment for every process that opens it. */
  readonly env: Readonly<Record<string, string>>;
  readonly dataset: Dataset;
}

/** Fills an empty home; the database is stopped when it is done. */
export const prepareHome = async (home: string, size: DatasetSize): Promise<PreparedHome> => {
  await openInstallation(home, 'production');
  const issuer = await createIssuer(home);
  const env = { ...issuer.env, DOSSIER_HOME: home, DOSSIER_ENVIRONMENT: 'production' };
  const rooms = await openRooms(readConfig({ ...env, DOSSIER_LOG_LEVEL: 'warn' }));
  try {
    const tokens = await Promise.all(
      Array.from({ length: size.doctors }, (_, index) => issuer.tokenOf(doctorOf(index))),
    );
    const dataset = { ...(await fill(rooms.ports, size)), tokens };
    await writeDataset(home, dataset);
    await rooms.journal.seal();
    const { rows } = await rooms.pool.query<{ readonly taken: number }>(
      `SELECT current_setting('max_connections')::int AS taken`,
    );
    // Written to postgresql.auto.conf, which wins over the settings of the server at its next start.
    await rooms.pool.query(`ALTER SYSTEM SET max_connections = ${(rows[0]?.taken ?? 100) + EXTRA_CONNECTIONS}`);
    await rooms.pool.query('VACUUM ANALYZE');
    return { env, dataset };
  } finally {
    await rooms.close();
  }
};
