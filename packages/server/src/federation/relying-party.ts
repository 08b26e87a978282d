// SPDX-License-Identifier: Apache-2.0
import * as oidc from 'openid-client';
import type { Claims } from './claims.ts';
import { mayBePlain, type Provider } from './configuration.ts';

/** What is kept of a sign-in while it is on at the provider. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** A sign-in at a device of the user's own that the provider has been asked for (CIBA). */
export interface Asked {
  /** `auth_req_id`: worth nothing without our credentials. */
  readonly name: string;
  readonly intervalSeconds: number;
}

/** What the provider says when it is done. */
export interface Told {
  readonly subject: string;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly claims: Claims;
}

export interface RelyingParty {
  /** Where to send the browser. */
  begin(redirectUri: string, language: string): Promise<Begun & { readonly address: URL }>;
  /** From the address to which the provider sent the browser back to what it says. Throws what openid-client throws. */
  finish(answer: URL, begun: Begun): Promise<Told>;
  /** Asks the user at a device of their own (OpenID Connect CIBA Core 1.0 §7). Throws what openid-client throws. */
  ask(loginHint: string, bindingMessage: string | undefined): Promise<Asked>;
  /** Looks once whether the user has answered (§10.1); while not, throws `authorization_pending` or `slow_down`. */
  look(name: string): Promise<Told>;
}

const TIMEOUT_SECONDS = 10;
/** A provider may change its addresses; its keys are looked for whenever one is unknown. */
const DISCOVERY_MS = 3_600_000;

const authenticationOf = ({ authentication }: Provider): oidc.ClientAuth => {
  switch (authentication.method) {
    case 'client_secret_basic':
      return oidc.ClientSecretBasic(authentication.secret);
    case 'client_secret_post':
      return oidc.ClientSecretPost(authentication.secret);
    case 'private_key_jwt':
      return oidc.PrivateKeyJwt({ key: authentication.key, ...(authentication.kid && { kid: authentication.kid }) });
  }
};

const BACKCHANNEL_GRANT = 'urn:openid:params:grant-type:ciba';
/** Between two looks, where the provider does not say (CIBA Core §7.3). */
const INTERVAL_SECONDS = 5;

const discover = (provider: Provider): Promise<oidc.Configuration> =>
  oidc.discovery(
    new URL(provider.issuer),
    provider.clientId,
    {
      id_token_signed_response_alg: provider.idTokenAlgorithm,
      ...(provider.signedUserInfo && { userinfo_signed_response_alg: provider.signedUserInfo }),
    },
    authenticationOf(provider),
    {
      timeout: TIMEOUT_SECONDS,
      execute: [
        // what came over TLS is verified by its signature all the same
        oidc.enableNonRepudiationChecks,
        ...(mayBePlain(provider.issuer) ? [oidc.allowInsecureRequests] : []),
      ],
    },
  );

/**
 * Us as a client of another provider: authorization code with PKCE, state and nonce, pushed where the provider takes that
 * (RFC 9126), its `iss` checked (RFC 9207), the ID token verified, UserInfo read, signed or not, of the same subject.
 */
export const relyingParty = (provider: Provider): RelyingParty => {
  let found: { readonly configuration: Promise<oidc.Configuration>; readonly atMs: number } | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    if (found && performance.now() - found.atMs < DISCOVERY_MS) return found.configuration;
    const next = { configuration: discover(provider), atMs: performance.now() };
    found = next;
    // the next one asks again
    next.configuration.catch(() => {
      if (found === next) found = undefined;
    });
    return next.configuration;
  };

  const toldBy = async (
    config: oidc.Configuration,
    tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
  ): Promise<Told> => {
    const stated = tokens.claims();
    if (!stated) throw new Error('The provider sent no ID token.');
    const { sub, acr, amr } = stated;
    const claims = await oidc.fetchUserInfo(config, tokens.access_token, sub);
    const methods = Array.isArray(amr) ? amr.filter((one): one is string => typeof one === 'string') : [];
    return { subject: sub, acr: typeof acr === 'string' ? acr : '', amr: methods, claims };
  };

  return {
    begin: async (redirectUri, language) => {
      const config = await configuration();
      const begun = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
      const parameters = {
        redirect_uri: redirectUri,
        scope: provider.scope,
        acr_values: provider.acrValues.join(' '),
        ui_locales: language,
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      };
      const pushed = config.serverMetadata().pushed_authorization_request_endpoint !== undefined;
      const address = pushed
        ? await oidc.buildAuthorizationUrlWithPAR(config, parameters)
        : oidc.buildAuthorizationUrl(config, parameters);
      return { ...begun, address };
    },
    finish: async (answer, { state, nonce, verifier }) => {
      const config = await configuration();
      const tokens = await oidc.authorizationCodeGrant(config, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      return toldBy(config, tokens);
    },
    ask: async (loginHint, bindingMessage) => {
      const config = await configuration();
      const { auth_req_id: name, interval = INTERVAL_SECONDS } = await oidc.initiateBackchannelAuthentication(config, {
        scope: provider.scope,
        acr_values: provider.acrValues.join(' '),
        login_hint: loginHint,
        ...(bindingMessage !== undefined && { binding_message: bindingMessage }),
      });
      return { name, intervalSeconds: interval };
    },
    look: async (name) => {
      const config = await configuration();
      return toldBy(config, await oidc.genericGrantRequest(config, BACKCHANNEL_GRANT, { auth_req_id: name }));
    },
  };
};
