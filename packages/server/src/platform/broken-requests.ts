// SPDX-License-Identifier: Apache-2.0
import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { definitionOf, type Failure, failure, sentenceOf } from '@dossier/core/errors';

/** What llhttp finds wrong, in words. Its own text may quote the request. */
const faults: Readonly<Record<string, string>> = {
  HPE_INVALID_METHOD: 'its method is not known',
  HPE_INVALID_URL: 'its address holds characters that have to be percent-encoded',
  HPE_INVALID_VERSION: 'its version is not 1.0 or 1.1',
  HPE_INVALID_HEADER_TOKEN: 'a header holds a character that no header may hold',
  HPE_INVALID_CONTENT_LENGTH: 'its Content-Length is not a number of bytes',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'it states its length twice',
  HPE_INVALID_TRANSFER_ENCODING: 'its Transfer-Encoding is not chunked, or a length is stated beside it',
  HPE_INVALID_CHUNK_SIZE: 'the length of a chunk is not a hexadecimal number',
};

/** What broke a request before it was one. */
export const brokenRequest = (code: string): Failure => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return failure('headers-too-large', { limitBytes: maxHeaderSize });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return failure('request-slow');
    default:
      return failure('request-malformed', { why: faults[code] ?? 'it cannot be parsed' });
  }
};

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/**
 * Answers what is no HTTP request, on the bare connection, and ends it: where the next request would begin, nobody
 * can tell. No route and no face is known at this point.
 */
export const answerBroken = (socket: Socket, refused: Failure): void => {
  const { httpStatus } = definitionOf(refused.code);
  const body = JSON.stringify({ code: refused.code, text: sentenceOf(refused) });
  const head = [
    `HTTP/1.1 ${httpStatus} ${reasons[httpStatus]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
};
