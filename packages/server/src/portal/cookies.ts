// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';

const SECRET_BYTES = 32;

/** Cookies of the portals; `__Host-` where the pages come by https: no other host can set them. */
export interface CookieJar {
  /** The secret of a session that a browser holds. */
  readonly session: (request: IncomingMessage) => Buffer | undefined;
  /** What was set aside when a sign-in began. */
  readonly flow: (request: IncomingMessage) => Buffer | undefined;
  readonly setSession: (secret: Uint8Array) => string;
  readonly setFlow: (sealedFlow: Uint8Array, seconds: number) => string;
  readonly clearSession: string;
  readonly clearFlow: string;
}

const cookieOf = (request: IncomingMessage, name: string): Buffer | undefined => {
  const pair = (request.headers.cookie ?? '').split(/; */).find((one) => one.startsWith(`${name}=`));
  return pair === undefined ? undefined : Buffer.from(pair.slice(name.length + 1), 'base64url');
};

/** @param secure whether the pages are reached by https */
export const cookieJar = (secure: boolean): CookieJar => {
  const prefix = secure ? '__Host-' : '';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  const [session, flow] = [`${prefix}dossier-portal`, `${prefix}dossier-portal-flow`];
  const written = (name: string, value: Uint8Array, more = ''): string =>
    `${name}=${Buffer.from(value).toString('base64url')}; ${attributes}${more}`;
  const gone = '; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
  return {
    session: (request) => {
      const secret = cookieOf(request, session);
      return secret?.length === SECRET_BYTES ? secret : undefined;
    },
    flow: (request) => cookieOf(request, flow),
    // It ends with the browser: what the table holds ends earlier.
    setSession: (secret) => written(session, secret),
    setFlow: (sealedFlow, seconds) => written(flow, sealedFlow, `; Max-Age=${seconds}`),
    clearSession: written(session, Buffer.alloc(0), gone),
    clearFlow: written(flow, Buffer.alloc(0), gone),
  };
};
