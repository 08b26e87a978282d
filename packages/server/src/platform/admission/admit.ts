// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createPlaces, type Full, type Place, type Places } from './places.ts';

export interface AdmissionLimits {
  /** Most requests in progress in this process. */
  readonly requests: number;
  /** Most bytes of their bodies in memory. */
  readonly bodyBytes: number;
}

export interface AdmissionOptions {
  readonly limits: AdmissionLimits;
  /** Answers a request that finds no place. */
  readonly refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  /** Told of each request that finds no place. */
  readonly onRefused?: ((full: Full) => void) | undefined;
}

/** A body for which there is no room any more; how many bytes would come, it did not say, or others came first. */
class NoRoomError extends Error {
  readonly code = 'DOSSIER_NO_ROOM';
}

/** How many bytes a request says it sends; none that would be refused as too large whatever else is there. */
const statedBytes = ({ headers, routeOptions }: FastifyRequest): number => {
  const stated = Number(headers['content-length'] ?? 0);
  return stated <= routeOptions.bodyLimit ? stated : 0;
};

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * Takes in only as many requests as this process can hold; the others are refused as soon as their headers are here:
 * before the token is verified, before a byte of the body is read. Routes with `config: { always: true }` answer
 * whatever else is on.
 *
 * To be called after whatever else hooks on preParsing: between our look at the body and Fastify's nothing may wait.
 */
export const admitRequests = (app: FastifyInstance, { limits, refuse, onRefused }: AdmissionOptions): Places => {
  const places = createPlaces({ ...limits, nowMs: () => performance.now() });
  const held = new WeakMap<FastifyRequest, Place>();

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.always === true) return undefined;
    const place = places.enter(statedBytes(request));
    if (typeof place === 'string') {
      onRefused?.(place);
      return refuse(request, reply);
    }
    held.set(request, place);
    reply.raw.once('close', () => {
      // What another program answers, as the authorization server does, passes no onSend.
      if (reply.sent) place.answer();
      place.leave();
    });
    return undefined;
  });
  app.addHook('preParsing', (request, reply, payload, done) => {
    const place = held.get(request);
    if (place !== undefined && hasBody(request)) {
      const receive = (chunk: Buffer): void => {
        // What comes after the answer is thrown away.
        if (!reply.sent && place.receive(chunk.length)) return;
        payload.off('data', receive);
        if (reply.sent) return;
        onRefused?.('bytes');
        // Not destroyed: that would end the connection before the refusal is read.
        payload.emit('error', new NoRoomError());
      };
      // Where Fastify reads no body, as with GET, nobody else listens.
      payload.on('data', receive).on('error', () => undefined);
    }
    done(null, payload);
  });
  app.addHook('preValidation', (request, _reply, done) => {
    held.get(request)?.work();
    done();
  });
  app.addHook('onSend', (request, _reply, payload, done) => {
    held.get(request)?.answer();
    done(null, payload);
  });
  return places;
};
