// SPDX-License-Identifier: Apache-2.0
import type { FastifyReply, FastifyRequest } from 'fastify';

const REQUEST_HEADERS =
  'accept, authorization, content-type, dpop, if-match, if-modified-since, if-none-exist, if-none-match, prefer';
const ANSWER_HEADERS = 'content-location, dpop-nonce, etag, last-modified, location, www-authenticate, x-request-id';
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of any origin read the answers of the face (SMART App Launch 2.2 §2.0.4): a caller is known by the token that
 * the page itself holds. Never with credentials, so that nothing that a browser adds by itself opens anything.
 */
export const allowOrigins = ({ method, headers }: FastifyRequest, reply: FastifyReply): void => {
  if (headers.origin === undefined) return;
  reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', ANSWER_HEADERS);
  if (method !== 'OPTIONS') return;
  reply
    .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH')
    .header('access-control-allow-headers', REQUEST_HEADERS)
    .header('access-control-max-age', PREFLIGHT_SECONDS);
};
