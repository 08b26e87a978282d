// SPDX-License-Identifier: Apache-2.0

/** A content on its way out, beside the envelope. */
export interface OutgoingPart {
  readonly contentId: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly bytes: () => Buffer | AsyncIterable<Uint8Array>;
}

/** A multipart body: its Content-Type, its length, and its bytes, which are read when they are sent. */
export interface Multipart {
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A type that cannot stand in a header is none that a client could use. */
const safeType = (contentType: string): string =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(contentType) ? contentType : 'application/octet-stream';

const heading = (boundary: string, type: string, contentId: string): string =>
  [
    `--${boundary}`,
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: binary',
    `Content-ID: <${contentId}>`,
    '',
    '',
  ].join('\r\n');

/**
 * Puts an envelope and what stands beside it into MTOM (W3C XOP, RFC 2387). `unique` is a UUID that stands nowhere else:
 * the boundary is made of it.
 */
export const writeMultipart = (envelope: string, parts: readonly OutgoingPart[], unique: string): Multipart => {
  const boundary = `uuid:${unique}`;
  const rootId = `root.${unique}@dossier`;
  const root = Buffer.from(envelope);
  const type = 'application/xop+xml; charset=UTF-8; type="application/soap+xml"';
  const first = Buffer.concat([Buffer.from(heading(boundary, type, rootId)), root, Buffer.from('\r\n')]);
  const headings = parts.map((part) =>
    Buffer.from(heading(boundary, safeType(part.contentType), part.contentId), 'latin1'),
  );
  const last = Buffer.from(`--${boundary}--\r\n`);
  const sizeBytes =
    first.length +
    parts.reduce((sum, part, index) => sum + (headings[index]?.length ?? 0) + part.sizeBytes + 2, 0) +
    last.length;
  const write = async function* (): AsyncGenerator<Uint8Array> {
    yield first;
    for (const [index, part] of parts.entries()) {
      yield headings[index] ?? Buffer.alloc(0);
      const bytes = part.bytes();
      if (Buffer.isBuffer(bytes)) yield bytes;
      else yield* bytes;
      yield Buffer.from('\r\n');
    }
    yield last;
  };
  return {
    contentType: [
      'multipart/related',
      'type="application/xop+xml"',
      `start="<${rootId}>"`,
      'start-info="application/soap+xml"',
      `boundary="${boundary}"`,
    ].join('; '),
    sizeBytes,
    bytes: write(),
  };
};
