// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { ParseOption, XmlDocument, type XmlElement, XmlLibError } from 'libxml2-wasm';
import { toUtf8 } from './encoding.ts';
import { defaultXmlLimits, guardMarkup, type XmlLimits } from './guard.ts';

/** A parsed document. Its memory is the parser's: `dispose` it, or use {@link withXml}. */
export interface ParsedXml {
  readonly root: XmlElement;
  /** Name of the encoding in which it came, lower case. */
  readonly encoding: string;
  readonly dispose: () => void;
}

/**
 * The parser's own caps on depth (256) and on one text (10 MB) are lifted, because documents carry images and PDF of
 * tens of megabytes in one text; `guardMarkup` has set ours before. Nothing outside the bytes is ever read.
 */
const OPTIONS =
  ParseOption.XML_PARSE_HUGE |
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_SKIP_IDS |
  ParseOption.XML_PARSE_BIG_LINES;

const whyOf = (error: XmlLibError): string => {
  const first = error.details.find((detail) => detail.level >= 2) ?? error.details[0];
  const message = (first?.message ?? error.message).split('\n')[0]?.trim() ?? '';
  // A tag name in the parser's message may be as long as the document.
  const short = message.length > 200 ? `${message.slice(0, 200)}…` : message;
  return first === undefined ? short : `line ${first.line}: ${short}`;
};

/**
 * Parses XML that a stranger sent. Failures: `body-too-large`, `doctype-refused`, `nesting-too-deep`,
 * `too-many-entries`, `body-malformed` (also for an encoding that is not read).
 * The caller must `dispose` what comes back.
 */
export const parseXml = (bytes: Uint8Array, limits: XmlLimits = defaultXmlLimits): Result<ParsedXml, Failure> => {
  if (bytes.byteLength > limits.bytes) return fail(failure('body-too-large', { limitBytes: limits.bytes }));
  const read = toUtf8(bytes);
  if (!read.ok) return read;
  const { utf8, encoding } = read.value;
  const refusal = guardMarkup(utf8, limits);
  if (refusal) return fail(refusal);
  try {
    const document = XmlDocument.fromBuffer(utf8, { option: OPTIONS, encoding: 'UTF-8' });
    return ok({ root: document.root, encoding, dispose: () => document.dispose() });
  } catch (error) {
    if (error instanceof XmlLibError) return fail(failure('body-malformed', { format: 'XML', why: whyOf(error) }));
    throw error;
  }
};

/** Parses, hands the document to `read`, and frees it whatever happens. Nodes must not leave `read`. */
export const withXml = <T>(
  bytes: Uint8Array,
  read: (xml: Omit<ParsedXml, 'dispose'>) => T,
  limits: XmlLimits = defaultXmlLimits,
): Result<T, Failure> => {
  const parsed = parseXml(bytes, limits);
  if (!parsed.ok) return parsed;
  try {
    return ok(read(parsed.value));
  } finally {
    parsed.value.dispose();
  }
};
