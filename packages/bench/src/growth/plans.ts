// SPDX-License-Identifier: Apache-2.0
import pg, { type Pool, type QueryConfig } from 'pg';
import { issueToken } from '../../../server/src/demo/index.ts';
import { openHouse } from '../../../server/src/house.ts';
import { readConfig } from '../../../server/src/platform/config.ts';
import type { Ask } from './workloads.ts';
import { asking } from './workloads.ts';

export interface Plan {
  /** Name under which the store prepares the statement. */
  readonly statement: string;
  /** Lines of EXPLAIN (ANALYZE, BUFFERS). */
  readonly lines: readonly string[];
}

const HOUR_MS = 3_600_000;
const LINE = 160;

interface Ran {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Notes the prepared statements that go over any connection of this process, the last values of each. */
const listen = (): { readonly ran: ReadonlyMap<string, Ran>; readonly stop: () => void } => {
  const ran = new Map<string, Ran>();
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function heard(this: pg.Client, config: QueryConfig, ...more: unknown[]) {
    const { name = '', text, values = [] } = config;
    if (name !== '') ran.set(name, { text, values: [...values] });
    return (query as (...args: unknown[]) => unknown).call(this, config, ...more);
  } as typeof query;
  const stop = (): void => {
    pg.Client.prototype.query = query;
  };
  return { ran, stop };
};

/** A lens names every type of document. */
const cut = (line: string): string => (line.length > LINE ? `${line.slice(0, LINE)} …` : line);

const explain = async (pool: Pool, { text, values }: Ran): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers, costs off) ${text}`, [
    ...values,
  ]);
  return rows.map((row) => cut(row['QUERY PLAN']));
};

/** The first round of the loops of the house, which begins with it. */
const ofTheHouse: ReadonlySet<string> = new Set(['take-duty', 'count-duties']);

/** A row can be written once only; the plan of an insert says nothing. */
const writes = ({ text }: Ran): boolean => /\binsert into\b/i.test(text);

/**
 * How the database goes about the reading statements of what `ask` does, with the very values that the server gave
 * them. The server runs in this process meanwhile.
 */
export const plansOf = async (home: string, work: (ask: Ask) => Promise<void>): Promise<readonly Plan[]> => {
  const config = readConfig({ DOSSIER_HOME: home, PORT: '0', DOSSIER_WORKERS: '1' }, 'demo');
  // What the house does by itself is no part of a request.
  const house = await openHouse(config, { sealIntervalMs: HOUR_MS, dutyIntervalMs: HOUR_MS });
  const { ran, stop } = listen();
  try {
    const { ask, close } = asking({ url: house.url, token: await issueToken(home, 'gp') }, 1);
    await work(ask).finally(close);
    stop();
    const reading = [...ran].filter(([name, one]) => !writes(one) && !ofTheHouse.has(name));
    const plans: Plan[] = [];
    for (const [statement, one] of reading) plans.push({ statement, lines: await explain(house.pool, one) });
    return plans;
  } finally {
    stop();
    await house.close();
  }
};
