// SPDX-License-Identifier: Apache-2.0
// Program of the process that asks: does one workload at the concurrency that it is told, and answers what it measured.
import { percentilesOf } from '../measure/statistics.ts';
import { type HotTask, hotOperation } from './hot-workload.ts';
import type { Population } from './population.ts';
import { asking, type Operation, type Server, type WorkloadName, workload } from './workloads.ts';

export interface LoadTask {
  readonly server: Server;
  readonly what: { readonly workload: WorkloadName; readonly population: Population } | HotTask;
  readonly clients: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface Measured {
  readonly operations: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly errors: number;
  /** What the first error said. */
  readonly error?: string;
}

/**
 * Every client asks again as soon as it has its answer; of each, one operation at least is measured. An operation that
 * fails is none, and ends the round: its numbers would be those of something else.
 */
const run = async (operation: Operation, { clients, warmUpMs, measureMs }: LoadTask): Promise<Measured> => {
  const tookMs: number[] = [];
  const failures: string[] = [];
  const from = performance.now() + warmUpMs;
  const isOn = (until: number): boolean => failures.length === 0 && performance.now() < until;
  const client = async (): Promise<void> => {
    while (isOn(from)) await operation();
    do {
      const began = performance.now();
      await operation();
      tookMs.push(performance.now() - began);
    } while (isOn(from + measureMs));
  };
  const watched = (): Promise<unknown> => client().catch((error: Error) => failures.push(error.message));
  await Promise.all(Array.from({ length: clients }, watched));
  const { p50, p99 } = percentilesOf(tookMs);
  const [error] = failures;
  return {
    operations: tookMs.length,
    perSecond: (tookMs.length * 1000) / (performance.now() - from),
    p50Ms: p50,
    p99Ms: p99,
    errors: failures.length,
    ...(error !== undefined && { error }),
  };
};

process.once('message', async (task: LoadTask) => {
  const { ask, close } = asking(task.server, task.clients);
  const { what } = task;
  const operation = 'workload' in what ? await workload(what.workload, what.population, ask) : hotOperation(what, ask);
  const measured = await run(operation, task);
  close();
  process.send?.(measured, () => process.disconnect());
});
