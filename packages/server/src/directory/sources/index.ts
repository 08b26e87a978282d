// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DirectoryProfile } from '../profile.ts';
import type { SourceItem } from '../types.ts';
import { readExtract } from './extract.ts';
import { readJson, readNdjson } from './fhir.ts';

const extensionOf = (path: string): string | undefined =>
  /\.(ndjson|json|txt|csv)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase();

/** Whether a file is one that can be read, by its name: `.txt` and `.csv` hold the extract, the others FHIR. */
export const isDirectoryFile = (path: string): boolean => extensionOf(path) !== undefined && !/\.json\.gz$/i.test(path);

/**
 * The items of all files, in an order in which nothing refers to what comes after it. Throws a RangeError with a
 * sentence for a file that cannot be read.
 */
export const readFiles = async function* (
  paths: readonly string[],
  profile: DirectoryProfile,
): AsyncGenerator<SourceItem & { readonly path: string }> {
  for (const pass of ['parties', 'situations'] as const) {
    for (const path of paths) {
      const kind = extensionOf(path);
      if (kind === 'ndjson') for await (const item of readNdjson(path, pass, profile)) yield { ...item, path };
      else if (kind === 'json') for await (const item of readJson(path, pass, profile)) yield { ...item, path };
      else if (pass === 'parties') for await (const item of readExtract(path, profile)) yield { ...item, path };
    }
  }
};

/** SHA-256 of the files, one after the other: the same files are the same load. */
export const fingerprintOf = async (paths: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(`\n${path.replace(/^.*[\\/]/, '')}\n`);
    await pipeline(createReadStream(path), async (chunks) => {
      for await (const chunk of chunks) hash.update(chunk as Buffer);
    });
  }
  return hash.digest('hex');
};
