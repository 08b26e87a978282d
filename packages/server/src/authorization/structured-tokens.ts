// SPDX-License-Identifier: Apache-2.0
import { decodeJwt, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Pool } from 'pg';
import { type Revocations, revoke } from './revocations.ts';

export interface StructuredTokenOptions {
  readonly pool: Pool;
  readonly issuer: string;
  readonly audience: string;
  /** Finds the key of one of our tokens. */
  readonly findKey: JWTVerifyGetKey;
  readonly revocations: Revocations;
}

type Middleware = (ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>;

/** Members of a token that are no business of who introspects it. */
const told = ({ iss: _, ...payload }: JWTPayload, issuer: string) => ({ active: true, iss: issuer, ...payload });

/**
 * oidc-provider answers for opaque tokens only. This goes on where it has authenticated the client and refuses the
 * token for being a JWT: introspection (RFC 7662) and revocation (RFC 7009) of our access tokens, to the client that has
 * them. For any other the token is one that is not active.
 */
export const answerForStructuredTokens = (options: StructuredTokenOptions): Middleware => {
  const { pool, issuer, audience, findKey, revocations } = options;

  const activeOf = async (token: string, clientId: string | undefined): Promise<JWTPayload | undefined> => {
    const verified = await jwtVerify(token, findKey, { issuer, audience, typ: 'at+jwt', algorithms: ['ES256'] }).catch(
      () => undefined,
    );
    if (verified === undefined || verified.payload.client_id !== clientId) return undefined;
    const { jti, gid, sub, iat } = verified.payload;
    await revocations.refresh();
    const grantId = typeof gid === 'string' ? gid : undefined;
    return revocations.isRevoked({ jti, grantId, subject: sub, issuedAt: iat }) ? undefined : verified.payload;
  };

  return async (ctx, next) => {
    await next();
    const { oidc } = ctx;
    if (oidc?.route !== 'introspection' && oidc?.route !== 'revocation') return;
    const refused = ctx.body as { readonly error?: string } | undefined;
    const token = oidc.params?.token;
    if (refused?.error !== 'unsupported_token_type' || typeof token !== 'string') return;
    const payload = await activeOf(token, oidc.client?.clientId);
    ctx.status = 200;
    if (oidc.route === 'introspection') {
      ctx.body = payload === undefined ? { active: false } : told(payload, issuer);
      return;
    }
    if (payload?.jti !== undefined) await revoke(pool, 'token', payload.jti);
    ctx.body = '';
  };
};

/** Says beside the token what it was made for (SMART App Launch 2.2 §2.0.11): the patient in context. */
export const tellLaunchContext: Middleware = async (ctx, next) => {
  await next();
  if (ctx.oidc?.route !== 'token' || ctx.status !== 200) return;
  const body = ctx.body as { readonly access_token?: string; readonly scope?: string };
  if (body.access_token === undefined) return;
  const { patient } = decodeJwt(body.access_token);
  if (patient !== undefined) ctx.body = { ...body, patient, need_patient_banner: true };
};
