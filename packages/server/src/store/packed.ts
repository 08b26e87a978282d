// SPDX-License-Identifier: Apache-2.0
import { constants, deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import lists from './stored-dictionaries.json' with { type: 'json' };

/**
 * What most texts of a record share word for word. A packed text names its dictionary by position: another one may be
 * added at the end of the file, and none ever changes.
 */
const dictionaries: readonly Buffer[] = lists.map((parts) => Buffer.from(parts.join('')));
const newest = dictionaries.length - 1;

/** Most packed texts are shorter. The library's own 16 KiB would stay in memory behind each of them until they are collected. */
const chunkSize = 2048;

/** The text in fewer bytes: position of its dictionary (1 byte), raw DEFLATE (RFC 1951). */
export const packText = (text: string): Buffer => {
  const dictionary = dictionaries[newest];
  return Buffer.concat([Buffer.of(newest), deflateRawSync(text, { chunkSize, ...(dictionary && { dictionary }) })]);
};

/** Throws where the text was packed with a dictionary that is not here. */
export const unpackText = (packed: Buffer): string => {
  const dictionary = dictionaries[packed[0] ?? dictionaries.length];
  if (dictionary === undefined)
    throw new Error(`A text was packed with the dictionary ${packed[0]}, which is not here.`);
  return inflateRawSync(packed.subarray(1), { chunkSize, dictionary }).toString();
};

/** How packed bytes stand behind their first byte. */
const AS_THEY_ARE = 0;
const ZSTANDARD = 1;

/** The fastest level: on reports in XML and text the slower ones gain a few hundredths. */
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** What gains less than this part is kept as it is: it is compressed already, as most images and PDFs are. */
const WORTH = 1 / 16;

/** The bytes, compressed where that is worth it: how (1 byte), then as they are or as a Zstandard frame (RFC 8878). */
export const packBytes = (plain: Uint8Array): Buffer => {
  // with the size known, its tables are as large as the text needs
  const compressed = zstdCompressSync(plain, { ...level, pledgedSrcSize: plain.length });
  return compressed.length < plain.length * (1 - WORTH)
    ? Buffer.concat([Buffer.of(ZSTANDARD), compressed])
    : Buffer.concat([Buffer.of(AS_THEY_ARE), plain]);
};

/** Undefined where they are not `sizeBytes` bytes that {@link packBytes} packed. */
export const unpackBytes = (packed: Buffer, sizeBytes: number): Buffer | undefined => {
  const stored = packed.subarray(1);
  const plain = packed[0] === ZSTANDARD ? decompress(stored, sizeBytes) : stored;
  return (packed[0] === ZSTANDARD || packed[0] === AS_THEY_ARE) && plain?.length === sizeBytes ? plain : undefined;
};

/** Undefined where more comes out than `sizeBytes`. */
const decompress = (compressed: Buffer, sizeBytes: number): Buffer | undefined => {
  try {
    // one piece of memory for all of it
    const chunkSize = Math.max(sizeBytes, constants.Z_MIN_CHUNK);
    return zstdDecompressSync(compressed, { maxOutputLength: sizeBytes, chunkSize });
  } catch {
    return undefined;
  }
};
