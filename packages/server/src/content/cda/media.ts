// SPDX-License-Identifier: Apache-2.0

interface EmbeddedMedia {
  /** formatCode of a document of level 1 that holds it (ASS_A11, ASS_A12). */
  readonly formatCode: string;
  readonly looksRight: (firstBytes: Uint8Array) => boolean;
}

const begins =
  (...starts: readonly (readonly number[])[]) =>
  (bytes: Uint8Array): boolean =>
    starts.some((start) => start.every((byte, at) => bytes[at] === byte));

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

/** What a CDA document of level 1 may hold (CI-SIS; checklist D12). */
export const embeddedMedia: Readonly<Record<string, EmbeddedMedia>> = {
  'application/pdf': { formatCode: 'urn:ihe:iti:xds-sd:pdf:2008', looksRight: begins(ascii('%PDF-')) },
  'text/plain': { formatCode: 'urn:ihe:iti:xds-sd:text:2008', looksRight: (bytes) => !bytes.includes(0) },
  'image/jpeg': { formatCode: 'urn:ihe:iti-fr:xds-sd:jpeg:2010', looksRight: begins([0xff, 0xd8, 0xff]) },
  'image/tiff': { formatCode: 'urn:ihe:iti-fr:xds-sd:tiff:2010', looksRight: begins(ascii('II*\0'), ascii('MM\0*')) },
  'text/rtf': { formatCode: 'urn:ihe:iti-fr:xds-sd:rtf:2010', looksRight: begins(ascii('{\\rtf')) },
  'application/rtf': { formatCode: 'urn:ihe:iti-fr:xds-sd:rtf:2010', looksRight: begins(ascii('{\\rtf')) },
};
