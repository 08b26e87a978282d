// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContextOptions, type Server } from 'node:tls';
import { StartError } from '../start-error.ts';

/** Files (PEM) that a listener speaks TLS with. */
export interface TlsSource {
  readonly cert: string;
  readonly key: string;
  /** Authorities that clients are told of; absent: any. */
  readonly clientCa?: string;
}

export interface TlsListener {
  /** Takes connections; what is decrypted goes to the HTTP server. */
  readonly server: Server;
  /** Ends what has not even shaken hands; no new certificate is looked for any more. */
  close(): void;
}

/** As long as the headers of a request may take. */
const HANDSHAKE_MS = 10_000;
const RELOAD_MS = 5_000;

/** Forward secrecy and authenticated encryption only (ANSSI, TLS guide 1.2, R7 to R9); TLS 1.3 has nothing else. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

const read = async ({ cert, key, clientCa }: TlsSource): Promise<SecureContextOptions> => ({
  cert: await readFile(cert),
  key: await readFile(key),
  ...(clientCa !== undefined && { ca: await readFile(clientCa) }),
  ciphers: CIPHERS,
  honorCipherOrder: true,
  minVersion: 'TLSv1.2',
});

const sameAs = (a: SecureContextOptions, b: SecureContextOptions): boolean =>
  String(a.cert) === String(b.cert) && String(a.key) === String(b.key) && String(a.ca) === String(b.ca);

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

/**
 * A TLS listener before an HTTP server, which keeps its limits and times of patience. Any client certificate is let
 * through the handshake, in which its key is proved; whether it is good is not decided here. New connections get a new
 * certificate within seconds of its files being changed; those that are there go on.
 *
 * @param onReloaded told of new files: taken, or why not
 * @throws StartError when the files cannot be read, or do not belong together
 */
export const createTls = async (
  http: HttpServer,
  source: TlsSource,
  onReloaded: (error?: unknown) => void,
  reloadMs = RELOAD_MS,
): Promise<TlsListener> => {
  const files = await read(source)
    .then((options) => {
      createSecureContext(options);
      return options;
    })
    .catch((error: Error) => {
      throw new StartError(`TLS cannot be spoken with ${source.cert} and ${source.key}: ${error.message}.`);
    });
  let current = files;
  const shaking = new Map<string, Socket>();
  const server = createServer(
    {
      ...current,
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_MS,
      ALPNProtocols: ['http/1.1'],
    },
    (socket) => {
      shaking.delete(peerOf(socket));
      http.emit('connection', socket);
    },
  );
  // A client that does not speak TLS, or no version that is spoken here, is no matter of ours.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    shaking.set(peer, socket);
    socket.once('close', () => shaking.delete(peer));
  });
  const reload = async (): Promise<void> => {
    try {
      const next = await read(source);
      if (sameAs(next, current)) return;
      server.setSecureContext(next);
      current = next;
      onReloaded();
    } catch (error) {
      onReloaded(error);
    }
  };
  const timer = setInterval(() => void reload(), reloadMs).unref();
  return {
    server,
    close: () => {
      clearInterval(timer);
      for (const socket of shaking.values()) socket.destroy();
    },
  };
};
