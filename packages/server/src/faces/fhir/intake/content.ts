// SPDX-License-Identifier: Apache-2.0
import type { Element } from './element.ts';

/**
 * The bytes of a base64Binary (FHIR R4 datatypes.html#base64Binary): standard alphabet, whole groups of four, padded,
 * white space between them allowed. Anything that a lenient decoder would pass over is refused.
 */
export const decodeBase64 = (element: Element, limitBytes: number): Uint8Array | undefined => {
  const { value, path, report } = element;
  if (typeof value !== 'string') return report.invalid(path, 'it must be a string of base64');
  const text = /\s/.test(value) ? value.replace(/[ \t\r\n]+/g, '') : value;
  if (text.length === 0) return report.invalid(path, 'the content is empty');
  const tooLarge = (): undefined => report.refuse('document-too-large', path, { document: path, limitBytes });
  // What cannot fit is not even decoded.
  if (Math.floor(text.length / 4) * 3 - 2 > limitBytes) return tooLarge();
  const bytes = Buffer.from(text, 'base64');
  // Bytes have one way to be written: where the text is another one, the decoder passed something over.
  if (bytes.toString('base64') !== text)
    return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
      ? report.invalid(path, 'its last group has bits beyond the content')
      : report.invalid(path, 'it is not base64');
  return bytes.length > limitBytes ? tooLarge() : bytes;
};

/** A SHA-1 as hex, from the base64 of its 20 bytes, or from that of its 40 hex digits, as published examples have it. */
export const hexOfHash = (element: Element, base64: string): string | undefined => {
  const bytes = Buffer.from(base64, 'base64');
  const wellFormed = bytes.toString('base64') === base64;
  if (wellFormed && bytes.length === 20) return bytes.toString('hex');
  const ascii = bytes.toString('latin1');
  if (wellFormed && /^[0-9a-fA-F]{40}$/.test(ascii)) return ascii.toLowerCase();
  return element.report.invalid(element.path, 'it is not the base64 of a SHA-1 (20 bytes)');
};
