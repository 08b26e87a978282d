// SPDX-License-Identifier: Apache-2.0
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** Longer is not a line of a directory but something else. */
const LINE_CHARACTERS = 1_000_000;

/** The lines of a text file (UTF-8, `.gz` unpacked), without holding them. Throws what the file system throws. */
export const linesOf = async function* (path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const stream = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // pipe does not pass errors on
  if (stream !== file) file.on('error', (error) => stream.destroy(error));
  let first = true;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.length > LINE_CHARACTERS) throw new RangeError(`a line has more than ${LINE_CHARACTERS} characters`);
    yield first ? line.replace(/^\ufeff/, '') : line;
    first = false;
  }
};
