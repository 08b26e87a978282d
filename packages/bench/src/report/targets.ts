// SPDX-License-Identifier: Apache-2.0
import { TARGET_LEVEL } from '../plan.ts';
import { type BenchResults, type CellResult, type CellSummary, journalShareOf, summaryOf } from '../results.ts';
import { measure, megabytes, percent } from './numbers.ts';

/** What was asked, what was measured. */
export interface Target {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  /** Absent: not measured in this run. */
  readonly met?: boolean;
}

const LEAST_RATIO = 0.5;
const MOST_DECISION_MICROSECONDS = 20;
const MOST_JOURNAL_SHARE = 0.1;
const MOST_P99_TO_P50 = 5;
const MOST_WORKER_BYTES = 250 * 2 ** 20;

/** The workloads that the targets name, at 64 clients. */
const NAMED = ['share', 'find', 'retrieve'] as const;

const notMeasured = 'not measured';

const ratioTarget = (cell: CellResult): Target => {
  const { ratio } = summaryOf(cell);
  return {
    what: `${cell.title}, ${TARGET_LEVEL} clients`,
    target: `≥ ${LEAST_RATIO} of the floor`,
    measured: measure(ratio),
    met: ratio >= LEAST_RATIO,
  };
};

const spreadOf = ({ p99, p50 }: CellSummary): number => p99 / p50;

const spreadTarget = (cell: CellResult): Target => {
  const spread = spreadOf(summaryOf(cell));
  return {
    what: `p99 of ${cell.title}, ${TARGET_LEVEL} clients`,
    target: `< ${MOST_P99_TO_P50} × p50`,
    measured: `${measure(spread)} × p50`,
    met: spread < MOST_P99_TO_P50,
  };
};

/** The largest that a worker was in any round, the median of which would hide it. */
const workerMemory = ({ cells }: BenchResults): number =>
  Math.max(
    ...cells
      .flatMap(({ rounds }) => rounds)
      .flatMap(({ server }) => server.usage)
      .filter(({ role }) => role.startsWith('worker') || role === 'server')
      .map(({ memory }) => memory),
  );

const memoryTarget = (results: BenchResults): Target => {
  const largest = workerMemory(results);
  const base = { what: 'memory of a worker under load', target: '< 250 MB' };
  return Number.isFinite(largest)
    ? { ...base, measured: megabytes(largest), met: largest < MOST_WORKER_BYTES }
    : { ...base, measured: notMeasured };
};

const journalTargets = ({ journal }: BenchResults): readonly Target[] =>
  journal.map((cost) => {
    const share = journalShareOf(cost);
    return {
      what: `journal's part of ${cost.title}, ${TARGET_LEVEL} clients`,
      target: '< 10 % of throughput',
      measured: percent(share),
      met: share < MOST_JOURNAL_SHARE,
    };
  });

/** The targets that this run can say something about, in the order in which they were set. */
export const targetsOf = (results: BenchResults): readonly Target[] => {
  const named = NAMED.flatMap((name) =>
    results.cells.filter(({ workload, concurrency }) => workload === name && concurrency === TARGET_LEVEL),
  );
  const { decideMicroseconds, seesMicroseconds } = results.decision;
  const decision = decideMicroseconds + seesMicroseconds;
  return [
    ...named.map(ratioTarget),
    {
      what: 'decision + lens',
      target: `< ${MOST_DECISION_MICROSECONDS} µs`,
      measured: `${measure(decision)} µs`,
      met: decision < MOST_DECISION_MICROSECONDS,
    },
    ...journalTargets(results),
    ...named.map(spreadTarget),
    memoryTarget(results),
  ];
};
