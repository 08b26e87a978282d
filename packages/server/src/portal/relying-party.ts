// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { importJWK } from 'jose';
import * as client from 'openid-client';
import type { Pool } from 'pg';
import { putClient } from '../authorization/index.ts';
import type { Tokens } from './sessions.ts';

const CLIENT = 'dossier-portal';
/** RFC 9864 §2.2. */
const ALG = 'Ed25519';
const SCOPES = 'openid fhirUser profile offline_access user/*.cruds';
/** RFC 8410 §7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

const keysOf = (seed: Uint8Array) => {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  return {
    privateJwk: { ...privateKey.export({ format: 'jwk' }), alg: ALG, use: 'sig' },
    publicJwk: { ...createPublicKey(privateKey).export({ format: 'jwk' }), alg: ALG, use: 'sig' },
  };
};

const tokensFrom = (answer: client.TokenEndpointResponse, before?: Tokens): Tokens | undefined => {
  const refreshToken = answer.refresh_token ?? before?.refreshToken;
  const idToken = answer.id_token ?? before?.idToken;
  if (refreshToken === undefined || idToken === undefined) return undefined;
  const expiresAt = Date.now() + (answer.expires_in ?? 0) * 1000;
  return { accessToken: answer.access_token, refreshToken, idToken, expiresAt };
};

/** What a sign-in that has begun has to find again when it comes back. */
export interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The page to go to afterwards. */
  readonly to: string;
}

/**
 * The portals as an application of our own authorization server, like any other: by code, PKCE and private_key_jwt. It
 * is asked in this process, not over the network: its public address may be reachable from outside only.
 *
 * @param seed 32 bytes, the same in every process
 */
export const relyingParty = async (
  pool: Pool,
  { issuer, seed, app }: { readonly issuer: string; readonly seed: Uint8Array; readonly app: () => FastifyInstance },
) => {
  const { privateJwk, publicJwk } = keysOf(seed);
  await putClient(pool, {
    client_id: CLIENT,
    client_name: 'Dossier',
    redirect_uris: [`${issuer}/portal/callback`],
    post_logout_redirect_uris: [`${issuer}/`],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: ALG,
    jwks: { keys: [publicJwk] },
    dossier_scope: SCOPES,
  });
  const ask: client.CustomFetch = async (url, { method, headers, body }) => {
    const { pathname, search } = new URL(url);
    const payload = body instanceof URLSearchParams ? body.toString() : (body as string | null | undefined);
    const answer = await app().inject({
      method: method as 'GET' | 'POST',
      url: pathname + search,
      headers: { ...headers, host: new URL(issuer).host },
      ...(payload != null && { payload }),
    });
    return new Response(answer.rawPayload.length === 0 ? null : new Uint8Array(answer.rawPayload), {
      status: answer.statusCode,
      headers: Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]),
    });
  };
  let found: Promise<client.Configuration> | undefined;
  const configuration = (): Promise<client.Configuration> => {
    found ??= (async () => {
      const key = await importJWK(privateJwk, ALG);
      if (!(key instanceof CryptoKey)) throw new Error('not a key that signs');
      return client.discovery(new URL(issuer), CLIENT, {}, client.PrivateKeyJwt(key), {
        [client.customFetch]: ask,
        ...(issuer.startsWith('http:') && { execute: [client.allowInsecureRequests] }),
      });
    })();
    found.catch(() => {
      found = undefined;
    });
    return found;
  };

  return {
    /** Where the browser goes to sign in, and what to keep until it comes back. */
    begin: async (to: string, language: string | undefined): Promise<{ readonly url: string; readonly flow: Flow }> => {
      const verifier = client.randomPKCECodeVerifier();
      const flow = { state: client.randomState(), nonce: client.randomNonce(), verifier, to };
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: `${issuer}/portal/callback`,
        scope: SCOPES,
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(language !== undefined && { ui_locales: language }),
      });
      return { url: url.href, flow };
    },
    /** The tokens for the code with which the browser came back; undefined when it is not one for this sign-in. */
    conclude: async (url: URL, { state, nonce, verifier }: Flow): Promise<Tokens | undefined> => {
      try {
        const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
        return tokensFrom(await client.authorizationCodeGrant(await configuration(), url, checks));
      } catch (error) {
        if (error instanceof client.ResponseBodyError || error instanceof client.AuthorizationResponseError)
          return undefined;
        if (error instanceof client.ClientError) return undefined;
        throw error;
      }
    },
    renew: async (tokens: Tokens): Promise<Tokens | undefined> => {
      try {
        return tokensFrom(await client.refreshTokenGrant(await configuration(), tokens.refreshToken), tokens);
      } catch (error) {
        if (error instanceof client.ResponseBodyError) return undefined;
        throw error;
      }
    },
    /** Ends the grant, and says where the browser ends its sign-in. */
    end: async ({ refreshToken, idToken }: Tokens): Promise<string> => {
      const config = await configuration();
      await client.tokenRevocation(config, refreshToken);
      return client.buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: `${issuer}/` }).href;
    },
  };
};
