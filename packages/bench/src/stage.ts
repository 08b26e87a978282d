// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { closers } from '@dossier/server/src/platform/closers.ts';
import { removeEmbedded, runningUrls } from '@dossier/server/src/store/postgres/index.ts';
import type { Dataset, DatasetSize } from './data/dataset.ts';
import type { FloorQuestion } from './floor/questions.ts';
import type { LoadQuestion } from './load/questions.ts';
import { type Helper, startHelper } from './measure/calls.ts';
import { expectRight, type Outcome } from './measure/outcome.ts';
import { type Cast, type Reading, readCast, usageBetween } from './measure/watch.ts';
import type { Measured } from './results.ts';
import { prepareHome } from './server/prepare.ts';
import { DOSSIER, type RunningServer, startServer } from './server/start.ts';

/** What runs during a measurement. */
export interface Stage {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly dataset: Dataset;
  readonly server: RunningServer;
  readonly databaseUrl: string;
  readonly load: Helper<LoadQuestion>;
  readonly cast: Cast;
  /** What else is to be stopped with the stage, also when the measurement is interrupted. */
  onClose(stop: () => Promise<void>): void;
  /** Stops everything and removes the home. */
  close(): Promise<void>;
}

export interface StageOptions {
  readonly size: DatasetSize;
  /** Folder for a CPU profile of each process of the server. */
  readonly profiles?: string | undefined;
  readonly say: (line: string) => void;
}

const programIn = (path: string): string => join(import.meta.dirname, path);

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

/** Somebody who interrupts a measurement is left no server and no database behind. */
const onInterrupt = (close: () => Promise<void>): (() => Promise<void>) => {
  const interrupt = (): void => void close().finally(() => process.exit(INTERRUPTED));
  for (const signal of SIGNALS) process.once(signal, interrupt);
  return async () => {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  };
};

/** The first process of the database that runs for this home. */
const postmasterOf = async (home: string): Promise<number> =>
  (JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8')) as { readonly pid: number }).pid;

const profiling = (folder: string | undefined): Readonly<Record<string, string>> =>
  folder === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(folder)}` };

/** Fills a home, starts the server on it, and the load generator. */
export const openStage = async ({ size, profiles, say }: StageOptions): Promise<Stage> => {
  const { add, closeAll } = closers();
  add(onInterrupt(closeAll));
  try {
    const home = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
    add(async () => {
      await removeEmbedded(home, { force: true });
      await rm(home, { recursive: true, force: true });
    });
    const { env, dataset } = await prepareHome(home, size);
    say(`${dataset.readers.length * size.documents} documents of ${dataset.readers.length} patients are in ${home}`);
    const server = await startServer(home, { ...env, ...profiling(profiles) });
    add(server.stop);
    const databaseUrl = (await runningUrls(home))?.socketUrl ?? '';
    const load = startHelper<LoadQuestion>(programIn('load/process.ts'), [home]);
    add(load.stop);
    const cast = { leader: server.pid, postmaster: await postmasterOf(home), load: load.pid };
    say(`the server answers on ${server.url}`);
    return { home, env, dataset, server, databaseUrl, load, cast, onClose: add, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
};

/** Resident bytes of each process of the server and of its database, by role. */
export const memoryNow = async ({ cast }: Stage): Promise<Readonly<Record<string, number>>> => {
  const reading = await readCast(cast);
  const ofServer = [...reading].filter(([role]) => /^(server|leader|worker \d+|PostgreSQL)$/.test(role));
  return Object.fromEntries(ofServer.map(([role, { memory }]) => [role, memory]));
};

/** What `dossier journal verify` said, and its exit code: 0 where the journal is whole. */
export interface Verified {
  readonly code: number;
  readonly said: string;
}

/** Stops the server of a stage, and verifies its journal. */
export const verifyJournal = async ({ server, home, env }: Stage): Promise<Verified> => {
  await server.stop();
  return new Promise((done) => {
    const child = spawn(process.execPath, [DOSSIER, 'journal', 'verify'], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    child.on('close', (code) => done({ code: code ?? 1, said: said.replaceAll(home, '<home>') }));
  });
};

/** The floors of a stage, in a process of their own. */
export interface Floors {
  readonly helper: Helper<FloorQuestion>;
  /** Where the bare HTTP server listens. */
  readonly bareUrl: string;
  /** The cast with the process of the floors in it. */
  readonly cast: Cast;
}

/** Makes the tables of the floors and starts their process. */
export const openFloors = async ({ home, cast }: Stage): Promise<Floors> => {
  const helper = startHelper<FloorQuestion>(programIn('floor/process.ts'), [home]);
  try {
    const { url } = await helper.call<{ readonly url: string }>({ do: 'open' });
    return { helper, bareUrl: url, cast: { ...cast, floors: helper.pid } };
  } catch (error) {
    await helper.stop();
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

/** Until the code of a fresh process is compiled, its numbers are those of a start. */
const WARM_UP_SECONDS = 4;
const WARM_UP_CLIENTS = 64;

/**
 * Runs these workloads for a while at a server that nobody has asked anything yet.
 *
 * @throws Error when it answers one of them wrong
 */
export const warmUp = async (
  workloads: Iterable<string>,
  baseUrl: string,
  load: Helper<LoadQuestion>,
): Promise<void> => {
  for (const workload of workloads) {
    const round = { concurrency: WARM_UP_CLIENTS, warmSeconds: 0, seconds: WARM_UP_SECONDS };
    const outcome = await load.call<Outcome>({ do: 'workload', workload, baseUrl, ...round });
    expectRight(`The warm-up of ${workload}`, outcome);
  }
};
