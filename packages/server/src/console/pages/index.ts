// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance } from 'fastify';
import type { Forms } from '../../pages/index.ts';
import type { Ports } from '../../record/index.ts';
import type { ConsolePorts } from '../ports.ts';
import { createCookie } from './place.ts';
import { addSignInPages } from './sign-in-pages.ts';
import { addWorkPages } from './work-pages.ts';

export interface ConsolePagesOptions {
  readonly agents: ConsolePorts;
  readonly record: Ports;
  readonly forms: Forms;
  /** Public address of the server, without a slash at the end. */
  readonly baseUrl: string;
}

/** The console of those who run the house, below `/console`; its sign-in opens nothing else, and nothing else opens it. */
export const consolePages = (app: FastifyInstance, { agents, record, forms, baseUrl }: ConsolePagesOptions): void => {
  const place = { agents, record, forms, cookie: createCookie(baseUrl.startsWith('https:')) };
  addSignInPages(app, place);
  addWorkPages(app, place);
};
