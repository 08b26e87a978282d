// SPDX-License-Identifier: Apache-2.0
import type { ImageData, SafeAddress } from './html.ts';

const LONGEST_ADDRESS = 2048;

/** The name of an element of the document, where it can meet none of the page; the same for the same name. */
export const idOf = (sent: string): string =>
  `d-${sent.slice(0, 200).replace(/[^A-Za-z0-9.-]/g, (character) => `_${character.codePointAt(0)?.toString(16)}_`)}`;

/** A place in the page itself. */
export const placeAddress = (id: string): SafeAddress => `#${id}` as SafeAddress;

/** An address of this server, made by it. */
export const houseAddress = (address: string): SafeAddress => address as SafeAddress;

/**
 * What a sender's link may lead to: a place in the document, or `http`, `https` and `mailto` written out. Undefined for
 * anything else: another scheme, one that is hidden behind white space or controls, an address with a password in it.
 */
export const safeAddress = (sent: string): SafeAddress | undefined => {
  const address = sent.trim();
  if (address.startsWith('#') && address.length > 1) return placeAddress(idOf(address.slice(1)));
  if (address.length > LONGEST_ADDRESS) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers leave them out, and read what remains
  if (/[\u0000-\u0020\u007f-\u00a0\\\u2028\u2029]/.test(address)) return undefined;
  if (!/^(?:https?:\/\/[^/]|mailto:[^/])/i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!['http:', 'https:', 'mailto:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  return url.href as SafeAddress;
};

const signatures: readonly (readonly [string, readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
];

/** The type of an image by its first bytes, whatever was declared; undefined for all but PNG, JPEG and GIF. */
export const imageTypeOf = (bytes: Uint8Array): string | undefined =>
  signatures.find(([, start]) => start.every((byte, at) => bytes[at] === byte))?.[0];

/** Largest image that is put into a page, in bytes. */
const LARGEST_IMAGE = 10 * 1024 * 1024;

/** The image as it may stand in a page; undefined when it is none, or too large for one. */
export const imageData = (bytes: Uint8Array): ImageData | undefined => {
  const type = imageTypeOf(bytes);
  if (type === undefined || bytes.length > LARGEST_IMAGE) return undefined;
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return `data:${type};base64,${base64}` as ImageData;
};

/** A language tag (BCP 47) as it may stand in `lang`. */
export const languageTag = (sent: string | undefined): string | undefined =>
  sent !== undefined && /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(sent) ? sent : undefined;
