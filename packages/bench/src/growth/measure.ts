// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { issueToken } from '../../../server/src/demo/index.ts';
import { poolOf } from './installations.ts';
import type { LoadTask, Measured } from './load.ts';
import { measureLoad, type RunningServer, startServer } from './processes.ts';
import { type Usage, usageOf, used } from './usage.ts';

/** What one operation took, of the round whose p50 is the median. */
export interface Cost extends Measured {
  /** CPU time and pages for one operation. */
  readonly each: Usage;
}

export interface Bench {
  measure(what: LoadTask['what'], clients: number): Promise<Cost>;
  readonly pool: Pool;
}

export interface Rounds {
  readonly rounds: number;
  readonly secondsARound: number;
}

const MOST_WARM_UP_MS = 2_000;

const median = (rounds: readonly Cost[]): Cost => {
  const sorted = rounds.toSorted((one, other) => one.p50Ms - other.p50Ms);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('At least one round is measured.');
  return { ...middle, errors: sorted.reduce((sum, { errors }) => sum + errors, 0) };
};

const perOperation = (usage: Usage, { operations }: Measured, share: number): Usage => {
  const each = (all: number): number => (all * share) / Math.max(operations, 1);
  return {
    serverCpuMs: each(usage.serverCpuMs),
    databaseCpuMs: each(usage.databaseCpuMs),
    pages: each(usage.pages),
    pagesRead: each(usage.pagesRead),
  };
};

const benchOf = (server: RunningServer, token: string, pool: Pool, { rounds, secondsARound }: Rounds): Bench => {
  const measureMs = secondsARound * 1000;
  const warmUpMs = Math.min(MOST_WARM_UP_MS, measureMs);
  const round = async (what: LoadTask['what'], clients: number): Promise<Cost> => {
    const before = await usageOf(pool, server.pid);
    const task = { server: { url: server.url, token }, what, clients, warmUpMs, measureMs };
    const measured = await measureLoad(task);
    const usage = used(before, await usageOf(pool, server.pid));
    // The warm-up is in the usage and not in the operations.
    return { ...measured, each: perOperation(usage, measured, measureMs / (warmUpMs + measureMs)) };
  };
  return {
    pool,
    measure: async (what, clients) => {
      const all: Cost[] = [];
      for (let n = 0; n < rounds; n += 1) all.push(await round(what, clients));
      const cost = median(all);
      if (cost.error !== undefined) throw new Error(`An operation failed: ${cost.error}`);
      return cost;
    },
  };
};

/** Runs the server of an installation while something is measured on it. */
export const withServer = async <T>(home: string, rounds: Rounds, work: (bench: Bench) => Promise<T>): Promise<T> => {
  const server = await startServer(home);
  try {
    const pool = await poolOf(home);
    try {
      return await work(benchOf(server, await issueToken(home, 'gp'), pool, rounds));
    } finally {
      await pool.end();
    }
  } finally {
    await server.close();
  }
};
