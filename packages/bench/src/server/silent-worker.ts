// SPDX-License-Identifier: Apache-2.0
// Program of a worker that answers as any other and keeps no journal of reads. It exists to measure what the journal
// costs; the server itself has no way to go without.
import { openFront } from '@dossier/server/src/front.ts';
import { closers } from '@dossier/server/src/platform/closers.ts';
import { createLog } from '@dossier/server/src/platform/log.ts';
import { readAssignment, shareMetrics, tellListening, untilTold } from '@dossier/server/src/platform/workers/index.ts';
import { openRooms, type Rooms } from '@dossier/server/src/rooms.ts';

const silent = (rooms: Rooms): Rooms => ({
  ...rooms,
  ports: { ...rooms.ports, store: { ...rooms.ports.store, journal: async () => undefined } },
});

const told = untilTold();
const { config, connections } = readAssignment(process.argv[2], process.env);
const { add, closeAll } = closers();
try {
  const log = createLog(config).child({ worker: process.pid });
  const rooms = silent(await openRooms(config, { log, connections, join: true }));
  add(rooms.close);
  const front = await openFront(rooms, { metrics: shareMetrics(rooms.metrics) });
  add(front.close);
  await tellListening();
  await told;
} finally {
  await closeAll();
}
process.disconnect();
