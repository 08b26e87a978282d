// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import type { Actor, OrganizationCaller, Professional, Staff } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { Logger } from 'pino';
import type { Possession } from '../platform/authentication.ts';
import type { Config } from '../platform/config.ts';
import { StartError } from '../start-error.ts';
import { type CertificateFacts, thumbprintOf } from './facts.ts';
import { holderOf } from './holder.ts';
import { createJudge } from './judge.ts';
import { bearsName, isSubject, type NameKind } from './names.ts';
import { askBeside } from './ocsp/index.ts';
import { type Connections, createConnections } from './presented.ts';
import { frenchCertificates } from './profile.ts';
import { createRevocation, type Revocation, type RevocationStates } from './revocation.ts';
import { demoAuthorityFiles } from './settings.ts';
import { createSignIn, type JudgeRequest } from './sign-in.ts';
import { createTrust, readAuthorities } from './trust.ts';

export interface CertificateOptions {
  readonly config: Config;
  /** Where the demo's own authority answers which certificates it has revoked; absent where there is no such authority. */
  readonly demoResponder?: string;
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

/** What those who verify signatures ask about certificates. */
export interface SignatureCertificates {
  /** The client certificate of a request, judged; undefined where none was presented. */
  readonly presented: JudgeRequest;
  /** Whether a certificate (DER) is good for signatures: chain, validity, purpose, revocation. */
  readonly signature: (der: Uint8Array) => Promise<Result<CertificateFacts, Failure>>;
  /** Whom a certificate names; a card need not state a speciality. */
  readonly holder: (facts: CertificateFacts) => Result<Professional | Staff | OrganizationCaller, Failure>;
  /** Whether this distinguished name, written in either order, is the subject. */
  readonly isNamed: (facts: CertificateFacts, name: string) => boolean;
}

export interface CertificateRoom extends Connections {
  /** Absent where no authority is trusted. */
  readonly signatures?: SignatureCertificates;
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
  readonly responder: string | undefined;
}

const authoritiesOf = ({ config, demoResponder }: CertificateOptions): Authorities | undefined => {
  if (config.environment === 'demo') {
    const { ca, crl } = demoAuthorityFiles(config.home);
    return demoResponder === undefined ? undefined : { ca, lists: [crl], responder: demoResponder };
  }
  const { tlsClientCa: ca, clientCrl: lists, clientOcsp: responder } = config;
  return ca === undefined ? undefined : { ca, lists, responder };
};

/** The revocation lists, and the responders that are asked beside them. */
const openRevocation = async (
  { lists: sources, responder }: Authorities,
  authorities: readonly CertificateFacts[],
  { config, log }: CertificateOptions,
): Promise<{ readonly states?: RevocationStates; readonly close: () => void }> => {
  const onError =
    (event: string) =>
    (error: unknown, source: string): void =>
      log.error({ err: error, source }, event);
  let lists: Revocation | undefined;
  if (sources !== undefined) {
    const listError = onError('a revocation list cannot be had');
    lists = createRevocation({ sources, authorities, stale: config.clientCrlStale, onError: listError });
    await lists.refresh();
    lists.start();
  }
  const close = (): void => lists?.stop();
  if (responder === undefined) return { ...(lists && { states: lists }), close };
  const states = askBeside({
    source: responder,
    silence: config.clientOcspSilence,
    ...(lists && { lists }),
    onError: onError('an OCSP responder does not say whether a certificate was revoked'),
  });
  return { states, close };
};

const openSignIn = async (trusted: Authorities, options: CertificateOptions, connections: Connections) => {
  const { ca } = trusted;
  const { clock, law } = options;
  const pem = await readFile(ca, 'utf8').catch((error: Error) => {
    throw new StartError(`The authorities ${ca} (DOSSIER_TLS_CLIENT_CA) cannot be read: ${error.message}.`);
  });
  const authorities = readAuthorities(pem, ca);
  const { states, close } = await openRevocation(trusted, authorities, options);
  const trust = createTrust(authorities, states);
  const authentication = createJudge(trust, 'authentication', clock);
  const signature = createJudge(trust, 'signature', clock);
  const judge: JudgeRequest = (request) => {
    const presented = connections.clientCertificateOf(request);
    return presented && authentication(presented);
  };
  const signatures: SignatureCertificates = {
    presented: judge,
    signature: (der) => signature({ der, thumbprint: thumbprintOf(der) }),
    holder: (facts) => holderOf(facts, frenchCertificates, { professionsWithSpecialty: [] }),
    isNamed: isSubject,
  };
  return { judge, signatures, signIn: createSignIn({ judge, profile: frenchCertificates, clock, law }), close };
};

const clientsOf = (connections: Connections, judge: JudgeRequest | undefined): ClientCertificates => ({
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
  const { config, demoResponder } = options;
  const connections = createConnections(config.trustedProxies ?? new BlockList());
  const authorities = authoritiesOf(options);
  const opened = authorities && (await openSignIn(authorities, options, connections));
  const alone = config.certificateSignIn === 'on';
  const arePresented = (demoResponder ?? config.tlsCert) !== undefined || config.trustedProxies !== undefined;

  return {
    ...connections,
    ...(opened && { signatures: opened.signatures }),
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
