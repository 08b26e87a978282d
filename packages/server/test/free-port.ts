// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports that no system hands out by itself: Linux gives 32768 to 60999 to whoever connects or asks for "any", others
 * from 49152 on. A port of that band can be gone between our look and the bind of a program that starts slowly.
 */
const OWN_PORTS = { first: 20_000, count: 12_000 } as const;

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const probe = createServer();
    probe.on('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });

/** A port of 127.0.0.1 that nobody listens on, as on the one after it (TLS), for a program that is about to start. */
export const freePort = async (): Promise<number> => {
  const port = OWN_PORTS.first + 2 * randomInt(OWN_PORTS.count / 2);
  return (await isFree(port)) && (await isFree(port + 1)) ? port : freePort();
};
