// SPDX-License-Identifier: Apache-2.0
import { hash as digest } from 'node:crypto';
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import {
  type CryptoKey,
  createLocalJWKSet,
  decodeJwt,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  type KeyObject,
} from 'jose';
import { actorFromClaims } from './claims.ts';
import { type Binding, bindingOf, checkPossession, type Possession, type ProofStore } from './possession.ts';
import { restrictedBy } from './restrictions.ts';

/** An issuer whose tokens are taken. */
export interface TrustedIssuer {
  /** Expected `iss`. */
  readonly issuer: string;
  /** Expected in `aud`. */
  readonly audience: string;
  /** The issuer's public keys: a key set, one public key, or a function that finds them (jose). */
  readonly keys: JSONWebKeySet | CryptoKey | KeyObject | JWTVerifyGetKey;
  /** Its tokens say in `scope` and `patient` what they are for; the tokens of another are for all that the gates allow. */
  readonly scoped?: boolean;
}

/** What was revoked, as this process knows it. */
export interface KnownRevocations {
  isRevoked(token: {
    readonly jti?: string | undefined;
    readonly grantId?: string | undefined;
    readonly subject?: string | undefined;
    readonly issuedAt?: number | undefined;
  }): boolean;
}

export interface AuthenticatorOptions extends TrustedIssuer {
  /** Other issuers, told apart by `iss`. */
  readonly others?: readonly TrustedIssuer[];
  readonly revocations?: KnownRevocations;
  /** Whether a proof is used for the first time; absent: tokens bound to a key (RFC 9449) are refused. */
  readonly isFirstUse?: ProofStore;
  readonly clock: { now(): Instant };
  readonly law: (at: Instant) => Law;
  /** Verified tokens remembered. Default 10000. */
  readonly cachedTokens?: number;
}

export interface Authenticator {
  /**
   * From the value of an Authorization header to the actor.
   * Fails with `token-missing`, `token-invalid`, `token-expired`, `token-revoked` or `reason-required`.
   */
  authenticate(authorization: string | undefined, possession?: Possession): Promise<Result<Actor, Failure>>;
  /** Verifies again what was remembered: a key may be good no more. */
  forget(): void;
}

/** Difference between the issuer's clock and ours that is put up with. */
const TOLERANCE_SECONDS = 5;

/** Longest Authorization header that is looked at. */
const HEADER_BYTES = 8192;

interface Verified {
  readonly actor: Actor;
  readonly notBefore: number;
  readonly expires: number;
  readonly revocable: Parameters<KnownRevocations['isRevoked']>[0];
  /** What the token is bound to (RFC 7800 §3.1). */
  readonly bound: Binding;
}

const invalid = (why: string, detail?: string): { readonly ok: false; readonly error: Failure } =>
  fail(failure('token-invalid', { why }, detail === undefined ? {} : { detail }));

/** Asymmetric only: with HS* a public key would be a shared secret (RFC 8725 §2.1, §3.1). */
const algorithms = ['EdDSA', 'Ed25519', 'ES256'];

const whyInvalid = (error: errors.JOSEError): string => {
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not accepted';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature does not verify';
  if (error instanceof errors.JWKSNoMatchingKey) return 'its key is not known';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'it is not valid yet';
    return `the claim ${error.claim} is ${error.reason === 'missing' ? 'missing' : 'not the expected one'}`;
  }
  return 'it is not a signed JWT';
};

const failureOf = (error: unknown): { readonly ok: false; readonly error: Failure } => {
  if (error instanceof errors.JWTExpired) return fail(failure('token-expired'));
  if (error instanceof errors.JOSEError) return invalid(whyInvalid(error), error.code);
  // What node:crypto or the decoder throws on a malformed key or signature says nothing that a caller needs.
  return invalid('it is not a signed JWT', error instanceof Error ? error.name : undefined);
};

const keyFinder = (keys: AuthenticatorOptions['keys']): JWTVerifyGetKey => {
  if (typeof keys === 'function') return keys;
  if ('keys' in keys) return createLocalJWKSet(keys);
  return async () => keys;
};

const verifiedOf = (payload: JWTPayload, actor: Actor): Verified => ({
  actor,
  notBefore: payload.nbf ?? 0,
  expires: payload.exp ?? 0,
  revocable: {
    jti: payload.jti,
    grantId: typeof payload.gid === 'string' ? payload.gid : undefined,
    subject: payload.sub,
    issuedAt: payload.iat,
  },
  bound: bindingOf(payload.cnf),
});

/**
 * The one seam between tokens and actors. Takes signed JWT access tokens (RFC 9068, `typ` `at+jwt`) as bearer
 * tokens (RFC 6750 §2.1): EdDSA or ES256, `iss`, `aud`, `exp` and `sub` mandatory, `nbf` respected, and the claim
 * `dossier_actor` (see {@link actorFromClaims}). A verified token is remembered by its SHA-256 until it expires; whether it was
 * revoked, and who holds it where it is bound to a key, is looked at each time.
 */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticator => {
  const { clock, law, cachedTokens = 10_000, others = [], revocations, isFirstUse } = options;
  const issuers = new Map([options, ...others].map((one) => [one.issuer, { ...one, findKey: keyFinder(one.keys) }]));
  // A Map keeps insertion order: the first key is the one used longest ago.
  const cache = new Map<string, Verified>();

  const remembered = (hash: string, nowSeconds: number): Result<Verified, Failure> | undefined => {
    const hit = cache.get(hash);
    if (!hit) return undefined;
    cache.delete(hash);
    if (nowSeconds >= hit.expires + TOLERANCE_SECONDS) return fail(failure('token-expired'));
    if (nowSeconds < hit.notBefore - TOLERANCE_SECONDS) return invalid('it is not valid yet');
    cache.set(hash, hit);
    return ok(hit);
  };

  const remember = (hash: string, verified: Verified): void => {
    cache.set(hash, verified);
    if (cache.size > cachedTokens) {
      const [oldest] = cache.keys();
      if (oldest !== undefined) cache.delete(oldest);
    }
  };

  const verify = async (token: string, at: Instant): Promise<Result<Verified, Failure>> => {
    try {
      // Whose it claims to be decides only which keys and which audience it is then held to.
      const said = issuers.size === 1 ? undefined : decodeJwt(token).iss;
      const { issuer, audience, findKey, scoped = false } = issuers.get(said ?? '') ?? { ...first };
      const { payload } = await jwtVerify(token, findKey, {
        issuer,
        audience,
        algorithms,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(at),
      });
      const described = actorFromClaims(payload, law(at).actorClasses);
      const actor = described.ok && scoped ? restrictedBy(described.value, payload) : described;
      if (!actor.ok) return actor;
      return ok(verifiedOf(payload, actor.value));
    } catch (error) {
      return failureOf(error);
    }
  };

  const [first = { ...options, findKey: keyFinder(options.keys) }] = issuers.values();

  return {
    forget: () => cache.clear(),
    authenticate: async (authorization, possession) => {
      if (authorization === undefined || authorization.trim() === '') return fail(failure('token-missing'));
      if (Buffer.byteLength(authorization) > HEADER_BYTES) return invalid(`it is longer than ${HEADER_BYTES} bytes`);
      const [, scheme = '', token] = /^(bearer|dpop) +([A-Za-z0-9_.-]+) *$/i.exec(authorization) ?? [];
      if (token === undefined) return invalid('the Authorization header is not "Bearer" and a JWT');

      const at = clock.now();
      const nowSeconds = Math.floor(Date.parse(at) / 1000);
      const hash = digest('sha256', token, 'base64');
      const known = remembered(hash, nowSeconds);
      const verified = known ?? (await verify(token, at));
      if (!verified.ok) return verified;
      if (known === undefined) remember(hash, verified.value);
      const { actor, bound, revocable } = verified.value;
      if (revocations?.isRevoked(revocable)) return fail(failure('token-revoked'));
      if (bound.kind === 'none' && scheme.toLowerCase() === 'bearer') return ok(actor);
      const why = await checkPossession(bound, { scheme, token, nowSeconds, possession, isFirstUse });
      return why === undefined ? ok(actor) : invalid(why);
    },
  };
};
