// SPDX-License-Identifier: Apache-2.0
import { failure } from '@dossier/core/errors';
import type { FastifyInstance } from 'fastify';
import { handle, refusalFormat } from './handle.ts';
import type { FhirFaceOptions, Route } from './route.ts';
import { refuse } from './send.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'] as const;

/** Methods that an address takes; every GET is also a HEAD. */
const takenAt = (routes: readonly Pick<Route, 'method' | 'path'>[], path: string): readonly string[] => {
  const taken = routes.filter((route) => route.path === path).map(({ method }) => method as string);
  return taken.includes('GET') ? ['GET', 'HEAD', ...taken.filter((method) => method !== 'GET')] : taken;
};

/** Registers the routes, and on each of their addresses 405 for the other methods and OPTIONS. */
export const registerRoutes = (app: FastifyInstance, routes: readonly Route[], options: FhirFaceOptions): void => {
  for (const route of routes) {
    app.route({
      method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
      url: route.path,
      ...handle(route, options),
      ...(route.bodyBytes === undefined ? {} : { bodyLimit: route.bodyBytes }),
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) refuseOthers(app, path, takenAt(routes, path));
};

/** Answers before the body is read. */
export const refuseOthers = (app: FastifyInstance, path: string, taken: readonly string[]): void => {
  const allow = [...taken, 'OPTIONS'].join(', ');
  app.route({
    method: methods.filter((method) => !taken.includes(method)),
    url: path,
    onRequest: async (request, reply) =>
      refuse(
        reply.header('allow', allow),
        failure('method-not-allowed', { method: request.method }),
        refusalFormat(request),
      ),
    handler: async () => undefined,
  });
  app.options(path, async (_, reply) => reply.code(204).header('allow', allow).send());
};
