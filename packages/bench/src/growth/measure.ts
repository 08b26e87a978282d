// SPDX-License-Identifier: Apache-2.0

import { issueToken } from '@dossier/server/src/demo/index.ts';
import type { Pool } from 'pg';
import { median } from '../measure/statistics.ts';
import { poolOf } from './installations.ts';
import type { LoadTask, Measured } from './load.ts';
import { measureLoad, type RunningServer, startServer } from './processes.ts';
import { type Usage, usageOf, used } from './usage.ts';

/** What one operation took: each number is the median over the rounds. */
export interface Cost {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of all rounds. */
  readonly operations: number;
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

/** One round, and what the processes used for an operation of it. */
export interface Round extends Measured {
  readonly each: Usage;
}

/** @throws Error when an operation of any round failed */
export const costOf = (rounds: readonly Round[]): Cost => {
  const failed = rounds.find(({ errors }) => errors > 0);
  if (failed !== undefined) throw new Error(`An operation failed: ${failed.error}`);
  const of = (value: (round: Round) => number): number => median(rounds.map(value));
  return {
    perSecond: of(({ perSecond }) => perSecond),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    operations: rounds.reduce((sum, { operations }) => sum + operations, 0),
    each: {
      serverCpuMs: of(({ each }) => each.serverCpuMs),
      databaseCpuMs: of(({ each }) => each.databaseCpuMs),
      pages: of(({ each }) => each.pages),
      pagesRead: of(({ each }) => each.pagesRead),
    },
  };
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
  const round = async (what: LoadTask['what'], clients: number): Promise<Round> => {
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
      const all: Round[] = [];
      for (let n = 0; n < rounds; n += 1) all.push(await round(what, clients));
      return costOf(all);
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
