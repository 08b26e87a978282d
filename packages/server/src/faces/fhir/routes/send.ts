// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { definitionOf, type Failure } from '@dossier/core/errors';
import type { FastifyReply } from 'fastify';
import { mediaTypeOf, type ResourceFormat } from '../negotiation/index.ts';
import { operationOutcomeText, statusOf } from '../outcome/index.ts';
import { toXml } from '../xml/index.ts';
import type { Answer, Refusal } from './route.ts';

const sendText = (reply: FastifyReply, json: string | Buffer, format: ResourceFormat): FastifyReply => {
  const text = format === 'xml' ? toXml(JSON.parse(json.toString())) : json;
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return reply
    .header('content-type', `${mediaTypeOf[format]}; charset=utf-8`)
    .header('content-length', bytes.length)
    .send(bytes);
};

/** A type that cannot stand in a header is none that a client could use. */
const safeType = (contentType: string): string =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[\x20-\x7e]*)?$/.test(contentType) ? contentType : 'application/octet-stream';

const sendRaw = (
  reply: FastifyReply,
  { status, headers, raw }: Answer & Required<Pick<Answer, 'raw'>>,
): FastifyReply => {
  // HEAD: what was not asked for is not even deciphered. Before any header, for a content that does not open has none.
  const body = reply.request.method === 'HEAD' ? undefined : raw.bytes();
  reply.code(status).headers({ ...headers });
  reply.header('content-type', safeType(raw.contentType)).header('content-length', raw.sizeBytes);
  if (body === undefined) return reply.send();
  return reply.send(Buffer.isBuffer(body) ? body : Readable.from(body, { objectMode: false }));
};

/** Sends what a route answered. */
export const send = (reply: FastifyReply, answer: Answer, format: ResourceFormat): FastifyReply => {
  const { raw } = answer;
  if (raw) return sendRaw(reply, { ...answer, raw });
  reply.code(answer.status).headers({ ...answer.headers });
  if (answer.json === undefined) return reply.send();
  return sendText(reply, answer.json, answer.format ?? format);
};

/** RFC 6750 §3: whether there was no token, or one that is not good. */
const challenge = (code: Failure['code']): string =>
  code === 'token-missing' ? 'Bearer realm="dossier"' : 'Bearer realm="dossier", error="invalid_token"';

const isOne = (refusal: Refusal): refusal is Failure => 'code' in refusal;

/** RFC 6750 §3.1: the token is good, but not for this. */
const outsideScope = ({ parameters }: Failure): string =>
  `Bearer realm="dossier", error="insufficient_scope", scope="${parameters.scope}"`;

/** Sends failures as OperationOutcome, under the status that the registry gives the first of them. */
export const refuse = (reply: FastifyReply, refusal: Refusal, format: ResourceFormat): FastifyReply => {
  const failures = isOne(refusal) ? [refusal] : refusal;
  const [first] = failures;
  if (first === undefined) throw new Error('A refusal has at least one failure.');
  const status = statusOf(failures);
  const { log } = definitionOf(first.code);
  const { detail } = first;
  reply.log[log]({ request: reply.request.id, failure: first.code, ...(detail ? { detail } : {}) }, 'refused');
  reply.code(status);
  if (status === 401) reply.header('www-authenticate', challenge(first.code));
  if (first.code === 'scope-insufficient') reply.header('www-authenticate', outsideScope(first));
  if (status === 503) reply.header('retry-after', '5');
  if (first.code === 'range-not-satisfiable') reply.header('content-range', `bytes */${first.parameters.sizeBytes}`);
  return sendText(reply, operationOutcomeText(failures), format);
};
