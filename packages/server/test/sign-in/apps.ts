// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { putClient } from '../../src/authorization/index.ts';
import type { Identity } from '../../src/authorization/signed-in.ts';
import { browser, type Landed, testWay } from '../../src/authorization/test-browser.ts';
import { personas } from '../../src/demo/index.ts';
import type { Loose } from '../../src/faces/fhir/intake/test-messages.ts';
import { openWorld, type World } from './world.ts';

export const REDIRECT = 'http://127.0.0.1:9/callback';

export interface Ask {
  readonly client?: string;
  readonly scope?: string;
  readonly more?: Readonly<Record<string, string | undefined>>;
  readonly method?: 'GET' | 'POST';
}

export interface Asked {
  /** Where the browser was led in the end. */
  readonly landed: Landed;
  readonly choices: Landed;
  readonly verifier: string;
  readonly state: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Loose;
}

/** Applications of three kinds, and what they send, byte by byte: for what no library would send. */
export interface Apps extends World {
  /** Who signs in next. */
  signIn(who: Identity): void;
  authorize(ask?: Ask): Promise<Asked>;
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answered>;
  /** Exchanges the code of a launch. */
  exchange(asked: Asked, more?: Readonly<Record<string, string>>): Promise<Answered>;
  launch(ask?: Ask): Promise<Answered>;
  /** Proof of a confidential application; `change` and `header` say what is wrong with it. */
  assertion(
    client: string,
    change?: JWTPayload,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, string>>>;
}

export const dominique: Identity = (() => {
  const { actor } = personas.dominique;
  if (actor.kind !== 'patient') throw new Error('dominique');
  return { kind: 'person', personId: actor.personId, name: actor.name, ...(actor.ins && { ins: actor.ins }) };
})();

export const gp: Identity = {
  kind: 'professional',
  nationalId: '899700218896',
  name: 'Dr Camille AUBERT',
  situations: personas.gp.organizations.map(({ id, name }) => ({
    profession: '10',
    specialty: 'SM26',
    organization: { id, name },
  })),
};

export const openApps = async (): Promise<Apps> => {
  let who: Identity = dominique;
  const { instantOf } = await import('@dossier/core/time');
  const world = await openWorld({ now: instantOf(Date.now()), ways: [testWay(() => who)] });
  const { house } = world;
  const keys = await generateKeyPair('ES384', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'own', alg: 'ES384', use: 'sig' }] };
  const common = { redirect_uris: [REDIRECT], grant_types: ['authorization_code', 'refresh_token'] };
  await putClient(house.pool, { client_id: 'public', token_endpoint_auth_method: 'none', ...common });
  await putClient(house.pool, { client_id: 'other', token_endpoint_auth_method: 'none', ...common });
  const rsa = { id_token_signed_response_alg: 'RS256' } as const;
  await putClient(house.pool, { client_id: 'by-rsa', token_endpoint_auth_method: 'none', ...rsa, ...common });
  await putClient(house.pool, { client_id: 'confidential', jwks, token_endpoint_auth_signing_alg: 'ES384', ...common });
  await putClient(house.pool, {
    client_id: 'service',
    jwks,
    token_endpoint_auth_signing_alg: 'ES384',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    dossier_scope: 'system/DocumentReference.c system/Patient.r',
    dossier_actor: {
      kind: 'organization',
      name: 'CH',
      authentication: 'indirect',
      organization: { id: personas.hospital.organizations[0]?.id ?? '', name: 'CH' },
    },
  });

  const authorize: Apps['authorize'] = async ({ client = 'public', scope, more, method = 'GET' } = {}) => {
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const asked: Readonly<Record<string, string | undefined>> = {
      response_type: 'code',
      client_id: client,
      redirect_uri: REDIRECT,
      scope: scope ?? 'openid fhirUser offline_access launch/patient patient/*.rs',
      state,
      aud: house.baseUrl,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...more,
    };
    const parameters = Object.fromEntries(
      Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const { go, post } = browser(house.url);
    const first =
      method === 'GET'
        ? await go(`/oauth2/authorize?${new URLSearchParams(parameters)}`)
        : await go('/oauth2/authorize', parameters);
    const way = /href="([^"]+\/test)"/.exec(first.text)?.[1];
    if (way === undefined) return { landed: first, choices: first, verifier, state };
    const choices = await go(way);
    const choice = /name="choice" value="([^"]+)"/.exec(choices.text)?.[1] ?? '';
    return { landed: await post(choices, { choice, answer: 'allow' }), choices, verifier, state };
  };

  const post: Apps['post'] = async (path, form, headers = {}) => {
    const response = await fetch(`${house.url}${path}`, { method: 'POST', body: new URLSearchParams(form), headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text.startsWith('{') ? JSON.parse(text) : text };
  };

  const assertion: Apps['assertion'] = async (client, change = {}, header = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: client, sub: client, aud: `${house.url}/oauth2/token`, exp: now + 60, jti: randomUUID() };
    const signed = await new SignJWT({ ...payload, ...change })
      .setProtectedHeader({ alg: 'ES384', kid: 'own', typ: 'JWT', ...header })
      .sign(keys.privateKey);
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signed,
    };
  };

  const exchange: Apps['exchange'] = ({ landed, verifier }, more = { client_id: 'public' }) =>
    post('/oauth2/token', {
      grant_type: 'authorization_code',
      code: new URL(landed.url).searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
      code_verifier: verifier,
      ...more,
    });

  return {
    ...world,
    signIn: (next) => {
      who = next;
    },
    authorize,
    post,
    assertion,
    exchange,
    launch: async (ask = {}) => {
      const { client = 'public' } = ask;
      return exchange(
        await authorize(ask),
        client === 'confidential' ? await assertion(client) : { client_id: client },
      );
    },
  };
};
