// SPDX-License-Identifier: Apache-2.0
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Content, type Html, html } from './html.ts';

/** Field of a form that carries the token. */
const FIELD = 'csrf';

/**
 * Forms that only our own pages can send: the token is a keyed hash of a cookie that no other site can read or, being
 * a `__Host-` cookie, set.
 */
export interface Forms {
  /** The token of this browser; sets the cookie when there is none. For requests that a script sends. */
  token(request: FastifyRequest, reply: FastifyReply): string;
  /** A form that posts to `action`. */
  form(request: FastifyRequest, reply: FastifyReply, action: string, content: Content): Html;
  /** The fields of a form that came with its token; undefined when the token is not this browser's. */
  read(request: FastifyRequest): Readonly<Record<string, string>> | undefined;
}

const cookieOf = (request: FastifyRequest, name: string): string | undefined =>
  (request.headers.cookie ?? '')
    .split(/; */)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** The fields of a form, each by its last value. */
const fieldsOf = (body: unknown): Readonly<Record<string, string>> =>
  typeof body !== 'object' || body === null
    ? {}
    : Object.fromEntries(
        Object.entries(body).flatMap(([name, value]) => {
          const last = Array.isArray(value) ? value.at(-1) : value;
          return typeof last === 'string' ? [[name, last]] : [];
        }),
      );

/**
 * @param key 32 bytes, the same in every process
 * @param secure whether the pages are reached by https; a demo on plain http has a cookie without the prefix
 */
export const createForms = (key: Uint8Array, secure: boolean): Forms => {
  const name = secure ? '__Host-dossier-form' : 'dossier-form';
  const made = new WeakMap<FastifyRequest, string>();
  const tokenOf = (value: string): string =>
    createHmac('sha256', key).update('form\0').update(value).digest('base64url');
  const token: Forms['token'] = (request, reply) => {
    const there = cookieOf(request, name) ?? made.get(request);
    if (there !== undefined && /^[\w-]{43}$/.test(there)) return tokenOf(there);
    const value = randomBytes(32).toString('base64url');
    made.set(request, value);
    reply.header('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`);
    return tokenOf(value);
  };
  return {
    token,
    form: (request, reply, action, content) =>
      html`<form method="post" action="${action}"><input type="hidden" name="${FIELD}" value="${token(request, reply)}">${content}</form>`,
    read: (request) => {
      const value = cookieOf(request, name);
      if (value === undefined) return undefined;
      const fields = fieldsOf(request.body);
      const given = Buffer.from(fields[FIELD] ?? request.headers['x-csrf-token']?.toString() ?? '');
      const expected = Buffer.from(tokenOf(value));
      return given.length === expected.length && timingSafeEqual(given, expected) ? fields : undefined;
    },
  };
};
