// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { TLSSocket } from 'node:tls';
import { thumbprintOf } from './facts.ts';

/** A certificate whose key the caller has proved to hold: to us, or to a proxy that we trust. Not yet whether it is good. */
export interface Presented {
  readonly der: Uint8Array;
  /** `x5t#S256` (RFC 8705 §3.1). */
  readonly thumbprint: string;
}

export interface Connections {
  /** The certificate that the caller of this request presented. */
  clientCertificateOf(request: IncomingMessage): Presented | undefined;
  /** Whether the caller's connection is encrypted, up to us or up to a proxy that we trust. */
  isSecure(request: IncomingMessage): boolean;
  /** Takes from a request what only a proxy that we trust may say, unless it comes from one. */
  strip(request: IncomingMessage): void;
}

/** Said by a proxy: the client's certificate (RFC 9440) and what was asked for where. */
const SAID_BY_PROXY = [
  'client-cert',
  'client-cert-chain',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
] as const;
/** A byte sequence of RFC 8941 §3.3.5. */
const BYTES = /^ *:([A-Za-z0-9+/]+={0,2}): *$/;
const MOST_HEADER = 16 * 1024;

/** @param trustedProxies addresses whose word is taken */
export const createConnections = (trustedProxies: BlockList): Connections => {
  const bySocket = new WeakMap<object, Presented | 'none'>();

  const nobody = trustedProxies.rules.length === 0;
  const isProxy = ({ socket: { remoteAddress: address, remoteFamily } }: IncomingMessage): boolean =>
    !nobody && address !== undefined && trustedProxies.check(address, remoteFamily === 'IPv6' ? 'ipv6' : 'ipv4');

  const presented = (der: Uint8Array): Presented => ({ der, thumbprint: thumbprintOf(der) });

  const ofConnection = (socket: object): Presented | undefined => {
    if (!(socket instanceof TLSSocket)) return undefined;
    const known = bySocket.get(socket);
    if (known !== undefined) return known === 'none' ? undefined : known;
    const der = socket.getPeerX509Certificate()?.raw;
    const found = der && presented(der);
    bySocket.set(socket, found ?? 'none');
    return found;
  };

  const ofHeader = (header: unknown): Presented | undefined => {
    if (typeof header !== 'string' || header.length > MOST_HEADER) return undefined;
    const [, base64] = BYTES.exec(header) ?? [];
    return base64 === undefined ? undefined : presented(Buffer.from(base64, 'base64'));
  };

  return {
    // A proxy's own certificate is not its caller's.
    clientCertificateOf: (request) =>
      isProxy(request) ? ofHeader(request.headers['client-cert']) : ofConnection(request.socket),
    isSecure: (request) =>
      isProxy(request) ? request.headers['x-forwarded-proto'] === 'https' : request.socket instanceof TLSSocket,
    strip: (request) => {
      if (isProxy(request)) return;
      for (const name of SAID_BY_PROXY) if (name in request.headers) delete request.headers[name];
    },
  };
};
