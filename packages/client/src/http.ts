// SPDX-License-Identifier: Apache-2.0
import { AnswerError, refusalOf } from './errors.ts';
import { type RetryOptions, retrying } from './retry.ts';

/** Where to, and as whom. */
export interface ConnectionOptions {
  /** FHIR base of the server, by the name that it calls itself: `http://127.0.0.1:8080/fhir`. */
  readonly baseUrl: string;
  /** A bearer token, or what gives one that is fresh; it is asked before each request. */
  readonly token: string | (() => string | Promise<string>);
  /** Replaces the platform's own `fetch`, for proxies, client certificates and tests. */
  readonly fetch?: typeof globalThis.fetch;
  /** How what may be sent twice is sent again when the network fails or the server is busy. */
  readonly retry?: RetryOptions;
}

/** What every method takes as its last argument. */
export interface RequestOptions {
  /** Ends the request, for example `AbortSignal.timeout(10_000)`; the method then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface HttpRequest extends RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A POST or PATCH that may be sent twice without harm; a GET always may. */
  readonly repeatable?: true;
  /** Sends no token: what is asked is public. */
  readonly anonymous?: true;
}

/** Sends a request to an address of the server and answers its response; anything but success is a DossierError. */
export type Send = (address: string, request?: HttpRequest) => Promise<Response>;

const FHIR_JSON = 'application/fhir+json';
export const jsonBody = { 'content-type': FHIR_JSON } as const;

/** The base with a slash at the end, so that addresses are resolved under it. */
const baseOf = (baseUrl: string): URL => {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  if (base.protocol !== 'https:' && base.protocol !== 'http:')
    throw new TypeError(`${baseUrl} is no http or https address`);
  return base;
};

/**
 * The token goes to the server that was named and to nobody else: an address that is not under its base is refused
 * before anything is sent, and a redirect is not followed.
 */
export const sender = ({ baseUrl, token, fetch = globalThis.fetch, retry = {} }: ConnectionOptions): Send => {
  const base = baseOf(baseUrl);
  const once: Send = async (address, { method = 'GET', headers = {}, body, signal, anonymous } = {}) => {
    signal?.throwIfAborted();
    const url = addressUnder(base, address, anonymous === true);
    const authorization = anonymous ? {} : { authorization: `Bearer ${await tokenOf(token)}` };
    const response = await fetch(url, {
      method,
      headers: { accept: FHIR_JSON, ...headers, ...authorization },
      redirect: 'error',
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.redirected) throw new AnswerError('address', 'A redirect was followed; the answer is not used.');
    if (response.ok) return response;
    throw await refusalOf(response);
  };
  return (address, request = {}) => {
    const { method = 'GET', repeatable, signal } = request;
    const twice = method === 'GET' || repeatable === true;
    return twice ? retrying(() => once(address, request), retry, signal) : once(address, request);
  };
};

const tokenOf = (token: ConnectionOptions['token']): string | Promise<string> =>
  typeof token === 'string' ? token : token();

const addressUnder = (base: URL, address: string, anonymous: boolean): URL => {
  const url = new URL(address, base);
  // What is public stands beside the FHIR base, on the same server.
  const own = anonymous ? url.origin === base.origin : url.href.startsWith(base.href);
  if (own) return url;
  throw new AnswerError(
    'address',
    `${url.origin}${url.pathname} is not under ${base.href}, which this connection is for; nothing was sent to it. ` +
      'Connect by the address that the server calls itself.',
  );
};

/** The same, reading the answer as JSON. */
export const json = async <T>(answer: Promise<Response>): Promise<T> => {
  const text = await (await answer).text();
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new AnswerError('form', 'The answer is not JSON.');
  }
};
