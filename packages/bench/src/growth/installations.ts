// SPDX-License-Identifier: Apache-2.0
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { personas } from '@dossier/server/src/demo/index.ts';
import { keyFiles, openInstallation } from '@dossier/server/src/platform/installation.ts';
import {
  createPool,
  migrate,
  removeEmbedded,
  runningUrls,
  startEmbedded,
} from '@dossier/server/src/store/postgres/index.ts';
import type { Pool } from 'pg';
import { fill } from './fill.ts';
import type { Population } from './population.ts';

const manifest = (home: string): string => join(home, 'growth.json');

/** The population that an installation was filled with; undefined where there is none yet. */
const filledWith = async (home: string): Promise<Population | undefined> => {
  const text = await readFile(manifest(home), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Population);
};

/**
 * Starts the database of an installation without its server, for work that takes long: nothing is flushed to the disk,
 * and no statement is cut off.
 */
export const withDatabase = async <T>(
  home: string,
  work: (pool: Pool, databaseUrl: string) => Promise<T>,
): Promise<T> => {
  const database = await startEmbedded({ home, durable: false });
  const pool = createPool(database.socketUrl, { statementTimeoutMs: 0 });
  try {
    return await work(pool, database.socketUrl);
  } finally {
    await pool.end();
    await database.stop();
  }
};

/** The doctor in whose name everything is asked. */
const doctor = () => {
  const { actor } = personas.gp;
  if (actor.kind !== 'professional') throw new Error('The general practitioner is a professional.');
  return actor;
};

/** Fills one more population into an installation that does not run. */
export const fillInto = async (
  home: string,
  documents: number,
  onProgress: (step: string) => void,
): Promise<Population> => {
  const { repositoryUniqueId } = await openInstallation(home, 'demo');
  return withDatabase(home, async (pool, databaseUrl) => {
    await migrate(pool);
    const keys = keyFiles(home).records;
    return fill({ pool, databaseUrl, keys, repositoryUniqueId, documents, doctor: doctor(), onProgress });
  });
};

export interface FilledInstallation {
  readonly home: string;
  readonly population: Population;
  /** Seconds that filling it took; undefined where it was there. */
  readonly filledInSeconds?: number;
}

/** The installation of that many documents in a folder; filled when it is not there. */
export const installationOf = async (
  folder: string,
  documents: number,
  onProgress: (step: string) => void,
): Promise<FilledInstallation> => {
  const home = resolve(folder, String(documents));
  const there = await filledWith(home);
  if (there) return { home, population: there };
  const began = performance.now();
  await removeInstallation(home);
  const population = await fillInto(home, documents, onProgress);
  await writeFile(manifest(home), JSON.stringify(population));
  return { home, population, filledInSeconds: (performance.now() - began) / 1000 };
};

/** Also of one whose filling was cut off, which has no indexes. */
export const removeInstallation = async (home: string): Promise<void> => {
  await removeEmbedded(home);
  await rm(home, { recursive: true, force: true });
};

/** A pool to the database of an installation that runs. */
export const poolOf = async (home: string): Promise<Pool> => {
  const urls = await runningUrls(home);
  if (urls === undefined) throw new Error(`The database of ${home} does not run.`);
  return createPool(urls.socketUrl, { max: 2, statementTimeoutMs: 0 });
};
