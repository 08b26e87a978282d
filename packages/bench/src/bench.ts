// SPDX-License-Identifier: Apache-2.0
import { type DatasetSize, fullSize, quickSize } from './data/dataset.ts';
import { measureJournal } from './journal-cost.ts';
import type { ExchangeSize } from './load/converse.ts';
import { measureDecision } from './measure/decision.ts';
import { readHost } from './measure/host.ts';
import { readOrigin } from './measure/origin.ts';
import type { BenchOptions } from './options.ts';
import { type Cell, planOf } from './plan.ts';
import type { BenchResults, CellResult, Round } from './results.ts';
import { type Floors, measured, openFloors, openStage, type Stage, warmUp } from './stage.ts';

const CRYPTO_SECONDS = 0.5;

/** A floor needs less time than the server: nothing in it has to settle. */
const FLOOR_PART = 0.6;

const warmSecondsOf = ({ quick }: BenchOptions): number => (quick ? 1 : 2);

type Say = (line: string) => void;

/** Sizes of requests and answers, by name of the workload: one operation of each is done before anything is measured. */
const probeAll = async (plan: readonly Cell[], { load, server }: Stage) => {
  const sizes = new Map<string, readonly ExchangeSize[]>();
  for (const name of new Set(plan.map(({ workload }) => workload.name)))
    sizes.set(name, await load.call({ do: 'probe', workload: name, baseUrl: server.url }));
  return sizes;
};

/** The workload, then each of its floors, in the same minute on the same machine. */
const runRound = async (
  { workload, concurrency }: Cell,
  exchanges: readonly ExchangeSize[],
  { load, server }: Stage,
  { helper, bareUrl, cast }: Floors,
  options: BenchOptions,
): Promise<Round> => {
  const { seconds } = options;
  const ofServer = { concurrency, warmSeconds: warmSecondsOf(options), seconds };
  const ofFloor = { concurrency, warmSeconds: 0.5, seconds: Math.max(1, seconds * FLOOR_PART) };
  const { name, floor } = workload;
  return {
    server: await measured(load, { do: 'workload', workload: name, baseUrl: server.url, ...ofServer }, cast),
    database: await measured(helper, { do: 'database', statements: floor.statements, ...ofFloor }, cast),
    http: await measured(load, { do: 'bare', baseUrl: bareUrl, exchanges, ...ofFloor }, cast),
    crypto: await helper.call<number>({ do: 'crypto', work: floor.crypto, seconds: CRYPTO_SECONDS }),
  };
};

/** Every round goes through all cells, so that a slow minute of the machine hits all alike. */
const runCells = async (
  plan: readonly Cell[],
  stage: Stage,
  options: BenchOptions,
  say: Say,
): Promise<readonly CellResult[]> => {
  const exchanges = await probeAll(plan, stage);
  await warmUp(exchanges.keys(), stage.server.url, stage.load);
  const floors = await openFloors(stage);
  try {
    const cells = plan.map((cell) => ({ ...cell, rounds: [] as Round[] }));
    for (let round = 1; round <= options.rounds; round++) {
      for (const { workload, concurrency, rounds } of cells) {
        const sizes = exchanges.get(workload.name) ?? [];
        const done = await runRound({ workload, concurrency }, sizes, stage, floors, options);
        rounds.push(done);
        const [server, floor] = [done.server, done.database].map(({ perSecond }) => perSecond.toFixed(0));
        say(`round ${round}, ${workload.title}, ${concurrency} clients: ${server}/s; database floor ${floor}/s`);
      }
    }
    return cells.map(({ workload: { name, title }, concurrency, rounds }) => ({
      workload: name,
      title,
      concurrency,
      rounds,
    }));
  } finally {
    await floors.helper.stop();
  }
};

const dataOf = (size: DatasetSize): string =>
  `${size.patients} patients with ${size.documents} documents of ${size.documentBytes} bytes each, ` +
  `${size.authorised} of ${size.doctors} doctors authorised by each; ` +
  `${size.heavy} more with a document of ${size.heavyBytes} bytes; ` +
  `${size.patients} empty records that documents are shared into`;

/** Runs all of it: the workloads and their floors, then what the journal adds, then the rules alone. */
export const runBench = async (options: BenchOptions, say: Say): Promise<BenchResults> => {
  const size = options.quick ? quickSize : fullSize;
  const takenAt = new Date().toISOString();
  const origin = await readOrigin();
  const { seconds, rounds, profiles } = options;
  const stage = await openStage({ size, profiles, say });
  try {
    const plan = planOf(options);
    const cells = await runCells(plan, stage, options, say);
    say('what the journal adds to a read');
    const journal = await measureJournal(plan, stage, options, warmSecondsOf(options));
    const host = await readHost(stage.databaseUrl);
    return { takenAt, origin, host, data: dataOf(size), seconds, rounds, cells, journal, decision: measureDecision() };
  } finally {
    await stage.close();
  }
};
