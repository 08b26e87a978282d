// SPDX-License-Identifier: Apache-2.0

const begins =
  (...starts: readonly (readonly number[])[]) =>
  (bytes: Uint8Array): boolean =>
    starts.some((start) => start.every((byte, at) => bytes[at] === byte));

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

const rtf = begins(ascii('{\\rtf'));

/** How contents begin, by the media types that a document of level 1 may hold (CI-SIS; checklist D12). */
const beginnings: Readonly<Record<string, (firstBytes: Uint8Array) => boolean>> = {
  'application/pdf': begins(ascii('%PDF-')),
  'text/plain': (bytes) => !bytes.includes(0),
  'image/jpeg': begins([0xff, 0xd8, 0xff]),
  'image/tiff': begins(ascii('II*\0'), ascii('MM\0*')),
  'text/rtf': rtf,
  'application/rtf': rtf,
};

/** Whether a content begins as its media type says; nothing is said against a type that is not known here. */
export const looksLike = (mediaType: string, firstBytes: Uint8Array): boolean =>
  !Object.hasOwn(beginnings, mediaType) || beginnings[mediaType]?.(firstBytes) === true;
