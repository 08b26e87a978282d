// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { Logger } from 'pino';
import type { Possession } from '../platform/authentication.ts';
import type { Config } from '../platform/config.ts';
import { StartError } from '../start-error.ts';
import { createJudge, type Judge } from './judge.ts';
import { bearsName, type NameKind } from './names.ts';
import { type Connections, createConnections } from './presented.ts';
import { frenchCertificates } from './profile.ts';
import { createRevocation, type Revocation } from './revocation.ts';
import { demoAuthorityFiles } from './settings.ts';
import { createSignIn } from './sign-in.ts';
import { createTrust, readAuthorities } from './trust.ts';

export interface CertificateOptions {
  readonly config: Config;
  /** Whether the demo's own authority is there. */
  readonly demoAuthority: boolean;
  readonly clock: { now(): Instant };
  readonly law: (at: Instant) => Law;
  readonly log: Logger;
}

/** From the Authorization header to the actor, where a token may be bound to a certificate. */
type ByToken = (authorization: string | undefined, possession: Possession) => Promise<Result<Actor, Failure>>;

/** What is told of the certificate of an application that asks for a token (RFC 8705). */
export interface ClientCertificates {
  /** DER; whoever signed it, its key was proved. */
  presentedBy(request: IncomingMessage): Uint8Array | undefined;
  /** Whether it bears a name, where it is good here; absent where no authority is trusted. */
  readonly names?: (request: IncomingMessage) => Promise<((kind: NameKind, name: string) => boolean) | undefined>;
}

export interface CertificateRoom extends Connections {
  /** Absent where nobody can present a certificate. */
  readonly clients?: ClientCertificates;
  /** Whoever holds the token, or where there is none and the installation allows it, the client certificate. */
  authenticate(
    byToken: ByToken,
  ): (
    authorization: string | undefined,
    possession: Possession,
    request: IncomingMessage,
  ) => Promise<Result<Actor, Failure>>;
  close(): void;
}

interface Authorities {
  readonly ca: string;
  readonly lists: readonly string[] | undefined;
}

const authoritiesOf = ({ config, demoAuthority }: CertificateOptions): Authorities | undefined => {
  if (config.environment === 'demo') {
    const { ca, crl } = demoAuthorityFiles(config.home);
    return demoAuthority ? { ca, lists: [crl] } : undefined;
  }
  return config.tlsClientCa === undefined ? undefined : { ca: config.tlsClientCa, lists: config.clientCrl };
};

const openSignIn = async (
  { ca, lists }: Authorities,
  { config, clock, law, log }: CertificateOptions,
  connections: Connections,
) => {
  const pem = await readFile(ca, 'utf8').catch((error: Error) => {
    throw new StartError(`The authorities ${ca} (DOSSIER_TLS_CLIENT_CA) cannot be read: ${error.message}.`);
  });
  const authorities = readAuthorities(pem, ca);
  let revocation: Revocation | undefined;
  if (lists !== undefined) {
    const onError = (error: unknown, source: string): void =>
      log.error({ err: error, source }, 'a revocation list cannot be had');
    revocation = createRevocation({ sources: lists, authorities, stale: config.clientCrlStale, onError });
    await revocation.refresh();
    revocation.start();
  }
  const judge = createJudge(connections, createTrust(authorities, revocation), clock);
  const signIn = createSignIn({ judge, profile: frenchCertificates, clock, law });
  return { judge, signIn, close: () => revocation?.stop() };
};

const clientsOf = (connections: Connections, judge: Judge | undefined): ClientCertificates => ({
  presentedBy: (request) => connections.clientCertificateOf(request)?.der,
  ...(judge && {
    names: async (request: IncomingMessage) => {
      const judged = await judge(request);
      return judged?.ok ? (kind, name) => bearsName(judged.value, kind, name) : undefined;
    },
  }),
});

/**
 * Opens the room of client certificates: who presented which, and whether it is good.
 *
 * @throws StartError when the authorities cannot be read
 */
export const openCertificates = async (options: CertificateOptions): Promise<CertificateRoom> => {
  const { config, demoAuthority } = options;
  const connections = createConnections(config.trustedProxies ?? new BlockList());
  const authorities = authoritiesOf(options);
  const opened = authorities && (await openSignIn(authorities, options, connections));
  const alone = config.certificateSignIn === 'on';
  const arePresented = demoAuthority || config.tlsCert !== undefined || config.trustedProxies !== undefined;

  return {
    ...connections,
    ...(arePresented && { clients: clientsOf(connections, opened?.judge) }),
    authenticate: (byToken) => async (authorization, possession, request) => {
      if (authorization === undefined && alone) {
        const actor = await opened?.signIn(request);
        return actor ?? fail(failure('token-missing'));
      }
      const thumbprint = () => connections.clientCertificateOf(request)?.thumbprint;
      return byToken(authorization, { ...possession, thumbprint });
    },
    close: () => opened?.close(),
  };
};
