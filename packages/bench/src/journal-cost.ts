// SPDX-License-Identifier: Apache-2.0
import type { BenchOptions } from './options.ts';
import { type Cell, TARGET_LEVEL } from './plan.ts';
import type { JournalCost } from './results.ts';
import { startSilentServer } from './server/start.ts';
import { measured, type Stage, warmUp } from './stage.ts';

/** Reads whose journal entries have a commit of their own. */
const READS: readonly string[] = ['find', 'retrieve'];

type JournalRound = JournalCost['rounds'][number];

/**
 * Measures the reads of the plan at the server and, in turns, at the same server composed with a store whose journal
 * keeps nothing.
 */
export const measureJournal = async (
  plan: readonly Cell[],
  { home, env, server, load, cast, onClose }: Stage,
  { rounds, seconds }: BenchOptions,
  warmSeconds: number,
): Promise<readonly JournalCost[]> => {
  const reads = plan.filter(
    ({ workload, concurrency }) => READS.includes(workload.name) && concurrency === TARGET_LEVEL,
  );
  if (reads.length === 0) return [];
  const silent = await startSilentServer(home, env);
  onClose(silent.stop);
  try {
    await warmUp(
      reads.map(({ workload }) => workload.name),
      silent.url,
      load,
    );
    const costs: JournalCost[] = [];
    for (const { workload, concurrency } of reads) {
      const question = { do: 'workload', workload: workload.name, concurrency, warmSeconds, seconds } as const;
      const withJournal = () => measured(load, { ...question, baseUrl: server.url }, cast);
      const without = () => measured(load, { ...question, baseUrl: silent.url }, { ...cast, leader: silent.pid });
      // in turns the first, so that a machine that grows slower or faster favours neither
      const roundOf = async (round: number): Promise<JournalRound> => {
        if (round % 2 === 0) return { journaled: await withJournal(), silent: await without() };
        const first = await without();
        return { journaled: await withJournal(), silent: first };
      };
      const done: JournalRound[] = [];
      for (let round = 0; round < rounds; round++) done.push(await roundOf(round));
      costs.push({ workload: workload.name, title: workload.title, rounds: done });
    }
    return costs;
  } finally {
    await silent.stop();
  }
};
