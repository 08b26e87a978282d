// SPDX-License-Identifier: Apache-2.0
import { isIPv6 } from 'node:net';
import type { Pool } from 'pg';
import type { Clock } from '../record/index.ts';
import type { Limit } from './rules.ts';
import type { Secrets } from './secrets.ts';

/** One counter: what it counts, and how far. */
export interface Counter {
  readonly key: string;
  readonly limit: Limit;
}

export interface Throttle {
  /**
   * Takes one attempt from each counter before it is made, so that attempts at the same time cannot outrun the limit.
   * Where a counter is used up those after it are not touched: what is refused here wears down nothing else. Answers
   * false then.
   */
  take(counters: readonly Counter[]): Promise<boolean>;
  /** The attempt was right: the first counter begins anew, the others get it back. */
  giveBack(counters: readonly Counter[]): Promise<void>;
}

const TAKE = `insert into account.throttle as t (key, failures, window_ends_at) values ($1, 1, $3)
  on conflict (key) do update set
    failures = case when t.window_ends_at <= $2 then 1 else t.failures + 1 end,
    window_ends_at = case when t.window_ends_at <= $2 then $3 else t.window_ends_at end
  where t.window_ends_at <= $2 or t.failures < $4
  returning failures`;

/** In PostgreSQL, shared by all workers; one statement a counter, so that no two attempts are counted as one. */
export const createThrottle = ({
  pool,
  clock,
  secrets,
}: {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly secrets: Secrets;
}): Throttle => {
  const keyOf = ({ key }: Counter): Buffer => secrets.mac('throttle', key);
  const undo = async (counters: readonly Counter[]): Promise<void> => {
    if (counters.length === 0) return;
    await pool.query('update account.throttle set failures = greatest(failures - 1, 0) where key = any($1)', [
      counters.map(keyOf),
    ]);
  };
  return {
    take: async (counters) => {
      const now = clock.now();
      for (const [index, counter] of counters.entries()) {
        const { failures, windowMs } = counter.limit;
        const ends = new Date(Date.parse(now) + windowMs).toISOString();
        const { rowCount } = await pool.query(TAKE, [keyOf(counter), now, ends, failures]);
        if (rowCount === 1) continue;
        await undo(counters.slice(0, index));
        return false;
      }
      return true;
    },
    giveBack: async (counters) => {
      const [own, ...shared] = counters;
      if (own) await pool.query('delete from account.throttle where key = $1', [keyOf(own)]);
      await undo(shared);
    },
  };
};

/** Where a request comes from, as far as one party can change it at will: of IPv6 the network (/64). */
export const sourceOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => '0');
  return [...front, ...zeros, ...back]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':');
};
