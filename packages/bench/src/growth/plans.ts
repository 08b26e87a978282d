// SPDX-License-Identifier: Apache-2.0

import { demoTokenTrust, issueToken } from '@dossier/server/src/demo/index.ts';
import { openHouse } from '@dossier/server/src/house.ts';
import { readConfig } from '@dossier/server/src/platform/config.ts';
import pg, { type ClientBase, escapeLiteral, type Pool, type QueryConfig } from 'pg';
import type { Ask } from './workloads.ts';
import { asking } from './workloads.ts';

export interface Plan {
  /** Name under which the store prepares the statement. */
  readonly statement: string;
  /** Lines of EXPLAIN (ANALYZE, BUFFERS), of the generic plan. */
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

/** A value as the text that PostgreSQL reads; none for NULL. */
const textOf = (value: unknown): string | undefined => {
  if (value === null || value === undefined) return undefined;
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  if (Array.isArray(value)) return `{${value.map(elementOf).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const elementOf = (value: unknown): string => {
  const text = textOf(value);
  return text === undefined ? 'NULL' : `"${text.replace(/[\\"]/g, '\\$&')}"`;
};

/** Of a value as it is given to a prepared statement, whose parameter says the type. */
export const literalOf = (value: unknown): string => {
  const text = textOf(value);
  return text === undefined ? 'NULL' : escapeLiteral(text);
};

/**
 * The plan that the server runs: prepared, and made for any values (pool.ts). Explained as it stands, a statement would
 * show the plan for the values at hand. Values can only be literals, since EXPLAIN takes no parameters for EXECUTE.
 */
export const explain = async (client: ClientBase, { text, values }: Ran): Promise<readonly string[]> => {
  await client.query('set plan_cache_mode = force_generic_plan');
  await client.query(`prepare explained as ${text}`);
  try {
    const given = values.length === 0 ? '' : `(${values.map(literalOf).join(', ')})`;
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, buffers, costs off) execute explained${given}`,
    );
    return rows.map((row) => cut(row['QUERY PLAN']));
  } finally {
    await client.query('deallocate explained');
  }
};

const explainAll = async (pool: Pool, statements: readonly (readonly [string, Ran])[]): Promise<readonly Plan[]> => {
  const client = await pool.connect();
  try {
    const plans: Plan[] = [];
    for (const [statement, ran] of statements) plans.push({ statement, lines: await explain(client, ran) });
    return plans;
  } finally {
    client.release();
  }
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
  const env = { DOSSIER_HOME: home, PORT: '0', DOSSIER_WORKERS: '1' };
  const config = readConfig({ ...env, ...(await demoTokenTrust(home)) }, 'demo');
  // What the house does by itself is no part of a request.
  const house = await openHouse(config, { sealIntervalMs: HOUR_MS, dutyIntervalMs: HOUR_MS });
  const { ran, stop } = listen();
  try {
    const { ask, close } = asking({ url: house.url, token: await issueToken(home, 'gp') }, 1);
    await work(ask).finally(close);
    stop();
    const reading = [...ran].filter(([name, one]) => !writes(one) && !ofTheHouse.has(name));
    return await explainAll(house.pool, reading);
  } finally {
    stop();
    await house.close();
  }
};
