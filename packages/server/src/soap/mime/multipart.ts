// SPDX-License-Identifier: Apache-2.0
import type { Readable } from 'node:stream';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { createCollector, decoderOf } from './collect.ts';
import { type ContentType, contentIdOf, readContentType } from './content-type.ts';
import { createSplitter, type PartHeaders, type PartSink } from './split.ts';

/** What a message may cost. Upper bounds that are still accepted. */
export interface MessageLimits {
  /** Of the whole body, as it comes over the wire. */
  readonly totalBytes: number;
  /** Of the envelope. */
  readonly envelopeBytes: number;
  /** Of one attachment, decoded. */
  readonly partBytes: number;
  readonly parts: number;
  /** Of the headers of one part. */
  readonly headerBytes: number;
}

/** A part beside the envelope, decoded. */
export interface Attachment {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A SOAP message as it came, before its envelope is parsed. */
export interface RawMessage {
  readonly envelope: Buffer;
  /** By Content-ID, without angle brackets. */
  readonly attachments: ReadonlyMap<string, Attachment>;
  /** Whether it came as MTOM, and is answered so. */
  readonly multipart: boolean;
}

const SOAP_TYPES: ReadonlySet<string> = new Set(['application/soap+xml', 'text/xml', 'application/xml']);
/** RFC 2046 §5.1.1; some senders take more characters than it allows. */
const BOUNDARY = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;

const malformed = (why: string): Failure => failure('body-malformed', { format: 'MIME multipart', why });

/** Reads a body to its end, piece by piece; stops listening, and does not end the connection, at the first failure. */
const receive = (
  body: Readable,
  totalBytes: number,
  take: (bytes: Buffer) => Failure | undefined,
): Promise<Failure | undefined> =>
  new Promise((resolve, reject) => {
    let total = 0;
    const stop = (): void => {
      body.off('data', onData).off('end', onEnd).off('error', onError);
    };
    const onData = (bytes: Buffer): void => {
      total += bytes.length;
      const refused = total > totalBytes ? failure('body-too-large', { limitBytes: totalBytes }) : take(bytes);
      if (refused === undefined) return;
      stop();
      resolve(refused);
    };
    const onEnd = (): void => {
      stop();
      resolve(undefined);
    };
    const onError = (error: Error): void => {
      stop();
      reject(error);
    };
    body.on('data', onData).on('end', onEnd).on('error', onError);
  });

/** A part that is being read, the envelope among them. */
interface Part {
  readonly id: string | undefined;
  readonly contentType: string;
  readonly sink: PartSink;
  readonly bytes: () => Buffer;
}

const openPart = (headers: PartHeaders, isRoot: boolean, limits: MessageLimits, left: () => number): Part | Failure => {
  const encoding = headers.get('content-transfer-encoding') ?? '';
  const decoder = decoderOf(encoding);
  if (decoder === undefined) return malformed(`the transfer encoding ${encoding.slice(0, 40)} is not read here`);
  const id = headers.get('content-id');
  const limitBytes = isRoot ? limits.envelopeBytes : limits.partBytes;
  const gathered = createCollector(() => Math.min(limitBytes - gathered.length, left()));
  const put = (bytes: Buffer | Failure): Failure | undefined => {
    if (!Buffer.isBuffer(bytes)) return bytes;
    if (gathered.length + bytes.length > limitBytes)
      return isRoot
        ? failure('body-too-large', { limitBytes })
        : failure('document-too-large', { document: id?.slice(0, 128) ?? 'a part', limitBytes });
    gathered.write(bytes);
    return undefined;
  };
  return {
    id: id === undefined ? undefined : contentIdOf(id),
    contentType: headers.get('content-type') ?? 'application/octet-stream',
    sink: { write: (bytes) => put(decoder.write(bytes)), end: () => put(decoder.end()) },
    bytes: gathered.bytes,
  };
};

/** The part that `start` names, or else the first (RFC 2387 §3.2). */
const rootOf = (parts: readonly Part[], start: string | undefined): Part | undefined =>
  start === undefined ? parts[0] : parts.find(({ id }) => id === start);

const readMultipart = async (
  body: Readable,
  { parameters }: ContentType,
  limits: MessageLimits,
  statedBytes: number,
): Promise<Result<RawMessage, Failure>> => {
  const boundary = parameters.get('boundary') ?? '';
  if (!BOUNDARY.test(boundary)) return fail(malformed('the Content-Type has no boundary'));
  const stated = parameters.get('start');
  const start = stated === undefined ? undefined : contentIdOf(stated);
  const parts: Part[] = [];
  let received = 0;
  const { push, end } = createSplitter({
    boundary,
    headerBytes: limits.headerBytes,
    onPart: (headers) => {
      if (parts.length === limits.parts)
        return failure('too-many-entries', { count: `more than ${limits.parts}`, what: 'parts', limit: limits.parts });
      const id = headers.get('content-id');
      const isRoot = start === undefined ? parts.length === 0 : id !== undefined && contentIdOf(id) === start;
      const opened = openPart(headers, isRoot, limits, () => Math.max(0, statedBytes - received));
      if ('code' in opened) return opened;
      if (opened.id !== undefined && parts.some((part) => part.id === opened.id))
        return malformed('two parts have the same Content-ID');
      parts.push(opened);
      return opened.sink;
    },
  });
  const refused = await receive(body, limits.totalBytes, (bytes) => {
    received += bytes.length;
    return push(bytes);
  });
  const failed = refused ?? end();
  if (failed !== undefined) return fail(failed);
  const root = rootOf(parts, start);
  if (root === undefined) return fail(malformed('no part is the one that start names'));
  const attachments = new Map(
    parts.flatMap((part) =>
      part === root || part.id === undefined
        ? []
        : [[part.id, { contentType: part.contentType, bytes: part.bytes() }] as const],
    ),
  );
  return ok({ envelope: root.bytes(), attachments, multipart: true });
};

const readSimple = async (
  body: Readable,
  limits: MessageLimits,
  statedBytes: number,
): Promise<Result<RawMessage, Failure>> => {
  const gathered = createCollector(() => Math.max(0, statedBytes - gathered.length));
  const refused = await receive(body, Math.min(limits.totalBytes, limits.envelopeBytes), (bytes) => {
    gathered.write(bytes);
    return undefined;
  });
  if (refused !== undefined) return fail(refused);
  return ok({ envelope: gathered.bytes(), attachments: new Map(), multipart: false });
};

/**
 * Reads a SOAP message from the wire: alone, or in MTOM (W3C XOP, RFC 2387) with what stands beside it. Nothing but
 * the envelope and the decoded contents is held. `statedBytes` is the length that the request states, if it does.
 *
 * Failures: `media-type-unsupported`, `body-malformed`, `body-too-large`, `document-too-large`, `too-many-entries`,
 * `headers-too-large`.
 */
export const readRawMessage = async (
  body: Readable,
  { contentType, statedBytes }: { readonly contentType: string; readonly statedBytes: number },
  limits: MessageLimits,
): Promise<Result<RawMessage, Failure>> => {
  const type = readContentType(contentType);
  if (statedBytes > limits.totalBytes) return fail(failure('body-too-large', { limitBytes: limits.totalBytes }));
  if (type?.essence === 'multipart/related') return readMultipart(body, type, limits, statedBytes);
  if (type !== undefined && SOAP_TYPES.has(type.essence)) return readSimple(body, limits, statedBytes);
  const mediaType = contentType.replace(/[^\x20-\x7e]/g, '?').slice(0, 128);
  const accepted = 'application/soap+xml, multipart/related; type="application/xop+xml"';
  return fail(failure('media-type-unsupported', { mediaType: mediaType === '' ? '(none)' : mediaType, accepted }));
};
