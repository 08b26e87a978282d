// SPDX-License-Identifier: Apache-2.0

/** An answer of a server, whole. */
export interface Answer {
  readonly status: number;
  /** Header fields by name in lower case; of a field that came twice, the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** The server closes the connection after it. */
  readonly last: boolean;
}

const CR_LF = '\r\n';
const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);

type Head = Omit<Answer, 'body'>;

/** What of the body is still to come: a number of bytes, or chunks (RFC 9112 §7.1). */
type Expecting =
  | { readonly part: 'head' }
  | { readonly part: 'bytes'; readonly of: Head; left: number }
  | { readonly part: 'chunk-size' | 'trailer'; readonly of: Head }
  | { readonly part: 'chunk'; readonly of: Head; left: number };

const readHead = (text: string): Head => {
  const [start = '', ...fields] = text.split(CR_LF);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(start)?.[1]);
  if (Number.isNaN(status)) throw new Error(`The server answers no HTTP/1.1: ${start.slice(0, 40)}`);
  const headers = new Map(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
  return { status, headers, last: headers.get('connection')?.toLowerCase() === 'close' };
};

/**
 * Reads the answers of one connection to requests that are sent one after the other: give it what arrives, and it gives
 * the answer when that is whole. It knows what the servers here send, HTTP/1.1 with `content-length` or chunks, and
 * throws for anything else. Written for this purpose because the load generator shares the machine with what it
 * measures: it costs a fraction of what a general client does.
 */
export const answerReader = (): ((arrived: Buffer) => Answer | undefined) => {
  let unread: Buffer = NOTHING;
  let expecting: Expecting = { part: 'head' };
  let parts: Buffer[] = [];

  const finish = (head: Head): Answer => {
    const [only] = parts;
    const body = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
    parts = [];
    expecting = { part: 'head' };
    return { ...head, body };
  };

  /** The bytes before the mark, which is dropped with them; undefined while it has not come. */
  const takeUntil = (mark: Buffer | string): string | undefined => {
    const at = unread.indexOf(mark);
    if (at === -1) return undefined;
    const text = unread.toString('latin1', 0, at);
    unread = unread.subarray(at + mark.length);
    return text;
  };

  const takeHead = (): boolean => {
    const text = takeUntil(HEAD_END);
    if (text === undefined) return false;
    const of = readHead(text);
    const length = of.headers.get('content-length');
    if (length !== undefined) expecting = { part: 'bytes', of, left: Number(length) };
    else if (of.headers.get('transfer-encoding') === 'chunked') expecting = { part: 'chunk-size', of };
    else if (of.status === 204 || of.status === 304) expecting = { part: 'bytes', of, left: 0 };
    else throw new Error('The server says neither the length of its answer nor that it comes in chunks.');
    return true;
  };

  const takeChunkSize = (of: Head): boolean => {
    const text = takeUntil(CR_LF);
    if (text === undefined) return false;
    const left = Number.parseInt(text, 16);
    expecting = left === 0 ? { part: 'trailer', of } : { part: 'chunk', of, left };
    return true;
  };

  const takeBytes = (wanted: { left: number }): void => {
    const taken = unread.subarray(0, wanted.left);
    unread = unread.subarray(taken.length);
    wanted.left -= taken.length;
    if (taken.length > 0) parts.push(taken);
  };

  const step = (): Answer | 'on' | 'wait' => {
    const now = expecting;
    switch (now.part) {
      case 'head':
        return takeHead() ? 'on' : 'wait';
      case 'bytes':
        takeBytes(now);
        return now.left === 0 ? finish(now.of) : 'wait';
      case 'chunk-size':
        return takeChunkSize(now.of) ? 'on' : 'wait';
      case 'chunk':
        takeBytes(now);
        if (now.left > 0 || unread.length < CR_LF.length) return 'wait';
        unread = unread.subarray(CR_LF.length);
        expecting = { part: 'chunk-size', of: now.of };
        return 'on';
      case 'trailer': {
        const field = takeUntil(CR_LF);
        if (field === undefined) return 'wait';
        return field === '' ? finish(now.of) : 'on';
      }
    }
  };

  return (arrived) => {
    unread = unread.length === 0 ? arrived : Buffer.concat([unread, arrived]);
    for (;;) {
      const stepped = step();
      if (stepped === 'wait') return undefined;
      if (stepped !== 'on') return stepped;
    }
  };
};
