// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import {
  type RangeRequest,
  type RetrievedDocument,
  retrieveDocument as retrieve,
  type StoredContent,
  wholeOf,
} from '../../../record/index.ts';
import {
  contentForm,
  matchesStrongly,
  matchesWeakly,
  mediaTypeOf,
  type ResourceFormat,
  readEntityTags,
  readRange,
} from '../negotiation/index.ts';
import type { Answer, Exchange, Route } from './route.ts';

/** The content never changes, so its hash names it (RFC 9110 §8.8.3). */
const tagOf = ({ sha256 }: StoredContent): string => `"${sha256}"`;

/**
 * What a browser must not make of a document that somebody else wrote: no sniffing, no script, no frame, and saved
 * rather than shown.
 */
const shields = {
  'content-disposition': 'attachment',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
} as const;

/** The content as Binary resource (FHIR R4 §2.41.2), for those who ask for FHIR; it is held whole, unlike raw bytes. */
const asResource = async (
  retrieved: RetrievedDocument,
  format: ResourceFormat,
  exchange: Exchange,
): Promise<Result<Answer, Failure>> => {
  const data = (await wholeOf(retrieved)).toString('base64');
  const { content } = retrieved;
  const binary = {
    resourceType: 'Binary',
    id: content.logicalId,
    contentType: content.mimeType,
    securityContext: { reference: `${exchange.base}/DocumentReference/${content.entryUuid}` },
    data,
  };
  return ok({
    status: 200,
    json: JSON.stringify(binary),
    format,
    headers: { etag: `W/${tagOf(content)}`, ...shields },
  });
};

const asBytes = ({ range, partial, content, bytes }: RetrievedDocument): Result<Answer, never> => {
  const { mimeType, sizeBytes } = content;
  const headers = { etag: tagOf(content), 'accept-ranges': 'bytes', ...shields };
  const whole = { contentType: mimeType, bytes };
  if (!partial) return ok({ status: 200, headers, raw: { ...whole, sizeBytes } });
  const contentRange = { 'content-range': `bytes ${range.start}-${range.end}/${sizeBytes}` };
  const raw = { ...whole, sizeBytes: range.end - range.start + 1 };
  return ok({ status: 206, headers: { ...headers, ...contentRange }, raw });
};

/**
 * The part that a raw answer is asked for; the whole for a Binary resource, for a client that has the content already,
 * where If-Range names another content than the one that is there, and for all but GET (RFC 9110 §13.1.5, §13.2.2, §14.2).
 */
const rangeAsked =
  ({ header, method }: Exchange) =>
  (content: StoredContent): RangeRequest | undefined => {
    if (method !== 'GET') return undefined;
    if (contentForm(header('accept'), content.mimeType) !== 'raw') return undefined;
    const tag = tagOf(content);
    if (matchesWeakly(readEntityTags(header('if-none-match')), tag)) return undefined;
    const ifRange = header('if-range');
    return ifRange === undefined || matchesStrongly(ifRange, tag) ? readRange(header('range')) : undefined;
  };

/** Retrieve Document (ITI-68, DMP TD3.2): the raw bytes, in the content type of the attachment. */
export const retrieveDocument: Route = {
  method: 'GET',
  path: '/Binary/:id',
  negotiates: 'itself',
  service: {
    resource: 'Binary',
    interaction: 'read',
    documentation:
      'Retrieve Document (ITI-68): raw bytes, a single Range, If-None-Match; a Binary resource on request.',
  },
  answer: async (exchange) => {
    const { actor, ports, id, header } = exchange;
    const asked = await retrieve(actor, { document: { id }, rangeOf: rangeAsked(exchange) }, ports);
    if (!asked.ok) return asked;
    const retrieved = asked.value;
    const { mimeType } = retrieved.content;
    const form = contentForm(header('accept'), mimeType);
    if (form === undefined) {
      const available = [mimeType, ...Object.values(mediaTypeOf)].join(', ');
      return fail(failure('not-acceptable', { available }));
    }
    const tag = tagOf(retrieved.content);
    if (matchesWeakly(readEntityTags(header('if-none-match')), tag)) return ok({ status: 304, headers: { etag: tag } });
    return form === 'raw' ? asBytes(retrieved) : asResource(retrieved, form, exchange);
  },
};
