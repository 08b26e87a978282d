// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';

/** Headers of a part: names in lower case, unfolded values (RFC 5322 §2.2.3). */
export type PartHeaders = ReadonlyMap<string, string>;

/** Where the bytes of a part go, as they come. A failure ends the message. */
export interface PartSink {
  write(bytes: Buffer): Failure | undefined;
  end(): Failure | undefined;
}

/** Takes a multipart body in any pieces; a failure ends it. */
export interface Splitter {
  push(bytes: Buffer): Failure | undefined;
  /** The body is over; a failure where its closing delimiter has not come. */
  end(): Failure | undefined;
}

interface SplitOptions {
  readonly boundary: string;
  /** Most bytes of the headers of one part. */
  readonly headerBytes: number;
  /** Told of each part when its headers are there. */
  readonly onPart: (headers: PartHeaders) => PartSink | Failure;
}

const LF = 0x0a;
/** What may follow a boundary on its line (RFC 2046 §5.1.1: transport padding). */
const PADDING_BYTES = 256;
const NONE = Buffer.alloc(0);

const malformed = (why: string): Failure => failure('body-malformed', { format: 'MIME multipart', why });

const readHeaders = (block: string): PartHeaders | undefined => {
  const headers = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name === '' || headers.has(name)) return undefined;
    headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
};

/**
 * Splits a multipart body into its parts (RFC 2046 §5.1) and holds no more of it than a line. Some senders end lines by
 * LF alone; the first delimiter shows which, and then only that ends a line.
 */
export const createSplitter = ({ boundary, headerBytes, onPart }: SplitOptions): Splitter => {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  let needle = NONE;
  let eol = '';
  let held = NONE;
  let sink: PartSink | undefined;
  let begun = false;
  let step: (data: Buffer) => { readonly rest: Buffer; readonly more: boolean } | Failure;

  const wait = (rest: Buffer) => ({ rest, more: false });
  const go = (rest: Buffer) => ({ rest, more: true });

  /** What stands before the first delimiter, which begins a line, is nothing. */
  const preamble: typeof step = (data) => {
    let at = data.indexOf(delimiter);
    while (at > 0 ? data[at - 1] !== LF : at === 0 && begun) at = data.indexOf(delimiter, at + 1);
    if (at < 0) {
      const kept = Math.min(data.length, delimiter.length);
      begun ||= data.length > kept;
      return wait(data.subarray(data.length - kept));
    }
    step = delimiterLine;
    return go(data.subarray(at + delimiter.length));
  };

  const delimiterLine: typeof step = (data) => {
    if (data.length < 2) return wait(data);
    if (data[0] === 0x2d && data[1] === 0x2d) {
      step = epilogue;
      return go(NONE);
    }
    const end = data.indexOf(LF);
    if (end < 0)
      return data.length > PADDING_BYTES ? malformed('a boundary is followed by something else') : wait(data);
    const line = data.toString('latin1', 0, end + 1);
    if (!/^[ \t]*\r?\n$/.test(line)) return malformed('a boundary is followed by something else');
    if (eol === '') {
      eol = line.endsWith('\r\n') ? '\r\n' : '\n';
      needle = Buffer.concat([Buffer.from(eol), delimiter]);
    }
    step = headers;
    return go(data.subarray(end + 1));
  };

  const headers: typeof step = (data) => {
    // a part without headers begins with the empty line itself
    const none = data.subarray(0, eol.length).equals(Buffer.from(eol));
    const end = none ? 0 : data.indexOf(`${eol}${eol}`);
    if (end < 0 || end > headerBytes)
      return data.length > headerBytes ? failure('headers-too-large', { limitBytes: headerBytes }) : wait(data);
    const read = readHeaders(data.toString('latin1', 0, end));
    if (read === undefined) return malformed('the headers of a part cannot be read');
    const opened = onPart(read);
    if ('code' in opened) return opened;
    sink = opened;
    step = body;
    // the end of the empty line may be that of an empty body too
    const rest = data.subarray(none ? 0 : end + eol.length);
    return go(rest);
  };

  /** Whether the line that ends the headers has been taken off the body. */
  let opened = false;

  const body: typeof step = (data) => {
    if (!opened) {
      if (data.length < needle.length) return wait(data);
      opened = true;
      if (!data.subarray(0, needle.length).equals(needle)) return go(data.subarray(eol.length));
    }
    const at = data.indexOf(needle);
    const upTo = at < 0 ? Math.max(0, data.length - needle.length + 1) : at;
    const refused = upTo > 0 ? sink?.write(data.subarray(0, upTo)) : undefined;
    if (refused !== undefined) return refused;
    if (at < 0) return wait(data.subarray(upTo));
    const faulty = sink?.end();
    if (faulty !== undefined) return faulty;
    sink = undefined;
    opened = false;
    step = delimiterLine;
    return go(data.subarray(at + needle.length));
  };

  const epilogue: typeof step = () => wait(NONE);

  step = preamble;
  return {
    push: (bytes) => {
      let data = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      for (;;) {
        const next = step(data);
        if ('code' in next) return next;
        data = next.rest;
        if (!next.more) break;
      }
      // what is kept must not keep the whole piece it came in
      held = data.length === 0 ? NONE : Buffer.from(data);
      return undefined;
    },
    end: () => (step === epilogue ? undefined : malformed('it ends before its closing boundary')),
  };
};
