// SPDX-License-Identifier: Apache-2.0
import type { Host } from './measure/host.ts';
import type { Origin } from './measure/origin.ts';
import type { Outcome } from './measure/outcome.ts';
import { median } from './measure/statistics.ts';
import type { Usage } from './measure/watch.ts';

/** An outcome and what the processes used for it. */
export interface Measured extends Outcome {
  readonly usage: readonly Usage[];
}

/** One round of one cell: the workload, then its floors. */
export interface Round {
  readonly server: Measured;
  readonly database: Measured;
  readonly http: Measured;
  /** How often a second the cryptography alone can be done, on all cores. */
  readonly crypto: number;
}

/** One line of the tables. */
export interface CellResult {
  readonly workload: string;
  readonly title: string;
  readonly concurrency: number;
  readonly rounds: readonly Round[];
}

/** What the journal costs a read: the same server, with a journal that keeps nothing, beside it. */
export interface JournalCost {
  readonly workload: string;
  readonly title: string;
  readonly rounds: readonly { readonly journaled: Measured; readonly silent: Measured }[];
}

/** The rules alone, in one process, without I/O. */
export interface DecisionCost {
  /** `decide`, which makes the lens. */
  readonly decideMicroseconds: number;
  /** `sees`, of one document. */
  readonly seesMicroseconds: number;
}

export interface BenchResults {
  readonly takenAt: string;
  readonly origin: Origin;
  readonly host: Host;
  readonly data: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly cells: readonly CellResult[];
  readonly journal: readonly JournalCost[];
  readonly decision: DecisionCost;
}

/** The medians of the rounds of one cell. */
export interface CellSummary {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly databasePerSecond: number;
  readonly httpPerSecond: number;
  readonly cryptoPerSecond: number;
  /** What is left when the costs of the three floors add up, as they do on the same cores. */
  readonly combinedPerSecond: number;
  /** Workload by database floor, each pair of the same round. */
  readonly ratio: number;
  readonly combinedRatio: number;
  /** CPU time of all processes for one operation, in microseconds: of the workload, and of its database floor. */
  readonly cpuMicroseconds: number;
  readonly floorCpuMicroseconds: number;
  /** CPU time of the database floor by that of the workload: what the ratio would be if nothing ever waited. */
  readonly cpuRatio: number;
}

const combined = ({ database, http, crypto }: Round): number =>
  1 / (1 / database.perSecond + 1 / http.perSecond + 1 / crypto);

/** CPU time of all processes for one operation, in microseconds. */
export const cpuOf = ({ usage, operations }: Measured): number =>
  (usage.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) * 1e6) / operations;

export const summaryOf = ({ rounds }: Pick<CellResult, 'rounds'>): CellSummary => {
  const of = (value: (round: Round) => number): number => median(rounds.map(value));
  return {
    perSecond: of(({ server }) => server.perSecond),
    p50: of(({ server }) => server.latencyMs.p50),
    p95: of(({ server }) => server.latencyMs.p95),
    p99: of(({ server }) => server.latencyMs.p99),
    databasePerSecond: of(({ database }) => database.perSecond),
    httpPerSecond: of(({ http }) => http.perSecond),
    cryptoPerSecond: of(({ crypto }) => crypto),
    combinedPerSecond: of(combined),
    ratio: of(({ server, database }) => server.perSecond / database.perSecond),
    combinedRatio: of((round) => round.server.perSecond / combined(round)),
    cpuMicroseconds: of(({ server }) => cpuOf(server)),
    floorCpuMicroseconds: of(({ database }) => cpuOf(database)),
    cpuRatio: of(({ server, database }) => cpuOf(database) / cpuOf(server)),
  };
};

/** Part of the throughput that the journal takes, in each round; a negative one is noise. */
export const journalSharesOf = ({ rounds }: Pick<JournalCost, 'rounds'>): readonly number[] =>
  rounds.map(({ journaled, silent }) => 1 - journaled.perSecond / silent.perSecond);

/** The median of the rounds. */
export const journalShareOf = (cost: Pick<JournalCost, 'rounds'>): number => median(journalSharesOf(cost));

/** Something that was measured, by the name under which it is told. */
interface Named {
  readonly name: string;
  readonly measured: Measured;
}

const ofServer = ({ cells, journal }: Pick<BenchResults, 'cells' | 'journal'>): readonly Named[] => [
  ...cells.flatMap(({ title, concurrency, rounds }) =>
    rounds.map(({ server }) => ({ name: `${title}, ${concurrency} clients`, measured: server })),
  ),
  ...journal.flatMap(({ title, rounds }) =>
    rounds.flatMap(({ journaled, silent }) => [
      { name: `${title}, with the journal`, measured: journaled },
      { name: `${title}, without the journal`, measured: silent },
    ]),
  ),
];

const ofFloors = ({ cells }: Pick<BenchResults, 'cells'>): readonly Named[] =>
  cells.flatMap(({ title, concurrency, rounds }) =>
    rounds.flatMap(({ database, http }) => [
      { name: `database floor of ${title}, ${concurrency} clients`, measured: database },
      { name: `HTTP floor of ${title}, ${concurrency} clients`, measured: http },
    ]),
  );

/** Sentences about what the server had no room for, one for all rounds of the same. */
export const refusedIn = (results: Pick<BenchResults, 'cells' | 'journal'>): readonly string[] => {
  const refused = new Map<string, number>();
  for (const { name, measured } of ofServer(results)) refused.set(name, (refused.get(name) ?? 0) + measured.refused);
  return [...refused]
    .filter(([, times]) => times > 0)
    .map(([name, times]) => `${name}: ${times} refused with 503 and Retry-After.`);
};

/** Operations that did not end right, of the server, its floors or the server without a journal: what makes a run fail. */
export const wrongIn = (results: Pick<BenchResults, 'cells' | 'journal'>): readonly string[] =>
  [...ofServer(results), ...ofFloors(results)]
    .filter(({ measured }) => measured.wrong > 0)
    .map(({ name, measured }) => `${name}: ${measured.wrong} wrong answers, the first: ${measured.firstWrong ?? ''}`);
