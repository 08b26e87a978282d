// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartError } from '../start-error.ts';
import type { TlsListener } from './tls.ts';

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

/** Where a house listens. */
export interface ClaimedPorts {
  readonly port: number;
  /** Where TLS is spoken: the same as `port` where nothing else is, absent where it is not. */
  readonly tlsPort?: number;
}

/**
 * Claims the port of the configuration; with `tlsBeside` also the one after it, for TLS (interface.md, "Commands").
 *
 * @throws StartError as {@link claimPort}
 */
export const claimPorts = async (
  { host, port, tlsCert }: { readonly host: string; readonly port: number; readonly tlsCert?: string },
  tlsBeside: boolean,
): Promise<ClaimedPorts> => {
  const claimed = await claimPort(host, port);
  if (tlsCert !== undefined) return { port: claimed, tlsPort: claimed };
  return tlsBeside
    ? { port: claimed, tlsPort: await claimPort(host, port === 0 ? 0 : claimed + 1) }
    : { port: claimed };
};

/**
 * Opens the further doors of a port: libuv takes one connection per listening socket in each turn of the event loop,
 * and under load a turn is long: with one socket, new connections would wait in the system where nobody refuses them,
 * for longer than any client is patient. With several, a turn takes as many.
 *
 * @param first opens the first door, at which `server` itself listens
 * @throws StartError when the port cannot be listened on
 */
const openAt = async (
  server: Server,
  host: string,
  port: number,
  first: (reusePort: boolean) => Promise<unknown>,
): Promise<Doors> => {
  const reusePort = DOORS > 1;
  const side = Array.from({ length: DOORS - 1 }, () =>
    // As node:http makes its own.
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket)),
  );
  try {
    await first(reusePort);
    for (const door of side) await listenAt(door, host, port, reusePort);
    return { port, close: () => Promise.all(side.map(closed)) };
  } catch (error) {
    await Promise.all(side.map(closed));
    throw explained(error, host, port);
  }
};

/**
 * Listens on a port that was claimed, in plain HTTP.
 *
 * @throws StartError when the port cannot be listened on
 */
export const openDoors = (app: FastifyInstance, host: string, port: number): Promise<Doors> =>
  openAt(app.server, host, port, (reusePort) =>
    app.listen({ host, port, backlog: BACKLOG, ...(reusePort && { reusePort }) }),
  );

/**
 * Listens on a port that was claimed, in TLS.
 *
 * @throws StartError when the port cannot be listened on
 */
export const openTlsDoors = async (
  app: FastifyInstance,
  { server, close }: TlsListener,
  host: string,
  port: number,
): Promise<Doors> => {
  await app.ready();
  const doors = await openAt(server, host, port, (reusePort) => listenAt(server, host, port, reusePort));
  // An HTTP server watches over its connections from here on; Node starts it where the server itself listens.
  if (!app.server.listening) app.server.emit('listening');
  return {
    port,
    close: () => {
      close();
      return Promise.all([closed(server), doors.close()]);
    },
  };
};
