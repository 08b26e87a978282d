// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import {
  attachmentIn,
  type RenderingLanguage,
  renderDocument,
  renderingPolicy,
  textOf,
  withoutTextIn,
} from '../../../content/rendering/index.ts';
import { type RetrievedDocument, retrieveDocument as retrieve, wholeOf } from '../../../record/index.ts';
import { pageForm, pageLanguage, pageMediaTypes } from '../negotiation/index.ts';
import type { Answer, Exchange, Route } from './route.ts';

interface Asked {
  readonly form: NonNullable<ReturnType<typeof pageForm>>;
  readonly language: RenderingLanguage;
  /** Place of a content in the document, from 1, that is asked for instead of the page. */
  readonly attachment?: number;
}

const invalid = (name: string, why: string): Result<never, Failure> =>
  fail(failure('parameter-invalid', { name, why }));

/** What is asked for, read before the document is; an attachment comes in its own type, whatever Accept says. */
const askedIn = ({ parameters, header }: Exchange): Result<Asked, Failure> => {
  const given = (name: string) => parameters.findLast((parameter) => parameter.name === name)?.value || undefined;
  const language = pageLanguage(given('lang'), header('accept-language'));
  if (language === undefined) return invalid('lang', 'it should be fr or en');
  const attachment = given('attachment');
  if (attachment !== undefined && !/^[1-9]\d{0,4}$/.test(attachment))
    return invalid('attachment', 'it should be a number from 1');
  const form = pageForm(header('accept'), given('_format'));
  if (attachment !== undefined) return ok({ form: form ?? 'html', language, attachment: Number(attachment) });
  return form === undefined ? fail(failure('not-acceptable', { available: pageMediaTypes })) : ok({ form, language });
};

/** A document that somebody else wrote is kept by no cache on the way, and is never what a browser takes it for. */
const shields = {
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

const bytesAnswer = (
  bytes: Buffer,
  contentType: string,
  headers: Readonly<Record<string, string>>,
): Result<Answer, never> =>
  ok({
    status: 200,
    headers: { ...shields, ...headers },
    raw: { contentType, sizeBytes: bytes.length, bytes: () => bytes },
  });

/** What stands in a document goes out as its content does (ITI-68): saved, never shown in our name. */
const attachmentHeaders = {
  'content-disposition': 'attachment',
  'content-security-policy': "default-src 'none'; sandbox",
} as const;

const answerWith = async (
  { content, bytes }: RetrievedDocument,
  { form, language, attachment }: Asked,
  base: string,
): Promise<Result<Answer, Failure>> => {
  const document = { mimeType: content.mimeType, bytes: await wholeOf({ bytes }) };
  if (attachment !== undefined) {
    const found = attachmentIn(document, attachment);
    if (found === undefined) return invalid('attachment', `the document holds no content ${attachment}`);
    return bytesAnswer(Buffer.from(found.bytes), found.mediaType, attachmentHeaders);
  }
  const headers = {
    'content-language': language,
    'content-security-policy': renderingPolicy,
    vary: 'Accept, Accept-Language',
  };
  if (form === 'text') {
    const read = await textOf(document);
    const text = read.text ?? withoutTextIn(language, read.why);
    return bytesAnswer(Buffer.from(text), 'text/plain; charset=utf-8', headers);
  }
  const addresses = {
    original: `${base}/Binary/${content.logicalId}`,
    attachment: (number: number) => `${base}/DocumentReference/${content.logicalId}/$render?attachment=${number}`,
  };
  const page = await renderDocument(document, { language, addresses });
  return bytesAnswer(Buffer.from(page), 'text/html; charset=utf-8', headers);
};

/** A document as a page, or its text: a consultation of it, decided and kept in the journal as Retrieve Document is. */
export const render: Route = {
  method: 'GET',
  path: '/DocumentReference/:id/$render',
  negotiates: 'itself',
  service: {
    resource: 'DocumentReference',
    operation: 'render',
    definition: 'urn:dossier:operation:render',
    // A page of a document is its content.
    needs: [{ resource: 'Binary', permission: 'r' }],
    documentation:
      'The document as a safe page (text/html) or its text (text/plain), by Accept or _format; lang is fr or en; attachment is the number of a content that stands in it. It is retrieved for that, and the journal says so.',
    parameters: [
      { name: 'lang', type: 'token' },
      { name: 'attachment', type: 'string' },
    ],
  },
  answer: async (exchange) => {
    const asked = askedIn(exchange);
    if (!asked.ok) return asked;
    const retrieved = await retrieve(exchange.actor, { document: { id: exchange.id } }, exchange.ports);
    return retrieved.ok ? answerWith(retrieved.value, asked.value, exchange.base) : retrieved;
  },
};
