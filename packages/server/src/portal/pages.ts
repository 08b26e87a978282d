// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import statics from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What `npm run build` makes of packages/portal. */
const BUILT = fileURLToPath(new URL('../../../portal/dist', import.meta.url));

/** Nothing inline, nothing of others; documents are shown in frames of our own, which run nothing. */
const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-cache',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const;

/** Serves the pages of the two portals and what they load. */
export const servePortal = async (app: FastifyInstance): Promise<void> => {
  const page = join(BUILT, 'index.html');
  const shell = existsSync(page) ? await readFile(page, 'utf8') : undefined;
  const routes = ['/', '/patient', '/patient/*', '/pro', '/pro/*'];
  if (shell === undefined) {
    const why = 'The pages of the portal are not built: run "npm run build" in the folder of Dossier.\n';
    for (const path of routes) app.get(path, async (_request, reply) => reply.code(503).type('text/plain').send(why));
    return;
  }
  for (const path of routes)
    app.get(path, async (_request, reply) => reply.headers(headers).type('text/html; charset=utf-8').send(shell));
  await app.register(statics, {
    root: join(BUILT, 'assets'),
    prefix: '/portal/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    // Another content has another name.
    immutable: true,
    maxAge: '365d',
  });
};
