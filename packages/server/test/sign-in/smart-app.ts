// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'fhir-kit-client';
import * as oidc from 'openid-client';
import type { Loose } from '../../src/faces/fhir/intake/test-messages.ts';

/** What the application holds after a launch. */
export interface Session {
  readonly tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;
  readonly documents: readonly string[];
}

/** An application of others: a web site on openid-client and fhir-kit-client that knows of us by discovery only. */
export interface SmartApp {
  readonly url: string;
  readonly redirect: string;
  /** Of the newest launch. */
  session(): Session;
  stop(): Promise<void>;
}

export interface SmartAppOptions {
  readonly clientId: string;
  readonly scope: string;
  /** Address of the FHIR server, for a standalone launch; an EHR says it as `iss`. */
  readonly iss: () => string;
}

interface Begun {
  readonly iss: string;
  readonly config: oidc.Configuration;
  readonly verifier: string;
  readonly state: string;
}

const inHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const send = (response: ServerResponse, title: string, lines: readonly string[]): void => {
  const items = lines.map((line) => `<li>${inHtml(line)}</li>`).join('');
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><ul>${items}</ul></html>`);
};

/** From the SMART configuration of a FHIR server to its authorization server. */
const discover = async (iss: string, clientId: string): Promise<oidc.Configuration> => {
  const answer = await fetch(`${iss}/.well-known/smart-configuration`, { headers: { accept: 'application/json' } });
  const { issuer } = (await answer.json()) as { readonly issuer: string };
  return oidc.discovery(new URL(issuer), clientId, { id_token_signed_response_alg: 'ES256' }, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
};

const titlesOf = async (iss: string, bearerToken: string, patient: string): Promise<readonly string[]> => {
  const client = new Client({ baseUrl: iss, bearerToken });
  await client.read({ resourceType: 'Patient', id: patient });
  const found: Loose = await client.search({ resourceType: 'DocumentReference', searchParams: { patient } });
  return (found.entry ?? []).map(({ resource }: Loose) => resource.content[0].attachment.title);
};

export const startSmartApp = async ({ clientId, scope, iss }: SmartAppOptions): Promise<SmartApp> => {
  const begun = new Map<string, Begun>();
  let held: (Session & { readonly config: oidc.Configuration; readonly iss: string }) | undefined;
  let redirect = '';

  const begin = async (server: string, launch?: string): Promise<string> => {
    const config = await discover(server, clientId);
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    begun.set(state, { iss: server, config, verifier, state });
    return oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirect,
      scope,
      state,
      aud: server,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(launch !== undefined && { launch }),
    }).href;
  };

  const finish = async (url: URL): Promise<Session> => {
    const one = begun.get(url.searchParams.get('state') ?? '');
    if (one === undefined) throw new Error('a state of nobody');
    const tokens = await oidc.authorizationCodeGrant(one.config, url, {
      pkceCodeVerifier: one.verifier,
      expectedState: one.state,
    });
    const documents = await titlesOf(one.iss, tokens.access_token, String(tokens.patient));
    held = { tokens, documents, config: one.config, iss: one.iss };
    return held;
  };

  const refresh = async (): Promise<Session> => {
    if (held === undefined) throw new Error('nothing to refresh');
    const tokens = await oidc.refreshTokenGrant(held.config, held.tokens.refresh_token ?? '');
    const documents = await titlesOf(held.iss, tokens.access_token, String(tokens.patient));
    held = { ...held, tokens, documents };
    return held;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', redirect);
    const go = (location: string): void => void response.writeHead(302, { location }).end();
    if (url.pathname === '/') return go(await begin(iss()));
    if (url.pathname === '/launch')
      return go(await begin(url.searchParams.get('iss') ?? '', url.searchParams.get('launch') ?? ''));
    if (url.pathname === '/callback') return send(response, 'Documents', (await finish(url)).documents);
    if (url.pathname === '/refresh') return send(response, 'Refreshed', (await refresh()).documents);
    response.writeHead(404).end();
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  redirect = `${url}/callback`;
  return {
    url,
    redirect,
    session: () => {
      if (held === undefined) throw new Error('not launched');
      return held;
    },
    stop: () => new Promise((done) => server.close(() => done())),
  };
};
