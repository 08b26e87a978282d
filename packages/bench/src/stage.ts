// SPDX-License-Identifier: Apache-2.0
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { closers } from '@dossier/server/src/platform/closers.ts';
import { removeEmbedded, runningUrls } from '@dossier/server/src/store/postgres/index.ts';
import type { Dataset, DatasetSize } from './data/dataset.ts';
import type { FloorQuestion } from './floor/questions.ts';
import type { LoadQuestion } from './load/questions.ts';
import { type Helper, startHelper } from './measure/calls.ts';
import type { Outcome } from './measure/outcome.ts';
import { type Cast, type Reading, readCast, usageBetween } from './measure/watch.ts';
import type { Measured } from './results.ts';
import { prepareHome } from './server/prepare.ts';
import { type RunningServer, startServer } from './server/start.ts';

/** Everything that runs during a benchmark. */
export interface Stage {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly dataset: Dataset;
  readonly server: RunningServer;
  readonly databaseUrl: string;
  readonly load: Helper<LoadQuestion>;
  readonly floors: Helper<FloorQuestion>;
  readonly cast: Cast;
  close(): Promise<void>;
}

const programIn = (path: string): string => join(import.meta.dirname, path);

/** The first process of the database that runs for this home. */
const postmasterOf = async (home: string): Promise<number> =>
  (JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8')) as { readonly pid: number }).pid;

/** Fills a home, starts the server on it, the load generator and the floors. */
export const openStage = async (size: DatasetSize, say: (line: string) => void): Promise<Stage> => {
  const { add, closeAll } = closers();
  try {
    const { home, env, dataset } = await prepareHome(size);
    add(async () => {
      await removeEmbedded(home, { force: true });
      await rm(home, { recursive: true, force: true });
    });
    const documents = dataset.readers.length * size.documents;
    say(`${documents} documents of ${dataset.readers.length} patients are in ${home}`);
    const server = await startServer(home, env);
    add(server.stop);
    const databaseUrl = (await runningUrls(home))?.socketUrl ?? '';
    const load = startHelper<LoadQuestion>(programIn('load/process.ts'), [home]);
    add(load.stop);
    const floors = startHelper<FloorQuestion>(programIn('floor/process.ts'), [home, databaseUrl]);
    add(floors.stop);
    const cast = { leader: server.pid, postmaster: await postmasterOf(home), load: load.pid, floors: floors.pid };
    say(`the server answers on ${server.url}`);
    return { home, env, dataset, server, databaseUrl, load, floors, cast, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
};

/** Asks a helper for an outcome, and reads what every process used meanwhile. */
export const measured = async <Q>(helper: Helper<Q>, question: Q, cast: Cast): Promise<Measured> => {
  const readings: Promise<Reading>[] = [];
  const outcome = await helper.call<Outcome>(question, { onEdge: () => void readings.push(readCast(cast)) });
  const [before = new Map(), after = new Map()] = await Promise.all(readings);
  return { ...outcome, usage: usageBetween(before, after) };
};
