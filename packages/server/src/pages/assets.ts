// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { style } from './style.ts';

const FOLDER = '/sign-in/assets';

/** A file that pages load, under an address that changes with its content. */
export interface Asset {
  readonly path: string;
  readonly mediaType: string;
  readonly content: string;
}

/** @param name such as `passkey.js` */
export const asset = (name: string, mediaType: string, content: string): Asset => {
  const [stem, extension] = name.split('.');
  return { path: `${FOLDER}/${stem}-${hash('sha256', content).slice(0, 16)}.${extension}`, mediaType, content };
};

export const stylesheet = asset('pages.css', 'text/css; charset=utf-8', style);

/** Serves files for ever: another content has another address. */
export const serveAssets = (app: FastifyInstance, assets: readonly Asset[]): void => {
  for (const { path, mediaType, content } of assets) {
    app.get(path, async (_request, reply) =>
      reply.type(mediaType).header('cache-control', 'public, max-age=31536000, immutable').send(content),
    );
  }
};
