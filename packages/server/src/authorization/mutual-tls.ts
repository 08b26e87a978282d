// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Configuration, KoaContextWithOIDC, TLSClientAuthProperty } from 'oidc-provider';
import type { ClientMetadata } from './clients.ts';

const kinds = {
  tls_client_auth_subject_dn: 'dn',
  tls_client_auth_san_dns: 'dns',
  tls_client_auth_san_uri: 'url',
  tls_client_auth_san_ip: 'ip',
  tls_client_auth_san_email: 'email',
} as const satisfies Readonly<Record<TLSClientAuthProperty, string>>;

/** By what an application is known in its certificate. */
type NameKind = (typeof kinds)[TLSClientAuthProperty];

/** Whether the certificate bears this name. */
type Bears = (kind: NameKind, name: string) => boolean;

export interface MutualTlsPorts {
  /** DER of the client certificate of a request; whoever signed it, its key was proved. */
  readonly presentedBy: (request: IncomingMessage) => Uint8Array | undefined;
  /** Names of that certificate, where it is good; absent where no authority is trusted: certificates are then registered. */
  readonly names?: (request: IncomingMessage) => Promise<Bears | undefined>;
  /** Address at which certificates are asked for, where it is not the issuer's. */
  readonly address?: string;
}

/** What the server takes of certificates, and says of it. */
export interface MutualTls {
  readonly methods: readonly ('tls_client_auth' | 'self_signed_tls_client_auth')[];
  readonly feature: NonNullable<NonNullable<Configuration['features']>['mTLS']>;
  /** Members of the metadata (RFC 8705 §5). */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Judges the certificate of a request; to be done before its body is read, since a responder may have to be asked. */
  readonly judge: (request: IncomingMessage) => Promise<void>;
}

const ALIASES = {
  token_endpoint: 'token',
  revocation_endpoint: 'revoke',
  introspection_endpoint: 'introspect',
  pushed_authorization_request_endpoint: 'par',
  userinfo_endpoint: 'userinfo',
} as const;

/**
 * Applications that prove themselves by a certificate, of an authority or registered (RFC 8705 §2), and tokens that are
 * bound to it (§3).
 */
export const mutualTls = ({ presentedBy, names, address }: MutualTlsPorts): MutualTls => {
  const judged = new WeakMap<IncomingMessage, Bears>();
  const trusted = names !== undefined;
  return {
    methods: [...(trusted ? (['tls_client_auth'] as const) : []), 'self_signed_tls_client_auth'],
    feature: {
      enabled: true,
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      tlsClientAuth: trusted,
      getCertificate: ({ req }: KoaContextWithOIDC) => {
        const der = presentedBy(req);
        try {
          return der && new X509Certificate(der);
        } catch {
          return undefined;
        }
      },
      certificateAuthorized: ({ req }: KoaContextWithOIDC) => judged.has(req),
      certificateSubjectMatches: ({ req }: KoaContextWithOIDC, property: TLSClientAuthProperty, expected: string) =>
        judged.get(req)?.(kinds[property], expected) === true,
    } as MutualTls['feature'],
    metadata: {
      ...(address !== undefined && {
        mtls_endpoint_aliases: Object.fromEntries(
          Object.entries(ALIASES).map(([name, path]) => [name, `${address}/oauth2/${path}`]),
        ),
      }),
    },
    judge: async (request) => {
      const bears = await names?.(request);
      if (bears) judged.set(request, bears);
    },
  };
};

/** An application that proves itself by a certificate gets tokens that are good with this certificate only. */
export const boundToCertificate = (metadata: ClientMetadata): ClientMetadata => {
  const { token_endpoint_auth_method: method } = metadata;
  const byCertificate = method === 'tls_client_auth' || method === 'self_signed_tls_client_auth';
  return byCertificate ? { ...metadata, tls_client_certificate_bound_access_tokens: true } : metadata;
};
