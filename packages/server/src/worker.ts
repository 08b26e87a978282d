// SPDX-License-Identifier: Apache-2.0
// Program of a worker: answers requests on the port that it shares with the other workers, until it is told to stop.
import { openFront } from './front.ts';
import { closers, closingAfter } from './platform/closers.ts';
import { createLog, describeError } from './platform/log.ts';
import { readAssignment, shareMetrics, tellListening, tellRefused, untilTold } from './platform/workers/index.ts';
import { openRooms } from './rooms.ts';
import { StartError } from './start-error.ts';

const serve = async (told: Promise<void>): Promise<void> => {
  const { config, connections } = readAssignment(process.argv[2], process.env);
  const log = createLog(config).child({ worker: process.pid });
  const { add, closeAll } = closers();
  await closingAfter(async () => {
    const rooms = await openRooms(config, { log, connections, join: true });
    add(rooms.close);
    const metrics = shareMetrics(rooms.metrics);
    const front = await openFront(rooms, { metrics });
    add(front.close);
    await tellListening();
    await told;
  }, closeAll);
};

try {
  await serve(untilTold());
} catch (error) {
  process.exitCode = 1;
  if (error instanceof StartError) await tellRefused(error.message);
  else console.error('A worker failed:', JSON.stringify(describeError(error), null, 2));
}
// Without the channel nothing keeps the process any more.
process.disconnect();
