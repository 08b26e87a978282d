// SPDX-License-Identifier: Apache-2.0
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StartError } from '../start-error.ts';
import { findDirectoryFiles, loadFiles } from './files.ts';
import type { LoadOptions, LoadReport } from './load.ts';
import { isDirectoryFile } from './sources/index.ts';

/** How long a server may stay silent while it is fetched from. */
const FETCH_MS = 30 * 60_000;

const download = async (address: string, folder: string): Promise<string> => {
  const name = new URL(address).pathname.replace(/^.*\//, '');
  if (!isDirectoryFile(name))
    throw new StartError(`${address} does not end in the name of a directory file (.ndjson, .json, .txt, .csv).`);
  const answer = await fetch(address, { signal: AbortSignal.timeout(FETCH_MS) });
  if (!answer.ok || !answer.body) throw new StartError(`The directory at ${address} answers ${answer.status}.`);
  const path = join(folder, name);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(path));
  return path;
};

/**
 * Takes the whole extract from where it is published: a file, a folder, or an http(s) address. What was loaded before
 * and is the same changes nothing.
 *
 * @throws StartError when it cannot be had or read
 */
export const refreshDirectory = async (
  source: string,
  options: Omit<LoadOptions, 'fingerprint' | 'whole'>,
): Promise<LoadReport> => {
  if (!/^https?:\/\//.test(source)) return loadFiles(await findDirectoryFiles([source]), { ...options, whole: true });
  const folder = await mkdtemp(join(tmpdir(), 'dossier-directory-'));
  try {
    return await loadFiles([await download(source, folder)], { ...options, whole: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
