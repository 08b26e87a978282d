// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import type { Config } from '../platform/config.ts';

/** What the demo's own authority made, in its home. */
export const demoAuthorityFiles = (home: string) => {
  const folder = join(home, 'demo-ca');
  return {
    folder,
    ca: join(folder, 'ca.pem'),
    caKey: join(folder, 'ca-key.pem'),
    crl: join(folder, 'crl.pem'),
    /** Answers for the authority which certificates it has revoked (OCSP). */
    responder: join(folder, 'ocsp.pem'),
    responderKey: join(folder, 'ocsp-key.pem'),
    server: join(folder, 'server.pem'),
    serverKey: join(folder, 'server-key.pem'),
  };
};

/** What a listener speaks TLS with. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Authorities that the listener tells clients of. */
  readonly clientCa?: string;
}

/** Files of the TLS listener: the configured ones, or in the demo those of its own authority. */
export const tlsFilesOf = ({ environment, home, tlsCert, tlsKey, tlsClientCa }: Config): TlsFiles | undefined => {
  if (environment === 'demo') {
    const files = demoAuthorityFiles(home);
    return { cert: files.server, key: files.serverKey, clientCa: files.ca };
  }
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return { cert: tlsCert, key: tlsKey, ...(tlsClientCa !== undefined && { clientCa: tlsClientCa }) };
};
