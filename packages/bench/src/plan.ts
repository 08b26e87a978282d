// SPDX-License-Identifier: Apache-2.0
import type { BenchOptions } from './options.ts';
import { mainWorkloads, type Workload, workloads } from './workloads/index.ts';

/** One workload at one number of clients: a line of the tables. */
export interface Cell {
  readonly workload: Workload;
  readonly concurrency: number;
}

const LEVELS = [1, 16, 64, 256] as const;

/** The level that the targets are about. */
export const TARGET_LEVEL = 64;

/** What is measured, in the order of the tables. */
export const planOf = ({ quick, only, concurrency }: BenchOptions): readonly Cell[] => {
  const levelsOf = (workload: Workload): readonly number[] => {
    if (concurrency !== undefined) return concurrency;
    return mainWorkloads.includes(workload) && !quick ? LEVELS : [TARGET_LEVEL];
  };
  const asked =
    only.length > 0 ? workloads.filter(({ name }) => only.includes(name)) : quick ? mainWorkloads : workloads;
  return asked.flatMap((workload) => levelsOf(workload).map((level) => ({ workload, concurrency: level })));
};
