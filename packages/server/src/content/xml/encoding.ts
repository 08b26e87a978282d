// SPDX-License-Identifier: Apache-2.0
import { isUtf8 } from 'node:buffer';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';

/** XML names of the encodings that are read, with the decoder of each. */
const decoders: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16',
  'utf-16be': 'utf-16',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
  'iso-8859-15': 'iso-8859-15',
  'windows-1252': 'windows-1252',
};

const DECLARATION = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/;

const refused = (why: string): { ok: false; error: Failure } => fail(failure('body-malformed', { format: 'XML', why }));

/** Which encoding the first bytes show (XML 1.0 appendix F); undefined when they show none that is read. */
const family = (b: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined => {
  const [b0 = 0x20, b1 = 0x20, b2 = 0x20, b3 = 0x20] = b;
  if (b0 === 0xef && b1 === 0xbb && b2 === 0xbf) return 'utf-8';
  if ((b0 === 0 && b1 === 0) || (b0 === 0xff && b1 === 0xfe && b2 === 0 && b3 === 0)) return undefined; // UTF-32
  if ((b0 === 0xff && b1 === 0xfe) || (b1 === 0 && b0 !== 0)) return 'utf-16le';
  if ((b0 === 0xfe && b1 === 0xff) || (b0 === 0 && b1 !== 0)) return 'utf-16be';
  return 'utf-8';
};

const decode = (bytes: Uint8Array, label: string): string | undefined => {
  try {
    if (label === 'latin1') return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * Brings an XML document to UTF-8, once and for all, so that what is checked is what is parsed: a DOCTYPE written in
 * UTF-16, or under a declared encoding that a checker does not know (UTF-7), cannot hide. Only common encodings are
 * read, and what the first bytes show must agree with the declaration.
 */
export const toUtf8 = (bytes: Uint8Array): Result<{ utf8: Buffer; encoding: string }, Failure> => {
  const shown = family(bytes);
  if (shown === undefined) return refused('its first bytes show an encoding that is not read here; use UTF-8');
  if (shown !== 'utf-8') {
    const text = decode(bytes, shown);
    if (text === undefined) return refused('it begins as UTF-16 but holds bytes that are not');
    const declared = DECLARATION.exec(text)?.[1]?.toLowerCase() ?? 'utf-16';
    if (decoders[declared] !== 'utf-16')
      return refused(`it declares the encoding ${declared} but is written in UTF-16`);
    return ok({ utf8: Buffer.from(text, 'utf8'), encoding: shown });
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasMark = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  const body = hasMark ? buffer.subarray(3) : buffer;
  const declared = DECLARATION.exec(body.toString('latin1', 0, 400))?.[1]?.toLowerCase() ?? 'utf-8';
  const decoder = Object.hasOwn(decoders, declared) ? decoders[declared] : undefined;
  if (decoder === undefined || decoder === 'utf-16') {
    return refused(
      `it declares the encoding ${JSON.stringify(declared)}, in which it is not written or which is not read`,
    );
  }
  if (hasMark && decoder !== 'utf-8')
    return refused(`it declares the encoding ${declared} but begins with a UTF-8 mark`);
  if (decoder === 'utf-8') {
    return isUtf8(body) ? ok({ utf8: body, encoding: 'utf-8' }) : refused('it is not written in UTF-8, as it says');
  }
  const text = decode(body, decoder);
  return text === undefined
    ? refused(`it is not written in ${declared}, as it says`)
    : ok({ utf8: Buffer.from(text, 'utf8'), encoding: declared });
};
