// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Actor } from '@dossier/core/actors';
import { definitionOf, type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Need, permits } from '@dossier/core/scopes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { XmlLimits } from '../content/xml/index.ts';
import { failureOf } from '../platform/http.ts';
import type { Element } from './message/element.ts';
import { type Envelope, readEnvelope, type SecurityHeader } from './message/envelope.ts';
import { element, type Markup, text } from './message/markup.ts';
import { statusOf, writeEnvelope, writeFault } from './message/write.ts';
import { type MessageLimits, type RawMessage, readRawMessage } from './mime/multipart.ts';
import { type OutgoingPart, writeMultipart } from './mime/write.ts';
import { ns } from './namespaces.ts';

/** What is known of a request beside its message. */
export interface SoapContext {
  readonly request: IncomingMessage;
  /** Authorization header, and the proof of possession beside it (RFC 9449). */
  readonly authorization: string | undefined;
  readonly proof: string | undefined;
  /** Address that was asked, as the caller sees it. */
  readonly url: () => string;
}

/**
 * Who sends: by the assertion in `wsse:Security` where there is one, or else by a bearer token or the connection.
 * The security header is passed on as it came.
 */
export type Authenticate = (
  security: SecurityHeader | undefined,
  context: SoapContext,
) => Promise<Result<Actor, Failure>>;

/** One request to an operation. */
export interface SoapExchange {
  readonly actor: Actor;
  readonly envelope: Envelope;
  /** The element of the body. */
  readonly body: Element;
  /** Puts a content beside the envelope, or into it where the request came without MTOM; the content of its element. */
  readonly attach: (content: Omit<OutgoingPart, 'contentId'>) => Promise<Markup>;
}

/** One operation of a service. */
export interface SoapOperation {
  /** `wsa:Action` of the request. */
  readonly action: string;
  readonly responseAction: string;
  /** The element in the body, which names the operation where Action does not. */
  readonly namespace: string;
  readonly element: string;
  /** What a token must have been granted (docs/authorization.md). */
  readonly needs: readonly Need[];
  /** The element of the answer's body; a failure becomes a fault. */
  readonly answer: (exchange: SoapExchange) => Promise<Result<Markup, Failure>>;
}

export interface SoapService {
  readonly path: string;
  readonly operations: readonly SoapOperation[];
  /** WSDL of the service at this address, for `?wsdl`. */
  readonly wsdl: (address: string) => string;
}

export interface SoapOptions {
  readonly authenticate: Authenticate;
  /** Origin of the server as the caller of this request sees it, without a slash at the end. */
  readonly origin: (request: IncomingMessage) => string;
  readonly message: MessageLimits;
  readonly xml: XmlLimits;
}

type Received = Result<RawMessage, Failure>;

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : value.join(', ');

const sendXml = (reply: FastifyReply, status: number, xml: string, type: string): FastifyReply => {
  const bytes = Buffer.from(xml);
  return reply
    .code(status)
    .header('content-type', `${type}; charset=utf-8`)
    .header('content-length', bytes.length)
    .send(bytes);
};

/** Sends a failure as fault, under the status that belongs to it. */
export const refuseInSoap = (reply: FastifyReply, refused: Failure, relatesTo?: string): FastifyReply => {
  const { log } = definitionOf(refused.code);
  const { detail } = refused;
  reply.log[log]({ request: reply.request.id, failure: refused.code, ...(detail ? { detail } : {}) }, 'refused');
  const status = statusOf(refused);
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="dossier"');
  if (status === 503) reply.header('retry-after', '5');
  return sendXml(reply, status, writeFault(refused, relatesTo), 'application/soap+xml');
};

/** By what Action says, or else by the element in the body (ITI TF-2 Appendix V.3.2); what HTTP says counts for nothing. */
const operationOf = (
  operations: readonly SoapOperation[],
  { action, body }: Envelope,
): Result<SoapOperation, Failure> => {
  const named = ({ namespace, element: name }: SoapOperation): boolean =>
    namespace === body.namespace && name === body.name;
  if (action === undefined) {
    const found = operations.filter(named);
    const [only] = found;
    if (only !== undefined && found.length === 1) return ok(only);
    return fail(failure('soap-action-unknown', { action: `(none, with ${body.name.slice(0, 64)})` }));
  }
  const found = operations.find((operation) => operation.action === action);
  if (found === undefined) return fail(failure('soap-action-unknown', { action: action.slice(0, 128) }));
  return named(found)
    ? ok(found)
    : fail(failure('soap-body-mismatch', { action, element: body.name.slice(0, 64), expected: found.element }));
};

/** Where what goes beside the envelope is gathered while the answer is written. */
const attachments = (multipart: boolean) => {
  const parts: OutgoingPart[] = [];
  const attach: SoapExchange['attach'] = async (content) => {
    if (multipart) {
      const contentId = `part${parts.length + 1}.${randomUUID()}@dossier`;
      parts.push({ ...content, contentId });
      return element('xop:Include', { 'xmlns:xop': ns.xop, href: `cid:${contentId}` });
    }
    const bytes = content.bytes();
    if (Buffer.isBuffer(bytes)) return text(bytes.toString('base64'));
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    return text(Buffer.concat(pieces).toString('base64'));
  };
  return { parts, attach };
};

/** A scope only takes away: what the token was not granted is refused before the gates are asked. */
const outsideScope = ({ scopes }: Actor, { needs }: SoapOperation): Failure | undefined => {
  const missing = scopes && needs.find((need) => !permits(scopes, need));
  return missing && failure('scope-insufficient', { scope: `${missing.resource}.${missing.permission}` });
};

const answerMessage = async (
  service: SoapService,
  options: SoapOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const received = request.body as Received | undefined;
  if (received === undefined)
    return refuseInSoap(reply, failure('body-malformed', { format: 'SOAP', why: 'it is empty' }));
  if (!received.ok) return refuseInSoap(reply, received.error);
  const raw = received.value;
  const read = readEnvelope(raw, options.xml);
  if (!read.ok) return refuseInSoap(reply, read.error);
  const envelope = read.value;
  const { messageId, security, body } = envelope;
  const operation = operationOf(service.operations, envelope);
  if (!operation.ok) return refuseInSoap(reply, operation.error, messageId);
  const path = request.raw.url?.split('?', 1)[0] ?? '/';
  const actor = await options.authenticate(security, {
    request: request.raw,
    authorization: single(request.headers.authorization),
    proof: single(request.headers.dpop),
    url: () => `${options.origin(request.raw)}${path}`,
  });
  if (!actor.ok) return refuseInSoap(reply, actor.error, messageId);
  const missing = outsideScope(actor.value, operation.value);
  if (missing !== undefined) return refuseInSoap(reply, missing, messageId);
  const { parts, attach } = attachments(raw.multipart);
  const answer = await operation.value.answer({ actor: actor.value, envelope, body, attach });
  if (!answer.ok) return refuseInSoap(reply, answer.error, messageId);
  const header = {
    action: operation.value.responseAction,
    ...(messageId === undefined ? {} : { relatesTo: messageId }),
  };
  const xml = writeEnvelope(header, answer.value);
  if (!raw.multipart) return sendXml(reply, 200, xml, 'application/soap+xml');
  const { contentType, sizeBytes, bytes } = writeMultipart(xml, parts, randomUUID());
  reply.code(200).header('content-type', contentType).header('content-length', sizeBytes);
  return reply.send(Readable.from(bytes, { objectMode: false }));
};

const registerService = (app: FastifyInstance, service: SoapService, options: SoapOptions): void => {
  const { path } = service;
  app.route({
    method: 'POST',
    url: path,
    handler: (request, reply) => answerMessage(service, options, request, reply),
  });
  app.route({
    method: 'GET',
    url: path,
    handler: async (request, reply) => {
      if (/[?&]wsdl(?:[=&]|$)/i.test(request.raw.url ?? '')) {
        const address = `${options.origin(request.raw)}${request.raw.url?.split('?', 1)[0] ?? path}`;
        return sendXml(reply, 200, service.wsdl(address), 'text/xml');
      }
      return refuseInSoap(reply.header('allow', 'POST'), failure('method-not-allowed', { method: request.method }));
    },
  });
};

/**
 * Registers SOAP services in a Fastify instance of their own: bodies are read as SOAP 1.2, alone or in MTOM, in
 * streams and within the limits; every refusal is a fault.
 */
export const registerSoap = (app: FastifyInstance, services: readonly SoapService[], options: SoapOptions): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) => {
    const statedBytes = Number(request.headers['content-length'] ?? 0);
    const contentType = request.headers['content-type'] ?? '';
    return readRawMessage(payload, { contentType, statedBytes }, options.message);
  });
  app.setErrorHandler((error, request, reply) => {
    const refused = failureOf(error, options.message.totalBytes);
    if (refused.code === 'unexpected') request.log.error({ request: request.id, err: error }, 'unexpected');
    return refuseInSoap(reply, refused);
  });
  for (const service of services) registerService(app, service, options);
};
