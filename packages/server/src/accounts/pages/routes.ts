// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Place, type Present, present, type Visit, visit } from './place.ts';

/** What answers a request of somebody who is signed in to their account. */
type Answer = (here: Present, visited: Visit, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Registers addresses for those who are signed in; others are sent to sign in, and forms of others refused. */
export const signedInRoutes =
  (app: FastifyInstance, place: Place) =>
  (method: 'GET' | 'POST', url: string, answer: Answer): void => {
    app.route({
      method,
      url,
      handler: async (request, reply) => {
        const visited = await visit(place, request, reply);
        if (visited === undefined) return reply;
        const here = await present(place, request, 'signed-in');
        return here ? answer(here, visited, request, reply) : reply.redirect('/account/sign-in', 303);
      },
    });
  };
