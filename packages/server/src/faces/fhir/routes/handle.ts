// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { FastifyRequest, onRequestAsyncHookHandler, RouteHandlerMethod } from 'fastify';
import {
  essence,
  type ResourceFormat,
  readPreferences,
  resourceFormat,
  resourceMediaTypes,
} from '../negotiation/index.ts';
import { queryOf, type RawParameter, readQuery } from '../search/index.ts';
import type { Exchange, FhirFaceOptions, Route } from './route.ts';
import { formType } from './route-kinds.ts';
import { outsideScopes } from './scopes.ts';
import { refuse, send } from './send.ts';

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : value.join(', ');

/** A header as it came; where it stands twice, both, of which Node would keep the first. */
const headerOf = ({ raw }: FastifyRequest, name: string): string | undefined => raw.headersDistinct[name]?.join(', ');

const contentTypeOf = (request: FastifyRequest): string => essence(request.headers['content-type'] ?? '');

const bodyOf = (request: FastifyRequest): Uint8Array =>
  request.body instanceof Uint8Array ? request.body : new Uint8Array();

/** Parameters of the address, then those of a form. */
const parametersOf = (request: FastifyRequest): readonly RawParameter[] => {
  const inAddress = readQuery(queryOf(request.raw.url ?? ''));
  if (contentTypeOf(request) !== formType) return inAddress;
  return [...inAddress, ...readQuery(new TextDecoder().decode(bodyOf(request)))];
};

/** The form in which a resource goes out to this caller; undefined when none that we have would do. */
export const formatFor = (request: FastifyRequest, parameters: readonly RawParameter[]): ResourceFormat | undefined =>
  resourceFormat(request.headers.accept, parameters.findLast(({ name }) => name === '_format')?.value);

/** The same before the body is read, and JSON where nothing would do: a refusal is always told. */
export const refusalFormat = (request: FastifyRequest): ResourceFormat =>
  formatFor(request, readQuery(queryOf(request.raw.url ?? ''))) ?? 'json';

/** Type of a body in UTF-8, which is all that FHIR speaks (FHIR R4 §3.1.0.1.11); any other as it is stated. */
const utf8Type = (contentType: string): string => {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1] ?? 'utf-8';
  return /^utf-?8$/i.test(charset) ? essence(contentType) : contentType;
};

/** A header as it may stand in a sentence. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 128);

/** The type of a body is judged before the body is read. */
const checkBodyType = (request: FastifyRequest, { accepts }: Route): Result<void, Failure> => {
  if (accepts === undefined) return ok(undefined);
  const stated = headerOf(request, 'content-type') ?? '';
  const encoding = headerOf(request, 'content-encoding')?.toLowerCase() ?? 'identity';
  if (accepts.includes(utf8Type(stated)) && encoding === 'identity') return ok(undefined);
  const named = printable(encoding === 'identity' ? stated : `${stated} in ${encoding}`);
  return fail(
    failure('media-type-unsupported', { mediaType: named === '' ? '(none)' : named, accepted: accepts.join(', ') }),
  );
};

const exchangeOf = (request: FastifyRequest, actor: Actor, options: FhirFaceOptions): Exchange => {
  const { ports, limits, pageTokenKey } = options;
  const header = (name: string): string | undefined => single(request.headers[name]);
  const now = ports.clock.now();
  const base = options.baseUrl();
  const preferences = readPreferences(header('prefer'));
  const { id = '' } = request.params as { readonly id?: string };
  return {
    method: request.method,
    actor,
    ports,
    limits,
    pageTokenKey,
    base,
    now,
    id,
    header,
    parameters: parametersOf(request),
    search: { now, base, strict: preferences.handling === 'strict' },
    preferences,
    contentType: contentTypeOf(request),
    body: bodyOf(request),
  };
};

/** The two steps of every route: who asks, before a byte of the body is read, and the answer. */
export const handle = (
  route: Route,
  options: FhirFaceOptions,
): { readonly onRequest: onRequestAsyncHookHandler; readonly handler: RouteHandlerMethod } => {
  const actors = new WeakMap<FastifyRequest, Actor>();
  return {
    onRequest: async (request, reply) => {
      const actor = await options.authenticate(headerOf(request, 'authorization'), {
        proof: headerOf(request, 'dpop'),
        method: request.method,
        // The origin is ours whatever Host says; the path begins with the prefix of the face.
        url: () => new URL(request.raw.url?.split('?', 1)[0] ?? '/', options.baseUrl()).href,
      });
      if (!actor.ok) return refuse(reply, actor.error, refusalFormat(request));
      const type = checkBodyType(request, route);
      if (!type.ok) return refuse(reply, type.error, refusalFormat(request));
      actors.set(request, actor.value);
      return undefined;
    },
    handler: async (request, reply) => {
      const actor = actors.get(request);
      if (actor === undefined) throw new Error('A route was reached without a caller.');
      const exchange = exchangeOf(request, actor, options);
      const outside = outsideScopes(route.service, exchange.parameters, actor.scopes);
      if (outside !== undefined) return refuse(reply, outside, refusalFormat(request));
      const format = formatFor(request, exchange.parameters);
      if (format === undefined && route.negotiates !== 'itself') {
        return refuse(reply, failure('not-acceptable', { available: resourceMediaTypes }), 'json');
      }
      const answer = await route.answer(exchange);
      return answer.ok ? send(reply, answer.value, format ?? 'json') : refuse(reply, answer.error, format ?? 'json');
    },
  };
};
