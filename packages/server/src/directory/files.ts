// SPDX-License-Identifier: Apache-2.0
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';
import { type LoadOptions, type LoadReport, loadDirectory } from './load.ts';
import { frenchDirectory } from './profile.ts';
import { fingerprintOf, isDirectoryFile, readFiles } from './sources/index.ts';
import type { SourceItem } from './types.ts';

/** The directory files among these paths and in these folders, in the order of their names. Throws a StartError. */
export const findDirectoryFiles = async (paths: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const path of paths) {
    const kind = await stat(path).catch(() => {
      throw new StartError(`There is no such file or folder: ${path}.`);
    });
    if (kind.isDirectory()) {
      const names = (await readdir(path)).filter(isDirectoryFile).sort();
      if (names.length === 0) throw new StartError(`There is no directory file in ${path}.`);
      found.push(...names.map((name) => join(path, name)));
    } else if (isDirectoryFile(path)) found.push(path);
    else throw new StartError(`${path} is not a directory file: their names end in .ndjson, .json, .txt or .csv.`);
  }
  return found;
};

const placed = async function* (paths: readonly string[]): AsyncGenerator<SourceItem> {
  for await (const { path, place, ...item } of readFiles(paths, frenchDirectory))
    yield { ...item, place: `${path}, ${place}` };
};

/**
 * Loads files: FHIR (`.ndjson`, `.json`) or the open-data extract (`.txt`, `.csv`), packed with gzip or not.
 *
 * @throws StartError with a sentence when a file cannot be read; what was committed by then stays
 */
export const loadFiles = async (
  paths: readonly string[],
  options: Omit<LoadOptions, 'fingerprint'>,
): Promise<LoadReport> => {
  try {
    return await loadDirectory(placed(paths), { ...options, fingerprint: await fingerprintOf(paths) });
  } catch (error) {
    if (error instanceof RangeError) throw new StartError(`A directory file cannot be read: ${error.message}.`);
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') || code?.startsWith('E'))
      throw new StartError(`A directory file cannot be read: ${(error as Error).message}.`);
    throw error;
  }
};
