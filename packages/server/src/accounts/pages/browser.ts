// SPDX-License-Identifier: Apache-2.0
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../ports.ts';
import { newToken } from '../secrets.ts';
import type { Step } from '../sign-in.ts';
import { sourceOf } from '../throttle.ts';

/** What this room keeps in a browser. */
export interface Browser {
  sessionToken(request: FastifyRequest): string | undefined;
  origin(request: FastifyRequest): Origin;
  /** Keeps what a step has given. */
  keep(reply: FastifyReply, step: Step): void;
  forget(reply: FastifyReply): void;
  /** Binds the answer of a passkey to the browser that asked; made where it is not there. */
  beginCeremony(reply: FastifyReply): string;
  ceremony(request: FastifyRequest): string | undefined;
}

const cookieOf = (request: FastifyRequest, name: string): string | undefined => {
  const pair = (request.headers.cookie ?? '').split(/; */).find((one) => one.startsWith(`${name}=`));
  const value = pair?.slice(name.length + 1);
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
};

/** `Firefox · Linux`: enough for its owner to know it. */
const labelOf = (agent = ''): string => {
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? '?';
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? '?';
  return `${browser === 'Edg' ? 'Edge' : browser} · ${system}`;
};

/** @param secure whether the pages are reached by https; a demo on plain http has cookies without the prefix */
export const createBrowser = (secure: boolean, deviceMs: number): Browser => {
  const prefix = secure ? '__Host-' : '';
  const [session, device, ceremony] = ['account', 'device', 'ceremony'].map((name) => `${prefix}dossier-${name}`) as [
    string,
    string,
    string,
  ];
  const put = (reply: FastifyReply, name: string, value: string, maxAgeS?: number): void => {
    const age = maxAgeS === undefined ? '' : `; Max-Age=${maxAgeS}`;
    reply.header('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${age}${secure ? '; Secure' : ''}`);
  };
  return {
    sessionToken: (request) => cookieOf(request, session),
    origin: (request) => {
      const deviceToken = cookieOf(request, device);
      return {
        source: sourceOf(request.ip),
        ...(deviceToken !== undefined && { deviceToken }),
        deviceLabel: labelOf(request.headers['user-agent']),
      };
    },
    keep: (reply, { sessionToken, deviceToken }) => {
      put(reply, session, sessionToken);
      if (deviceToken !== undefined) put(reply, device, deviceToken, deviceMs / 1000);
    },
    forget: (reply) => put(reply, session, '', 0),
    beginCeremony: (reply) => {
      const token = newToken();
      put(reply, ceremony, token, 600);
      return token;
    },
    ceremony: (request) => cookieOf(request, ceremony),
  };
};
