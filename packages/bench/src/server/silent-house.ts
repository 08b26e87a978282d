// SPDX-License-Identifier: Apache-2.0
// Program that leads silent workers beside a running server, on the same database. It seals nothing and performs no
// duties: the server beside it does.
import { join } from 'node:path';
import { CLOSE_MS } from '@dossier/server/src/front.ts';
import { readConfig } from '@dossier/server/src/platform/config.ts';
import { LEADER_CONNECTIONS, lead } from '@dossier/server/src/platform/workers/index.ts';
import { openRooms } from '@dossier/server/src/rooms.ts';

const asked = new Promise<void>((done) => process.once('SIGTERM', () => done()));
const config = readConfig(process.env, 'production');
const rooms = await openRooms(config, { join: true, connections: LEADER_CONNECTIONS });
try {
  const { pool, log, metrics } = rooms;
  const file = join(import.meta.dirname, 'silent-worker.ts');
  const { broken, close } = await lead({ config, pool, log, registry: metrics, file, closeMs: CLOSE_MS });
  await Promise.race([asked, broken]).finally(close);
} finally {
  await rooms.close();
}
