// SPDX-License-Identifier: Apache-2.0
import { DossierError, faultsOf } from './errors.ts';

export interface ConnectionOptions {
  /** FHIR base, for example `http://127.0.0.1:8080/fhir`. */
  readonly baseUrl: string;
  /** A bearer token, or what fetches a fresh one before each request. */
  readonly token: string | (() => string | Promise<string>);
  /** Replaces the platform's own, for tests and proxies. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Sends a request to an address of the server and answers its response; anything but success is a DossierError. */
export type Send = (address: string, request?: HttpRequest) => Promise<Response>;

/**
 * The token goes to the server that was named and to nobody else: an address with another origin is refused before
 * anything is sent.
 */
export const sender = ({ baseUrl, token, fetch = globalThis.fetch }: ConnectionOptions): Send => {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const { origin } = new URL(base);
  return async (address, { method = 'GET', headers = {}, body, signal } = {}) => {
    const url = new URL(address, base);
    if (url.origin !== origin) throw new TypeError(`${url.origin} is not the server that this connection is for`);
    const bearer = typeof token === 'string' ? token : await token();
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/fhir+json', ...headers, authorization: `Bearer ${bearer}` },
      redirect: 'error',
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) return response;
    throw new DossierError(response.status, faultsOf(await response.json().catch(() => undefined)));
  };
};

/** The same, reading the answer as JSON. */
export const json = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;
