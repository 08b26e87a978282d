// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { importJWK, type JWK, SignJWT } from 'jose';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Pool } from 'pg';
import { type AuthorizationServer, putClient } from '../authorization/index.ts';
import { StartError } from '../start-error.ts';
import { DemoTokenError, demoActor, privateKeyAt, type TokenOptions } from './token.ts';

/** A grant for whoever holds the key in the demo's home: to be any of its people. Nothing else than a demo has it. */
const GRANT = 'urn:dossier:demo:grant-type:persona';
const CLIENT = 'dossier-demo';
const SCOPE = 'user/*.cruds';
const LIFETIME_SECONDS = 43_200;
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const keyFile = (home: string): string => join(home, 'keys', 'demo-client.json');
const addressFile = (home: string): string => join(home, 'keys', 'demo-address');

const optionsOf = (parameters: Readonly<Record<string, unknown>>): TokenOptions => {
  const { mode, reason, organization, secret } = parameters;
  return {
    ...(typeof mode === 'string' && { mode }),
    ...(typeof reason === 'string' && { reason }),
    ...(typeof organization === 'string' && { organization }),
    ...(secret === 'true' && { secret: true }),
  };
};

const actorFor = (parameters: Readonly<Record<string, unknown>>): ReturnType<typeof demoActor> => {
  try {
    return demoActor(String(parameters.persona), optionsOf(parameters));
  } catch (error) {
    if (error instanceof DemoTokenError) throw new errors.InvalidRequest(error.message);
    throw error;
  }
};

/** Lets the command line ask the running demo for tokens of its people. */
export const offerPersonas = async (
  { provider, standsFor }: AuthorizationServer,
  pool: Pool,
  home: string,
  issuer: string,
): Promise<void> => {
  const { d: _, ...publicKey } = await privateKeyAt(keyFile(home));
  await putClient(pool, {
    client_id: CLIENT,
    client_name: 'dossier token',
    grant_types: [GRANT],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'EdDSA',
    jwks: { keys: [publicKey] },
  });
  const audience = `${issuer}/fhir`;
  const answer = async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, params = {} } = ctx.oidc;
    if (client === undefined) throw new errors.InvalidClient('no client');
    const actor = actorFor(params);
    const token = new provider.ClientCredentials({ client, scope: SCOPE });
    const jwt = { sign: { alg: 'ES256' as const } };
    const server = { scope: SCOPE, audience, accessTokenTTL: LIFETIME_SECONDS, accessTokenFormat: 'jwt' as const, jwt };
    token.resourceServer = new provider.ResourceServer(audience, server);
    standsFor(token, actor);
    const value = await token.save();
    ctx.body = { access_token: value, token_type: 'Bearer', expires_in: LIFETIME_SECONDS, scope: SCOPE };
  };
  provider.registerGrantType(GRANT, answer, ['persona', 'mode', 'reason', 'organization', 'secret']);
  await mkdir(dirname(addressFile(home)), { recursive: true, mode: 0o700 });
  const draft = `${addressFile(home)}.${randomUUID()}`;
  await writeFile(draft, issuer, { mode: 0o600 });
  await rename(draft, addressFile(home));
};

const assertionFor = async (key: JWK, issuer: string): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid ?? '' })
    .setIssuer(CLIENT)
    .setSubject(CLIENT)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(await importJWK(key, 'EdDSA'));

/**
 * A bearer token of a persona, from the demo that runs on this home.
 *
 * @throws DemoTokenError for what the demo refuses
 * @throws StartError when no demo runs
 */
export const requestToken = async (home: string, persona: string, options: TokenOptions = {}): Promise<string> => {
  // What cannot be granted needs no running demo to be said.
  demoActor(persona, options);
  const noDemo = new StartError(`No demo runs for ${home}; start it with npm start.`);
  const issuer = await readFile(addressFile(home), 'utf8').catch(() => {
    throw noDemo;
  });
  const key = await privateKeyAt(keyFile(home));
  const { mode, reason, organization, secret } = options;
  const body = new URLSearchParams({
    grant_type: GRANT,
    persona,
    ...(mode !== undefined && { mode }),
    ...(reason !== undefined && { reason }),
    ...(organization !== undefined && { organization }),
    ...(secret && { secret: 'true' }),
    client_assertion_type: ASSERTION,
    client_assertion: await assertionFor(key, issuer),
    client_id: CLIENT,
  });
  const response = await fetch(`${issuer}/oauth2/token`, { method: 'POST', body }).catch(() => {
    throw noDemo;
  });
  const answer = (await response.json()) as { readonly access_token?: string; readonly error_description?: string };
  if (answer.access_token === undefined) throw new DemoTokenError(answer.error_description ?? 'The demo refused.');
  return answer.access_token;
};
