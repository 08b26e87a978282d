// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import type { Pool, PoolClient } from 'pg';
import { applyBatch, endUnseen, within } from './apply.ts';
import * as sql from './statements.ts';
import type { SourceItem } from './types.ts';

/** What came of a load. */
export interface LoadReport {
  /**
   * `unchanged`: the very same was loaded before, and nothing since. `refused`: the extract names so few of those who
   * are active that it must be cut off; nobody was struck off. `busy`: another load is on.
   */
  readonly outcome: 'loaded' | 'unchanged' | 'refused' | 'busy';
  readonly items: number;
  readonly changed: number;
  /** Entries that a whole extract no longer names. */
  readonly ended: number;
  readonly unresolved: number;
  /** The first of them; `faultCount` counts all. */
  readonly faults: readonly string[];
  readonly faultCount: number;
  /** When refused: what share of which kind would have ended. */
  readonly missing?: { readonly kind: string; readonly of: number; readonly unseen: number };
}

export interface LoadOptions {
  readonly pool: Pool;
  readonly clock: { now(): Instant };
  /** Names what is loaded: the same again is recognised. */
  readonly fingerprint: string;
  /** A whole extract: what it does not name has ended. */
  readonly whole: boolean;
  /** The largest part of the active ones, in percent, that one whole extract may end. */
  readonly endLimitPercent: number;
  readonly batch?: number;
  readonly onProgress?: (items: number) => void;
}

/** Any number that nobody else locks in this database: one load at a time. */
const LOCK = '28271265168057715';
const BATCH = 1_000;
const FAULTS_TOLD = 20;

type Begun = { readonly loadId: string; readonly position: number };
type Tally = {
  items: number;
  changed: number;
  ended: number;
  unresolved: number;
  faultCount: number;
  faults: string[];
};

/** Goes on with the same load where it was cut off; undefined when it was done and is the newest. */
const begin = async (client: PoolClient, { fingerprint, whole, clock }: LoadOptions): Promise<Begun | undefined> => {
  const { rows } = await client.query<{ load_id: string; position: string; state: string }>(sql.findLoad, [
    fingerprint,
    whole,
  ]);
  const [former] = rows;
  if (former) {
    const newest = await client.query<{ newest: boolean }>(sql.isNewest, [former.load_id]);
    if (newest.rows[0]?.newest) {
      if (former.state === 'finished') return undefined;
      if (former.state === 'running') return { loadId: former.load_id, position: Number(former.position) };
    }
  }
  const begun = await client.query<{ load_id: string }>(sql.beginLoad, [fingerprint, whole, clock.now()]);
  return { loadId: begun.rows[0]?.load_id ?? '', position: 0 };
};

/** The kind of which too many would end, if any. */
const tooMany = async (
  client: PoolClient,
  loadId: string,
  limitPercent: number,
): Promise<LoadReport['missing'] | undefined> => {
  const { rows } = await client.query<{ kind: string; active: number; unseen: number }>(sql.countUnseen, [loadId]);
  const over = rows.find(({ active, unseen }) => unseen * 100 > active * limitPercent);
  return over && { kind: over.kind, of: over.active, unseen: over.unseen };
};

const endMissing = async (
  client: PoolClient,
  loadId: string,
  options: LoadOptions,
  tally: Tally,
): Promise<LoadReport['missing'] | undefined> => {
  const missing = await tooMany(client, loadId, options.endLimitPercent);
  if (missing) return missing;
  for (;;) {
    const ended = await within(client, () => endUnseen(client, loadId, BATCH, options.clock.now()));
    if (ended === 0) return undefined;
    tally.ended += ended;
  }
};

const readAll = async (
  client: PoolClient,
  items: AsyncIterable<SourceItem>,
  { loadId, position }: Begun,
  options: LoadOptions,
  tally: Tally,
): Promise<void> => {
  const { batch = BATCH, clock, whole, onProgress } = options;
  let waiting: SourceItem[] = [];
  const flush = async (): Promise<void> => {
    const entries = waiting.flatMap((item) => item.entries);
    waiting = [];
    const applied = await within(client, async () => {
      const done = await applyBatch(client, entries, { at: clock.now(), whole: whole ? loadId : undefined });
      await client.query(sql.advanceLoad, [loadId, tally.items]);
      return done;
    });
    tally.changed += applied.changed;
    tally.unresolved += applied.unresolved;
    onProgress?.(tally.items);
  };
  for await (const item of items) {
    tally.items += 1;
    if (item.fault !== undefined) {
      tally.faultCount += 1;
      if (tally.faults.length < FAULTS_TOLD) tally.faults.push(`${item.place}: ${item.fault}`);
    }
    if (tally.items <= position) continue;
    waiting.push(item);
    if (waiting.length >= batch) await flush();
  }
  if (waiting.length > 0) await flush();
};

const loadOn = async (
  client: PoolClient,
  items: AsyncIterable<SourceItem>,
  options: LoadOptions,
): Promise<LoadReport> => {
  const tally: Tally = { items: 0, changed: 0, ended: 0, unresolved: 0, faultCount: 0, faults: [] };
  const begun = await begin(client, options);
  if (begun === undefined) return { outcome: 'unchanged', ...tally };
  await readAll(client, items, begun, options, tally);
  const missing = options.whole ? await endMissing(client, begun.loadId, options, tally) : undefined;
  await within(client, async () => {
    await client.query(sql.forgetSeen, [begun.loadId]);
    await client.query(sql.endLoad, [begun.loadId, missing ? 'refused' : 'finished', options.clock.now()]);
    if (!missing && tally.items > 0) await client.query(sql.markLoaded);
  });
  return { outcome: missing ? 'refused' : 'loaded', ...tally, ...(missing && { missing }) };
};

/**
 * Loads items into the directory: what differs begins a new version, what is the same changes nothing, so a load may be
 * repeated, and one that was cut off goes on where it was. Each transaction takes a bounded number of items, and the
 * items are read as they come. Throws what `items` throws; what was committed by then stays.
 */
export const loadDirectory = async (items: AsyncIterable<SourceItem>, options: LoadOptions): Promise<LoadReport> => {
  const client = await options.pool.connect();
  let broken = true;
  try {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK]);
    if (!rows[0]?.mine) {
      broken = false;
      return { outcome: 'busy', items: 0, changed: 0, ended: 0, unresolved: 0, faults: [], faultCount: 0 };
    }
    try {
      return await loadOn(client, items, options);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
      broken = false;
    }
  } finally {
    client.release(broken);
  }
};
