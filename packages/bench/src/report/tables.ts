// SPDX-License-Identifier: Apache-2.0
import { MOST_CONNECTIONS } from '../floor/questions.ts';
import { median } from '../measure/statistics.ts';
import type { Usage } from '../measure/watch.ts';
import {
  type BenchResults,
  type CellResult,
  cpuOf,
  type JournalCost,
  journalShareOf,
  journalSharesOf,
  type Measured,
  type Round,
  summaryOf,
} from '../results.ts';
import { measure, megabytes, percent, whole } from './numbers.ts';
import { type Column, markdownTable } from './table.ts';
import { targetsOf } from './targets.ts';

const left = (title: string): Column => ({ title });
const right = (title: string): Column => ({ title, align: 'right' });

/** Throughput, latency and the ratios, a line for each cell. */
export const throughputTable = ({ cells }: BenchResults): string =>
  markdownTable(
    [
      left('workload'),
      right('clients'),
      right('per second'),
      right('p50 ms'),
      right('p95 ms'),
      right('p99 ms'),
      right('database floor'),
      right('ratio'),
      right('combined floor'),
      right('ratio to it'),
    ],
    cells.map((cell) => {
      const summary = summaryOf(cell);
      return [
        cell.title,
        String(cell.concurrency),
        whole(summary.perSecond),
        measure(summary.p50),
        measure(summary.p95),
        measure(summary.p99),
        whole(summary.databasePerSecond),
        measure(summary.ratio),
        whole(summary.combinedPerSecond),
        measure(summary.combinedRatio),
      ];
    }),
  );

/** More clients than the floor has connections for would have the times of fewer. */
const databaseP99Of = ({ concurrency, rounds }: CellResult): string =>
  concurrency > MOST_CONNECTIONS ? '–' : measure(median(rounds.map(({ database }) => database.latencyMs.p99)));

/** Each floor by itself, per second. */
export const floorsTable = ({ cells }: BenchResults): string =>
  markdownTable(
    [
      left('workload'),
      right('clients'),
      right('database'),
      right('database p99 ms'),
      right('HTTP'),
      right('cryptography'),
    ],
    cells.map((cell) => {
      const summary = summaryOf(cell);
      return [
        cell.title,
        String(cell.concurrency),
        whole(summary.databasePerSecond),
        databaseP99Of(cell),
        whole(summary.httpPerSecond),
        whole(summary.cryptoPerSecond),
      ];
    }),
  );

const medianOf = (rounds: readonly Round[], role: string, value: (usage: Usage, round: Round) => number): number =>
  median(
    rounds.flatMap((round) =>
      round.server.usage.filter((usage) => usage.role === role).map((usage) => value(usage, round)),
    ),
  );

const rolesOf = (cells: readonly CellResult[]): readonly string[] => [
  ...new Set(cells.flatMap(({ rounds }) => rounds.flatMap(({ server }) => server.usage.map(({ role }) => role)))),
];

/** CPU time of each process for one operation, and its memory, while the server was measured. */
export const processesTable = ({ cells }: BenchResults): string => {
  const roles = rolesOf(cells).filter((role) => role !== 'floors');
  return markdownTable(
    [left('workload'), right('clients'), ...roles.map((role) => right(`${role}: µs, memory`))],
    cells.map(({ title, concurrency, rounds }) => [
      title,
      String(concurrency),
      ...roles.map((role) => {
        const cpu = medianOf(rounds, role, ({ cpuSeconds }, { server }) => (cpuSeconds * 1e6) / server.operations);
        return `${whole(cpu)}, ${megabytes(medianOf(rounds, role, ({ memory }) => memory))}`;
      }),
    ]),
  );
};

/** CPU time of all processes together for one operation: a machine that does other things too changes it less. */
export const cpuTable = ({ cells }: BenchResults): string =>
  markdownTable(
    [
      left('workload'),
      right('clients'),
      right('µs for one operation'),
      right('of the database floor'),
      right('floor by workload'),
    ],
    cells.map((cell) => {
      const { cpuMicroseconds, floorCpuMicroseconds, cpuRatio } = summaryOf(cell);
      return [
        cell.title,
        String(cell.concurrency),
        whole(cpuMicroseconds),
        whole(floorCpuMicroseconds),
        measure(cpuRatio),
      ];
    }),
  );

const shareWithRange = (cost: JournalCost): string => {
  const shares = journalSharesOf(cost);
  return `${percent(journalShareOf(cost))} (${percent(Math.min(...shares))} to ${percent(Math.max(...shares))})`;
};

/** The same server with a journal that keeps nothing. */
export const journalTable = ({ journal }: BenchResults): string =>
  markdownTable(
    [
      left('read'),
      right('with the journal'),
      right('without'),
      right('the journal takes (range of the rounds)'),
      right('µs CPU with'),
      right('without'),
    ],
    journal.map((cost) => {
      const of = (side: 'journaled' | 'silent', value: (measured: Measured) => number): number =>
        median(cost.rounds.map((round) => value(round[side])));
      return [
        cost.title,
        whole(of('journaled', ({ perSecond }) => perSecond)),
        whole(of('silent', ({ perSecond }) => perSecond)),
        shareWithRange(cost),
        whole(of('journaled', cpuOf)),
        whole(of('silent', cpuOf)),
      ];
    }),
  );

export const targetsTable = (results: BenchResults): string =>
  markdownTable(
    [left('target'), left('asked'), left('measured'), left('met')],
    targetsOf(results).map(({ what, target, measured, met }) => [
      what,
      target,
      measured,
      met === undefined ? '–' : met ? 'yes' : '**no**',
    ]),
  );
