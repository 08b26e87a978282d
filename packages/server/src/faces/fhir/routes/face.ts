// SPDX-License-Identifier: Apache-2.0
import { failure } from '@dossier/core/errors';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { type FaceRefusals, failureOf } from '../../../platform/http.ts';
import { capabilityStatement } from '../capability/index.ts';
import { resourceMediaTypes } from '../negotiation/index.ts';
import { queryOf, readQuery } from '../search/index.ts';
import { allowOrigins } from './cross-origin.ts';
import { formatFor, refusalFormat } from './handle.ts';
import { refuseOthers, registerRoutes } from './register.ts';
import type { FhirFaceOptions } from './route.ts';
import { routes } from './routes.ts';
import { refuse, send } from './send.ts';

const formatOf = (request: FastifyRequest) => formatFor(request, readQuery(queryOf(request.raw.url ?? '')));

/** Refuses, as an OperationOutcome, what never reaches the face: an address for which no route can be looked up. */
export const refuseInFhir: FaceRefusals['refuse'] = (request, reply, refused) =>
  refuse(reply, refused, refusalFormat(request));

/**
 * The FHIR R4 face, to be registered under its prefix: MHD (ITI-65, 66, 67, 68, 105), PDSm, and the rest of the record
 * in FHIR's terms. Every address but `/metadata` needs a bearer token.
 */
export const fhirFace: FastifyPluginAsync<FhirFaceOptions> = async (app, options) => {
  const { limits } = options;
  // Bodies are read as bytes, up to the limit and no further; what is in them is the routes' business.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limits.bodyBytes }, (_, body, done) =>
    done(null, body),
  );

  app.addHook('onRequest', async (request, reply) => allowOrigins(request, reply));

  app.setErrorHandler((error, request, reply) => {
    const limit = request.routeOptions.bodyLimit ?? limits.bodyBytes;
    const refused = failureOf(error, Math.min(limit, limits.bodyBytes));
    if (refused.code === 'unexpected') request.log.error({ request: request.id, err: error }, 'unexpected');
    return refuse(reply, refused, refusalFormat(request));
  });

  app.route({
    method: ['GET', 'HEAD'],
    url: '/metadata',
    handler: async (request, reply) => {
      const format = formatOf(request);
      if (format === undefined)
        return refuse(reply, failure('not-acceptable', { available: resourceMediaTypes }), 'json');
      return send(
        reply,
        { status: 200, json: JSON.stringify(capabilityStatement(routes, options.baseUrl(request.raw))) },
        format,
      );
    },
  });
  refuseOthers(app, '/metadata', ['GET', 'HEAD']);
  registerRoutes(app, routes, options);
};
