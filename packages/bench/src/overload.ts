// SPDX-License-Identifier: Apache-2.0
// What a server does under four times the load that it can bear: `node packages/bench/src/overload.ts [seconds]`.
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type DemoHouse, openDemo } from './overload/house.ts';
import { type Acknowledged, countLost, type Shared, shareOne } from './overload/sharing.ts';

export interface OverloadOptions {
  /** How long the overload lasts. */
  readonly seconds: number;
  /** Told of each second of each phase. */
  readonly onSecond?: (second: Second) => void;
}

/** What happened in one second, by when the answers came. */
export interface Second {
  readonly phase: string;
  readonly second: number;
  readonly accepted: number;
  readonly refused: number;
  /** Neither accepted nor refused with 503 and Retry-After: no answer, or another one. */
  readonly failed: number;
  /** Of those accepted, from when they were due; undefined when there were none. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Resident memory of the largest worker, and of all processes of the server but the database. */
  readonly workerBytes: number;
  readonly allBytes: number;
}

export interface Overload {
  /** Shares a second at 64 clients that wait for each answer. */
  readonly capacity: number;
  readonly seconds: readonly Second[];
  /** Arrivals a second that the load generator managed. */
  readonly offered: number;
  readonly acknowledged: number;
  /** Acknowledged and not there afterwards, byte for byte. */
  readonly lost: number;
  readonly journalVerifies: boolean;
}

const CLIENTS = 64;
const MANY_CLIENTS = 256;
const WARM_UP_S = 5;
const CAPACITY_S = 15;
const NORMAL_S = 10;
const TIMES = 4;
const TICK_MS = 5;

const quantile = (sorted: readonly number[], q: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

/** Counts answers and closes a second after the other. */
const createRecorder = (house: DemoHouse, onSecond: (second: Second) => void) => {
  const seconds: Second[] = [];
  const acknowledged: Acknowledged[] = [];
  let durations: number[] = [];
  let refused = 0;
  let failed = 0;

  const record = (shared: Shared, durationMs: number): void => {
    if (shared.acknowledged !== undefined) {
      acknowledged.push(shared.acknowledged);
      durations.push(durationMs);
    } else if (shared.status === 503 && shared.retryAfter !== undefined) refused += 1;
    else failed += 1;
  };
  const closeSecond = async (phase: string, second: number): Promise<void> => {
    const sorted = durations.toSorted((a, b) => a - b);
    const counted = { accepted: sorted.length, refused, failed };
    [durations, refused, failed] = [[], 0, 0];
    const { worker, all } = await house.memory();
    const closed: Second = {
      phase,
      second,
      ...counted,
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
      workerBytes: worker,
      allBytes: all,
    };
    seconds.push(closed);
    onSecond(closed);
  };
  /** Runs a load for so many seconds, which it is to end when it is told. */
  const run = async (
    phase: string,
    forSeconds: number,
    load: (goesOn: () => boolean) => Promise<void>,
  ): Promise<void> => {
    let over = false;
    const loaded = load(() => !over);
    for (let second = 1; second <= forSeconds; second++) {
      await pause(1000);
      await closeSecond(phase, second);
    }
    over = true;
    await loaded;
  };
  return { seconds, acknowledged, record, run };
};

type Recorder = ReturnType<typeof createRecorder>;

/** So many clients, each of which waits for its answer before it sends the next. */
const closedLoop = (house: DemoHouse, { record }: Recorder, clients: number) => {
  return async (goesOn: () => boolean): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: clients });
    const client = async (): Promise<void> => {
      while (goesOn()) {
        const startedMs = performance.now();
        const shared = await shareOne(house, agent);
        record(shared, performance.now() - startedMs);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    agent.destroy();
  };
};

/** So many arrivals a second over fresh connections, whether or not those before are answered. */
const openLoop = (house: DemoHouse, { record }: Recorder, perSecond: number, onArrivals: (count: number) => void) => {
  return async (goesOn: () => boolean): Promise<void> => {
    const open = new Set<Promise<void>>();
    const startedMs = performance.now();
    let arrived = 0;
    while (goesOn()) {
      const due = Math.floor(((performance.now() - startedMs) / 1000) * perSecond);
      for (; arrived < due; arrived++) {
        const dueMs = startedMs + (arrived / perSecond) * 1000;
        const one = shareOne(house)
          .then((shared) => record(shared, performance.now() - dueMs))
          .finally(() => open.delete(one));
        open.add(one);
      }
      await pause(TICK_MS);
    }
    onArrivals(arrived);
    await Promise.all(open);
  };
};

const rateOf = (seconds: readonly Second[], phase: string): number => {
  const own = seconds.filter((second) => second.phase === phase);
  return own.reduce((sum, { accepted }) => sum + accepted, 0) / own.length;
};

/**
 * Measures the capacity, then sends four times as much over fresh connections, then little again, and looks at what is
 * there afterwards.
 */
export const measureOverload = async ({ seconds, onSecond = () => undefined }: OverloadOptions): Promise<Overload> => {
  const house = await openDemo();
  try {
    const recorder = createRecorder(house, onSecond);
    await recorder.run('warm-up', WARM_UP_S, closedLoop(house, recorder, CLIENTS));
    await recorder.run('capacity', CAPACITY_S, closedLoop(house, recorder, CLIENTS));
    const capacity = rateOf(recorder.seconds, 'capacity');
    await recorder.run(`${MANY_CLIENTS} clients`, NORMAL_S, closedLoop(house, recorder, MANY_CLIENTS));
    let offered = 0;
    const count = (arrived: number): void => {
      offered = arrived / seconds;
    };
    await recorder.run('overload', seconds, openLoop(house, recorder, TIMES * capacity, count));
    await recorder.run('after', NORMAL_S, closedLoop(house, recorder, CLIENTS / 4));
    const lost = await countLost(house, recorder.acknowledged);
    const journalVerifies = (await house.verifyJournal()) === 0;
    const { acknowledged } = recorder;
    return {
      capacity,
      seconds: recorder.seconds,
      offered,
      acknowledged: acknowledged.length,
      lost,
      journalVerifies,
    };
  } finally {
    await house.stop();
  }
};

const MIB = 1024 * 1024;

const lineOf = (second: Second): string => {
  const ms = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(0));
  const { phase, accepted, refused, failed, p50Ms, p99Ms, workerBytes, allBytes } = second;
  const memory = `${(workerBytes / MIB).toFixed(0)} / ${(allBytes / MIB).toFixed(0)} MiB`;
  return `${phase} ${second.second}: accepted ${accepted}, refused ${refused}, failed ${failed}, p50 ${ms(p50Ms)} ms, p99 ${ms(p99Ms)} ms, memory ${memory}\n`;
};

if (import.meta.main) {
  const seconds = Number(process.argv[2] ?? 120);
  const result = await measureOverload({ seconds, onSecond: (second) => process.stdout.write(lineOf(second)) });
  const { capacity, offered, acknowledged, lost, journalVerifies } = result;
  process.stdout.write(
    `capacity ${capacity.toFixed(0)}/s, offered ${offered.toFixed(0)}/s, acknowledged ${acknowledged}, lost ${lost}, the journal ${journalVerifies ? 'verifies' : 'DOES NOT VERIFY'}\n`,
  );
  process.exitCode = lost === 0 && journalVerifies ? 0 : 1;
}
