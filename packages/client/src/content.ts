// SPDX-License-Identifier: Apache-2.0
import { base64 } from './base64.ts';
import { AnswerError } from './errors.ts';
import type { RequestOptions, Send } from './http.ts';
import type { DocumentReference } from './resources.ts';

/** The content of a document as it was shared, byte for byte. */
export interface RetrievedContent {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** SHA-1, base64, as `attachment.hash` has it. */
export const sha1 = async (bytes: Uint8Array): Promise<string> =>
  base64(new Uint8Array(await crypto.subtle.digest('SHA-1', bytes as Uint8Array<ArrayBuffer>)));

/** Retrieve Document (ITI-68), held against size and hash of the metadata. */
export const retrieveContent = async (
  send: Send,
  { content }: DocumentReference,
  options: RequestOptions = {},
): Promise<RetrievedContent> => {
  const { url, contentType, size, hash } = content?.[0]?.attachment ?? {};
  if (url === undefined) throw new TypeError('The DocumentReference names no content (content[0].attachment.url).');
  // Whatever its type, the content itself and not a Binary resource around it.
  const response = await send(url, { headers: { accept: '*/*' }, ...options });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (size !== undefined && size !== bytes.length)
    throw new AnswerError('content', `The content has ${bytes.length} bytes instead of ${size}.`);
  if (hash !== undefined && hash !== (await sha1(bytes)))
    throw new AnswerError('content', 'The content does not have the hash of its metadata.');
  const received = response.headers.get('content-type');
  return { contentType: contentType ?? received ?? 'application/octet-stream', bytes };
};
