// SPDX-License-Identifier: Apache-2.0
import { type Actor, partyKey } from '@dossier/core/actors';
import { decodeJwt } from 'jose';
import Provider, {
  type AccessToken,
  type Client,
  type ClientCredentials,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { Pool } from 'pg';
import { languageOf, page, pageHeaders, problemPage } from '../pages/index.ts';
import { claimsFromActor } from '../platform/authentication.ts';
import { accountOf, grantContextOf } from './accounts.ts';
import { adapterFor } from './artifacts.ts';
import { BACKCHANNEL_SECONDS, backchannel } from './backchannel.ts';
import { type Choice, type ChoicePorts, choicesOf } from './choices.ts';
import { fhirUserOf, iuaClaims } from './claims.ts';
import type { DeviceSignIn } from './device-sign-in.ts';
import type { SigningKeys } from './keys.ts';
import type { MutualTls } from './mutual-tls.ts';
import { grantable } from './scopes.ts';
import { settler } from './settle.ts';
import { signOut } from './sign-out.ts';

export interface ProviderOptions {
  readonly pool: Pool;
  readonly issuer: string;
  /** Address of the FHIR face: what tokens are for. */
  readonly audience: string;
  readonly keys: SigningKeys;
  /** Signs cookies; the same in every process. */
  readonly cookieKey: Uint8Array;
  readonly ports: ChoicePorts;
  /** Asks users at a device of their own; absent: nobody is. */
  readonly device?: DeviceSignIn;
  /** For whom a backend service acts, from the member `dossier_actor` of its registration, if they may act now. */
  readonly actorOfService: (registered: unknown) => Promise<TokenActor | undefined>;
  /** Certificates of applications; absent where nobody can present one. */
  readonly mutualTls?: MutualTls;
}

type TokenActor = Exclude<Actor, { readonly kind: 'system' }>;

/** A provider, and what a grant type of our own gives its token to say. */
export interface AuthorizationServer {
  readonly provider: Provider;
  /** The actor for whom a token that is about to be saved stands. */
  readonly standsFor: (token: ClientCredentials, actor: TokenActor) => void;
  /** As what the bearer of a grant acts, if that still holds. */
  readonly choiceOf: (grantId: string) => Promise<Choice | undefined>;
}

const ACCESS_TOKEN_SECONDS = 300;
const HOUR = 3600;

const routes = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  revocation: '/oauth2/revoke',
  introspection: '/oauth2/introspect',
  jwks: '/oauth2/jwks',
  pushed_authorization_request: '/oauth2/par',
  end_session: '/oauth2/end-session',
  backchannel_authentication: '/oauth2/backchannel',
} as const;

/** Whoever has signed in chooses, each time, as what they act; no earlier choice stands for this application. */
const policyOfPrompts = () => {
  const { Prompt, Check, base } = interactionPolicy;
  const prompts = base();
  prompts.remove('consent');
  prompts.add(
    new Prompt(
      { name: 'consent', requestable: true },
      new Check('choice_missing', 'the user has to choose', 'interaction_required', ({ oidc }) =>
        oidc.result?.consent === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    ),
  );
  return prompts;
};

const cookies = (secure: boolean, key: Uint8Array): NonNullable<Configuration['cookies']> => ({
  keys: [Buffer.from(key).toString('base64url')],
  names: {
    session: secure ? '__Host-dossier-session' : 'dossier-session',
    interaction: secure ? '__Secure-dossier-interaction' : 'dossier-interaction',
    resume: secure ? '__Secure-dossier-resume' : 'dossier-resume',
  },
  long: { httpOnly: true, sameSite: 'lax', signed: true, secure },
  short: { httpOnly: true, sameSite: 'lax', signed: true, secure },
});

/** The scopes that a request, a code or a refresh token asks for. */
const askedScopes = ({ oidc }: KoaContextWithOIDC): string => {
  const entities = oidc.entities as Readonly<Record<string, { readonly scope?: string } | undefined>>;
  const asked = oidc.params?.scope as string | undefined;
  return [
    asked,
    entities.AuthorizationCode?.scope,
    entities.RefreshToken?.scope,
    entities.BackchannelAuthenticationRequest?.scope,
  ]
    .filter(Boolean)
    .join(' ');
};

/**
 * oidc-provider drops `offline_access` where the request does not say `prompt=consent` (OpenID Connect Core §11). Here the
 * user is always asked, and applications of SMART do not say it: what was asked for is put back.
 */
const keepOfflineAccess = (ctx: KoaContextWithOIDC, client: Client | undefined): void => {
  const { params, body, entities } = ctx.oidc;
  if (params === undefined || !client?.grantTypeAllowed('refresh_token')) return;
  const pushed = entities.PushedAuthorizationRequest?.request;
  const asked = pushed === undefined ? (body?.scope ?? ctx.query.scope) : decodeJwt(pushed).scope;
  const scopes = String(params.scope ?? '').split(' ');
  if (
    params.response_type === undefined ||
    !String(asked ?? '')
      .split(' ')
      .includes('offline_access')
  )
    return;
  if (!scopes.includes('offline_access')) params.scope = [...scopes, 'offline_access'].join(' ').trim();
};

/**
 * The authorization server: OAuth 2.1 (draft-ietf-oauth-v2-1) by code and PKCE only, with what RFC 9700 recommends, and
 * the scopes and context of SMART App Launch 2.2. What a token says is made anew, from what holds now, each time one is
 * issued.
 */
export const createAuthorizationServer = (options: ProviderOptions): AuthorizationServer => {
  const { pool, issuer, audience, keys, cookieKey, ports, device, actorOfService, mutualTls } = options;
  const actors = new WeakMap<object, TokenActor>();

  const choiceOf: AuthorizationServer['choiceOf'] = async (grantId) => {
    const context = await grantContextOf(pool, grantId);
    const who = context && (await accountOf(pool, context.accountId));
    if (context === undefined || who === undefined) return undefined;
    const choice = (await choicesOf(who, ports)).find(({ id }) => id === context.choice);
    if (choice === undefined) return undefined;
    const { recordId, accessId } = context;
    if (recordId === undefined) return choice;
    if (accessId === undefined) return { ...choice, actor: { ...choice.actor, onlyRecord: recordId } };
    if (choice.actor.kind !== 'professional') return undefined;
    // A grant that stands on an access without authorisation ends with it.
    const mode = await ports.patients.modeOn(choice.actor, recordId, accessId);
    return mode && { ...choice, actor: { ...choice.actor, mode, onlyRecord: recordId } };
  };

  const actorOfClient = async (token: ClientCredentials): Promise<TokenActor> => {
    const { dossier_actor: registered } = { dossier_actor: undefined, ...token.client?.metadata() };
    const actor = actors.get(token) ?? (await actorOfService(registered));
    if (actor === undefined) throw new errors.UnauthorizedClient('this application acts for nobody');
    return actor;
  };

  const actorOf = async (token: AccessToken | ClientCredentials): Promise<TokenActor> => {
    if (token.kind === 'ClientCredentials') return actorOfClient(token as ClientCredentials);
    const { grantId, client } = token as AccessToken;
    const choice = grantId === undefined ? undefined : await choiceOf(grantId);
    if (choice === undefined) throw new errors.InvalidGrant('what was chosen at sign-in does not hold any more');
    const application = client && { id: client.clientId, name: client.clientName ?? client.clientId };
    return { ...choice.actor, ...(application && { application }) };
  };

  const settle = device && settler({ pool, audience, ports, device, provider: () => provider });
  const provider: Provider = new Provider(issuer, {
    adapter: adapterFor(pool, settle),
    jwks: { keys: [...keys.privateKeys] } as NonNullable<Configuration['jwks']>,
    routes,
    cookies: cookies(issuer.startsWith('https:'), cookieKey),
    clientDefaults: {
      response_types: ['code'],
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'private_key_jwt',
    },
    clientAuthMethods: ['none', 'private_key_jwt', ...(mutualTls?.methods ?? [])],
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256', 'ES384', 'RS384', 'PS256', 'EdDSA', 'Ed25519'],
      idTokenSigningAlgValues: (['ES256', 'RS256'] as const).filter((alg) =>
        keys.privateKeys.some((key) => key.alg === alg),
      ),
      dPoPSigningAlgValues: ['ES256', 'EdDSA', 'Ed25519'],
    },
    extraClientMetadata: { properties: ['dossier_actor', 'dossier_scope'] },
    responseTypes: ['code'],
    // Pages of a public application call from where it is sent back to.
    clientBasedCORS: (_, origin, client) =>
      client.clientAuthMethod === 'none' &&
      client.redirectUris?.some((uri) => URL.parse(uri)?.origin === origin) === true,
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', 'fhirUser', 'profile', 'launch', 'launch/patient'],
    claims: { openid: ['sub'], fhirUser: ['fhirUser'], profile: ['name'] },
    conformIdTokenClaims: false,
    extraParams: ['aud', 'launch'],
    rotateRefreshToken: true,
    allowOmittingSingleRegisteredRedirectUri: false,
    interactions: { policy: policyOfPrompts(), url: (_, { uid }) => `/sign-in/${uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grantId = oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : oidc.provider.Grant.find(grantId);
    },
    findAccount: async (ctx, accountId) => {
      const who = await accountOf(pool, accountId);
      // Who is asked at their device proves themself there; whether they were ever here, no software is told.
      if (who === undefined && ctx.oidc.route === 'backchannel_authentication')
        return { accountId, claims: async () => ({ sub: accountId }) };
      if (who === undefined) return undefined;
      return {
        accountId,
        claims: async () => {
          const grantId = ctx.oidc.entities.Grant?.jti;
          const choice = grantId === undefined ? undefined : await choiceOf(grantId);
          const fhirUser = choice && fhirUserOf(choice.actor, audience);
          return { sub: accountId, name: who.name, ...(fhirUser && { fhirUser }) };
        },
      };
    },
    extraTokenClaims: async (_, token) => {
      const actor = await actorOf(token);
      return {
        ...claimsFromActor(actor),
        ...iuaClaims(actor),
        ...('grantId' in token && token.grantId !== undefined && { gid: token.grantId }),
        ...(actor.onlyRecord !== undefined && { patient: actor.onlyRecord }),
      };
    },
    renderError: (ctx, out) => {
      const language = languageOf(ctx.get('accept-language'));
      ctx.set(pageHeaders());
      ctx.type = 'html';
      ctx.body = page(problemPage('request-refused', language, [out.error, out.error_description])).toString();
    },
    formats: {
      customizers: {
        jwt: (_, token, jwt) => {
          const actor = actors.get(token);
          if (actor !== undefined && jwt.payload !== undefined) jwt.payload.sub = partyKey(actor);
        },
      },
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      ClientCredentials: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: 60,
      BackchannelAuthenticationRequest: BACKCHANNEL_SECONDS,
      IdToken: ACCESS_TOKEN_SECONDS,
      Interaction: HOUR / 2,
      PushedAuthorizationRequest: 60,
      RefreshToken: 30 * 24 * HOUR,
      Grant: 90 * 24 * HOUR,
      Session: 8 * HOUR,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      ...(device && { ciba: backchannel(pool, device) }),
      dPoP: { enabled: true },
      ...(mutualTls && { mTLS: mutualTls.feature }),
      introspection: {
        enabled: true,
        allowedPolicy: (_, client, token) => token.clientId === client.clientId,
      },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      pushedAuthorizationRequests: { enabled: true },
      rpInitiatedLogout: signOut,
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource, client) => {
          if (resource !== audience) throw new errors.InvalidTarget();
          // SMART App Launch 2.2 §2.0.9. A pushed request is kept as a JWT, whose own aud, the issuer, takes its place.
          if (![undefined, audience, issuer].includes(ctx.oidc.params?.aud as string | undefined)) {
            throw new errors.InvalidRequest('aud is not the address of this FHIR server');
          }
          keepOfflineAccess(ctx, client);
          return {
            scope: grantable(askedScopes(ctx), client).join(' '),
            audience,
            accessTokenTTL: ACCESS_TOKEN_SECONDS,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    discovery: {
      userinfo_endpoint: `${issuer}/oauth2/userinfo`,
      service_documentation: `${issuer}/fhir/metadata`,
      ...mutualTls?.metadata,
    },
  });
  // Addresses in answers are made of the request's: front.ts puts those of the issuer there.
  provider.proxy = true;
  return {
    provider,
    choiceOf,
    standsFor: (token, actor) => void actors.set(token, actor),
  };
};
