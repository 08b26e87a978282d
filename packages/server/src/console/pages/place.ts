// SPDX-License-Identifier: Apache-2.0
import { definitionOf, type Failure, sentenceOf } from '@dossier/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Content, type Forms, html, languageOf, sendPage, sendProblem, type Text } from '../../pages/index.ts';
import type { Ports } from '../../record/index.ts';
import type { Agent, ConsolePorts } from '../ports.ts';
import { signedIn } from '../sessions.ts';
import { refusals, texts } from './texts.ts';
import { signInView, type View } from './views.ts';

/** What all pages of the console work with. */
export interface Place {
  readonly agents: ConsolePorts;
  readonly record: Ports;
  readonly forms: Forms;
  readonly cookie: Cookie;
}

/** The cookie of the console: of no other path, and sent by no link of another site. */
export interface Cookie {
  read(request: FastifyRequest): string | undefined;
  keep(reply: FastifyReply, token: string): void;
  forget(reply: FastifyReply): void;
}

/** @param secure whether the console is reached by https; a demo on plain http has a cookie without the prefix */
export const createCookie = (secure: boolean): Cookie => {
  const name = `${secure ? '__Host-' : ''}dossier-console`;
  // A __Host- cookie has no other path than this one (RFC 6265bis §4.1.3.2).
  const put = (reply: FastifyReply, value: string, more = ''): void => {
    reply.header('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${more}${secure ? '; Secure' : ''}`);
  };
  return {
    read: (request) => {
      const pair = (request.headers.cookie ?? '').split(/; */).find((one) => one.startsWith(`${name}=`));
      const value = pair?.slice(name.length + 1);
      return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
    },
    keep: (reply, token) => put(reply, token),
    forget: (reply) => put(reply, '', '; Max-Age=0'),
  };
};

/** One request: the fields of its form, where it is one of ours. */
export interface Visit {
  readonly view: View;
  readonly fields: Readonly<Record<string, string>>;
}

/** Opens a request; undefined: it came from elsewhere, and is answered. */
export const visit = (place: Place, request: FastifyRequest, reply: FastifyReply): Visit | undefined => {
  const fields = request.method === 'POST' ? place.forms.read(request) : {};
  if (fields === undefined) {
    sendProblem(request, reply, 'form-foreign');
    return undefined;
  }
  const language = languageOf(request.headers['accept-language']);
  const form: View['form'] = (action, content) => place.forms.form(request, reply, action, content);
  return { view: { language, form }, fields };
};

/** Sends a page of the console; above it, what went wrong. */
export const show = (reply: FastifyReply, { language }: View, title: Text, body: Content, refused?: Failure) =>
  sendPage(
    reply,
    {
      title: title[language],
      language,
      body: [
        refused && html`<p class="alarm" role="alert">${refusals[refused.code]?.[language] ?? sentenceOf(refused)}</p>`,
        body,
      ],
    },
    refused === undefined ? {} : { status: definitionOf(refused.code).httpStatus },
  );

/** Opens a request of somebody who is signed in; undefined: they are not, and it is answered. */
export const visitSignedIn = async (
  place: Place,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<(Visit & { readonly agent: Agent }) | undefined> => {
  const on = visit(place, request, reply);
  if (on === undefined) return undefined;
  const agent = await signedIn(place.cookie.read(request), place.agents);
  if (agent !== undefined) return { ...on, agent };
  if (request.method === 'GET') reply.redirect('/console/sign-in', 303);
  else show(reply, on.view, texts.signIn, signInView(on.view, ''), { code: 'sign-in-needed', parameters: {} });
  return undefined;
};
