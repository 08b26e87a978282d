// SPDX-License-Identifier: Apache-2.0
import { fullSize, quickSize } from './data/dataset.ts';
import { measureJournal } from './journal-cost.ts';
import type { ExchangeSize } from './load/converse.ts';
import { measureDecision } from './measure/decision.ts';
import { readHost } from './measure/host.ts';
import type { BenchOptions } from './options.ts';
import { type Cell, planOf } from './plan.ts';
import type { BenchResults, CellResult, Round } from './results.ts';
import { measured, openStage, type Stage } from './stage.ts';

const CRYPTO_SECONDS = 0.5;

/** A floor needs less time than the server: nothing in it has to settle. */
const FLOOR_PART = 0.6;

const warmSecondsOf = ({ quick }: BenchOptions): number => (quick ? 1 : 2);

/** The workload, then each of its floors, in the same minute on the same machine. */
const runRound = async (
  { workload, concurrency }: Cell,
  exchanges: readonly ExchangeSize[],
  { load, floors, server, cast }: Stage,
  options: BenchOptions,
  bareUrl: string,
): Promise<Round> => {
  const { seconds } = options;
  const warmSeconds = warmSecondsOf(options);
  const ofFloor = { concurrency, warmSeconds: 0.5, seconds: Math.max(1, seconds * FLOOR_PART) };
  const { name, floor } = workload;
  return {
    server: await measured(
      load,
      { do: 'workload', workload: name, baseUrl: server.url, concurrency, warmSeconds, seconds },
      cast,
    ),
    database: await measured(floors, { do: 'database', statements: floor.statements, ...ofFloor }, cast),
    http: await measured(load, { do: 'bare', baseUrl: bareUrl, exchanges, ...ofFloor }, cast),
    crypto: await floors.call<number>({ do: 'crypto', work: floor.crypto, seconds: CRYPTO_SECONDS }),
  };
};

/** Runs all of it: every round goes through all cells, so that a slow minute of the machine hits all alike. */
export const runBench = async (options: BenchOptions, say: (line: string) => void): Promise<BenchResults> => {
  const size = options.quick ? quickSize : fullSize;
  const takenAt = new Date().toISOString();
  const stage = await openStage(size, say);
  try {
    const { load, floors, server, databaseUrl } = stage;
    const { url: bareUrl } = await floors.call<{ readonly url: string }>({ do: 'open' });
    const plan = planOf(options);
    const exchanges = new Map<string, readonly ExchangeSize[]>();
    for (const { workload } of plan) {
      if (exchanges.has(workload.name)) continue;
      exchanges.set(workload.name, await load.call({ do: 'probe', workload: workload.name, baseUrl: server.url }));
    }
    const rounds = plan.map((): Round[] => []);
    for (let round = 1; round <= options.rounds; round++) {
      for (const [index, cell] of plan.entries()) {
        const done = await runRound(cell, exchanges.get(cell.workload.name) ?? [], stage, options, bareUrl);
        rounds[index]?.push(done);
        const { workload, concurrency } = cell;
        say(
          `round ${round}, ${workload.title}, ${concurrency} clients: ${Math.round(done.server.perSecond)}/s; ` +
            `floor ${Math.round(done.database.perSecond)}/s`,
        );
      }
    }
    say('what the journal adds to a read');
    const journal = await measureJournal(plan, stage, options, warmSecondsOf(options));
    const cells = plan.map(
      ({ workload, concurrency }, index): CellResult => ({
        workload: workload.name,
        title: workload.title,
        concurrency,
        rounds: rounds[index] ?? [],
      }),
    );
    return {
      takenAt,
      host: await readHost(databaseUrl),
      data: `${size.patients} patients with ${size.documents} documents of ${size.documentBytes} bytes each, ${size.authorised} of ${size.doctors} doctors authorised by each; ${size.heavy} more with a document of ${size.heavyBytes} bytes; ${size.patients} empty records that documents are shared into`,
      seconds: options.seconds,
      rounds: options.rounds,
      cells,
      journal,
      decision: measureDecision(),
    };
  } finally {
    await stage.close();
  }
};
