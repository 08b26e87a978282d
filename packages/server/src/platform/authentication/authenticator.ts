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
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  type KeyObject,
} from 'jose';
import { actorFromClaims } from './claims.ts';

export interface AuthenticatorOptions {
  /** Expected `iss`. */
  readonly issuer: string;
  /** Expected in `aud`. */
  readonly audience: string;
  /** The issuer's public keys: a key set, one public key, or a function that finds them (jose). */
  readonly keys: JSONWebKeySet | CryptoKey | KeyObject | JWTVerifyGetKey;
  readonly clock: { now(): Instant };
  readonly law: (at: Instant) => Law;
  /** Verified tokens remembered. Default 10000. */
  readonly cachedTokens?: number;
}

export interface Authenticator {
  /**
   * From the value of an Authorization header to the actor.
   * Fails with `token-missing`, `token-invalid`, `token-expired` or `reason-required`.
   *
   * @param thumbprint of the client certificate that was presented (`x5t#S256`); asked for where the token is bound to one
   */
  authenticate(
    authorization: string | undefined,
    thumbprint?: () => string | undefined,
  ): Promise<Result<Actor, Failure>>;
}

/** Difference between the issuer's clock and ours that is put up with. */
const TOLERANCE_SECONDS = 5;

/** Longest Authorization header that is looked at. */
const HEADER_BYTES = 8192;

interface Verified {
  readonly actor: Actor;
  readonly notBefore: number;
  readonly expires: number;
  /** The certificate that the token is bound to. */
  readonly thumbprint?: string;
}

const UNKNOWN_BINDING = 'it is bound in a way that is not known here';

/** What a token is bound to (RFC 7800 §3.1): nothing, a certificate (RFC 8705 §3.1), or what is not known here. */
const bindingOf = ({ cnf }: JWTPayload): Result<string | undefined, Failure> => {
  if (cnf === undefined) return ok(undefined);
  const { 'x5t#S256': thumbprint, ...others } = (cnf ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof thumbprint !== 'string' || Object.keys(others).length > 0) return invalid(UNKNOWN_BINDING);
  return ok(thumbprint);
};

const isBoundTo = (bound: string, presented: string | undefined): boolean =>
  presented !== undefined && digest('sha256', bound) === digest('sha256', presented);

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

/**
 * The one seam between tokens and actors. Takes signed JWT access tokens (RFC 9068, `typ` `at+jwt`) as bearer
 * tokens (RFC 6750 §2.1): EdDSA or ES256, `iss`, `aud`, `exp` and `sub` mandatory, `nbf` respected, and the claim
 * `dossier_actor` (see {@link actorFromClaims}). A token that is bound to a client certificate (`cnf`, RFC 8705 §3.1) is
 * good with that certificate only. A verified token is remembered by its SHA-256 until it expires.
 */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticator => {
  const { issuer, audience, clock, law, cachedTokens = 10_000 } = options;
  const findKey = keyFinder(options.keys);
  // A Map keeps insertion order: the first key is the one used longest ago.
  const cache = new Map<string, Verified>();

  const actorIn = ({ actor, thumbprint }: Verified, presented?: () => string | undefined): Result<Actor, Failure> =>
    thumbprint === undefined || isBoundTo(thumbprint, presented?.())
      ? ok(actor)
      : invalid('it is bound to another client certificate');

  const remembered = (
    hash: string,
    nowSeconds: number,
    presented?: () => string | undefined,
  ): Result<Actor, Failure> | undefined => {
    const hit = cache.get(hash);
    if (!hit) return undefined;
    cache.delete(hash);
    if (nowSeconds >= hit.expires + TOLERANCE_SECONDS) return fail(failure('token-expired'));
    if (nowSeconds < hit.notBefore - TOLERANCE_SECONDS) return invalid('it is not valid yet');
    cache.set(hash, hit);
    return actorIn(hit, presented);
  };

  const remember = (hash: string, verified: Verified): void => {
    cache.set(hash, verified);
    if (cache.size > cachedTokens) {
      const [oldest] = cache.keys();
      if (oldest !== undefined) cache.delete(oldest);
    }
  };

  return {
    authenticate: async (authorization, presented) => {
      if (authorization === undefined || authorization.trim() === '') return fail(failure('token-missing'));
      if (Buffer.byteLength(authorization) > HEADER_BYTES) return invalid(`it is longer than ${HEADER_BYTES} bytes`);
      const token = /^bearer +([A-Za-z0-9_.-]+) *$/i.exec(authorization)?.[1];
      if (token === undefined) return invalid('the Authorization header is not "Bearer" and a JWT');

      const at = clock.now();
      const now = new Date(at);
      const hash = digest('sha256', token, 'base64');
      const known = remembered(hash, Math.floor(now.getTime() / 1000), presented);
      if (known) return known;

      try {
        const { payload } = await jwtVerify(token, findKey, {
          issuer,
          audience,
          algorithms,
          typ: 'at+jwt',
          requiredClaims: ['exp', 'sub'],
          clockTolerance: TOLERANCE_SECONDS,
          currentDate: now,
        });
        const actor = actorFromClaims(payload, law(at).actorClasses);
        if (!actor.ok) return actor;
        const bound = bindingOf(payload);
        if (!bound.ok) return bound;
        const times = { notBefore: payload.nbf ?? 0, expires: payload.exp ?? 0 };
        const verified = {
          actor: actor.value,
          ...times,
          ...(bound.value !== undefined && { thumbprint: bound.value }),
        };
        remember(hash, verified);
        return actorIn(verified, presented);
      } catch (error) {
        return failureOf(error);
      }
    },
  };
};
