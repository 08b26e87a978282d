// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';

const { builtins } = pg.types;

export interface PoolOptions {
  readonly max?: number;
  /** Told of connections that break while idle; without it they would end the process. */
  readonly onError?: (error: Error) => void;
  readonly statementTimeoutMs?: number;
}

/** `2026-11-23 12:34:56.7+00` → `2026-11-23T12:34:56.700Z`: an Instant, to the millisecond. Sessions run in UTC. The ends of time by their names. */
const toInstant = (text: string): string => {
  if (text === 'infinity' || text === '-infinity') return text;
  if (text.length > 29 || text.length < 22 || !text.endsWith('+00'))
    throw new Error('The database answered a time that no instant of a record can be.');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).slice(0, 3).padEnd(3, '0')}Z`;
};

/** bigint → number; beyond 2^53, which no count or position of ours reaches, a bigint, never a rounded number. */
const toInteger = (text: string): number | bigint => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
};

const parseArray =
  <T>(parse: (text: string) => T) =>
  (text: string): (T | null)[] =>
    (pg.types.getTypeParser(1009 as never, 'text')(text) as (string | null)[]).map((item) =>
      item === null ? null : parse(item),
    );

const asText = (text: string): string => text;

/** By type oid (pg_type.dat). Dates and times without zone stay text: JavaScript would read them in local time. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.TIMESTAMPTZ]: toInstant,
  1185: parseArray(toInstant),
  [builtins.INT8]: toInteger,
  1016: parseArray(toInteger),
  [builtins.DATE]: asText,
  [builtins.TIMESTAMP]: asText,
};

const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  (format !== 'binary' && PARSERS[oid]) || pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;

/**
 * A pool of connections with our types: timestamptz as Instant string, bigint as number, bytea as Buffer.
 * Sessions run in UTC; a statement has 30 s, a transaction left idle 60 s. Who waits 5 s for a connection gets none.
 */
export const createPool = (url: string, options: PoolOptions = {}): pg.Pool => {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 20,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    // Statements are prepared once and named: planned for any values, not anew for each.
    options: '-c timezone=UTC -c plan_cache_mode=force_generic_plan',
    application_name: 'dossier',
    types: { getTypeParser },
  });
  pool.on('error', options.onError ?? (() => undefined));
  // A connection in use that breaks between two statements tells it here too, and would end the process; the next
  // statement fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};
