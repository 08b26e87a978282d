// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartError } from '../start-error.ts';

/** Connections that wait at one door to be taken; the system may allow fewer. */
const BACKLOG = 512;
/** Where several sockets of one port are a thing of Linux (socket(7), SO_REUSEPORT). */
const DOORS = process.platform === 'linux' ? 16 : 1;

/** Where a server listens. */
export interface Doors {
  readonly port: number;
  /** Takes no new connections; resolves when those that there are have ended. */
  close(): Promise<unknown>;
}

const listenAt = (server: Server, host: string, port: number, reusePort: boolean): Promise<number> =>
  new Promise((done, failed) => {
    server.once('error', failed);
    server.listen({ host, port, backlog: BACKLOG, reusePort }, () => {
      server.off('error', failed);
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

const closed = (server: Server): Promise<void> => new Promise((done) => server.close(() => done()));

const explained = (error: unknown, host: string, port: number): StartError => {
  const { code, message } = error as NodeJS.ErrnoException;
  return new StartError(
    code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is in use; name another in PORT.`
      : `Port ${port} on ${host} cannot be listened on: ${message}.`,
  );
};

/**
 * Makes sure that nobody listens on this port, and answers it, or any free one for 0. A port with several doors would
 * otherwise be shared with whoever else has opened it so.
 *
 * @throws StartError when somebody does, or nobody may
 */
export const claimPort = async (host: string, port: number): Promise<number> => {
  const probe = createServer();
  try {
    const claimed = await listenAt(probe, host, port, false);
    await closed(probe);
    return claimed;
  } catch (error) {
    throw explained(error, host, port);
  }
};

/**
 * Listens on a port that was claimed. libuv takes one connection per listening socket in each turn of the event loop,
 * and under load a turn is long: with one socket, new connections would wait in the system where nobody refuses them,
 * for longer than any client is patient. With several, a turn takes as many.
 *
 * @throws StartError when the port cannot be listened on
 */
export const openDoors = async (app: FastifyInstance, host: string, port: number): Promise<Doors> => {
  const reusePort = DOORS > 1;
  const side = Array.from({ length: DOORS - 1 }, () =>
    // As node:http makes its own.
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => app.server.emit('connection', socket)),
  );
  try {
    await app.listen({ host, port, backlog: BACKLOG, ...(reusePort && { reusePort }) });
    for (const server of side) await listenAt(server, host, port, reusePort);
    return { port, close: () => Promise.all(side.map(closed)) };
  } catch (error) {
    await Promise.all(side.map(closed));
    throw explained(error, host, port);
  }
};
