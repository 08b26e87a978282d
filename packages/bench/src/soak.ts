// SPDX-License-Identifier: Apache-2.0
import { fullSize } from './data/dataset.ts';
import type { Afterwards, Mix } from './load/questions.ts';
import { type Host, readHost } from './measure/host.ts';
import { type Origin, readOrigin } from './measure/origin.ts';
import { expectRight, type Outcome } from './measure/outcome.ts';
import type { SoakOptions } from './options.ts';
import { memoryNow, openStage, type Verified, verifyJournal, warmUp } from './stage.ts';

/** What doctors do in a day, as far as a server sees it. */
const MIX: Mix = { 'open-and-look': 0.7, find: 0.2, share: 0.1 };

const CLIENTS = 64;
const CAPACITY_SECONDS = 20;
const CAPACITY_WARM_SECONDS = 5;
const SPAN_SECONDS = 60;
/** More clients than the load has at a time, so that arrivals wait for the server and not for each other. */
const ARRIVING_CLIENTS = 256;

/** One minute of the soak. */
export interface SoakMinute {
  /** Minutes since the beginning, at its end. */
  readonly at: number;
  readonly outcome: Outcome;
  /** Bytes of each process of the server, by role. */
  readonly memory: Readonly<Record<string, number>>;
}

export interface SoakResults {
  readonly takenAt: string;
  readonly origin: Origin;
  readonly host: Host;
  readonly minutes: number;
  readonly load: number;
  /** Operations a second: what the server could do, and what it was given. */
  readonly capacity: number;
  readonly given: number;
  readonly history: readonly SoakMinute[];
  readonly journal: Verified;
}

/** Holds a part of the capacity for a long time; then stops the server and verifies its journal. */
export const runSoak = async ({ minutes, load }: SoakOptions, say: (line: string) => void): Promise<SoakResults> => {
  const takenAt = new Date().toISOString();
  const origin = await readOrigin();
  const stage = await openStage({ size: fullSize, say });
  try {
    const { server, databaseUrl } = stage;
    const host = await readHost(databaseUrl);
    await warmUp(Object.keys(MIX), server.url, stage.load);
    const atCapacity = await stage.load.call<Outcome>({
      do: 'mix',
      baseUrl: server.url,
      concurrency: CLIENTS,
      warmSeconds: CAPACITY_WARM_SECONDS,
      seconds: CAPACITY_SECONDS,
      mix: MIX,
    });
    const { perSecond: capacity } = expectRight('The capacity', atCapacity);
    const given = capacity * load;
    say(`the server can do ${capacity.toFixed(1)} operations a second, and is given ${given.toFixed(1)}`);
    const history: Promise<SoakMinute>[] = [];
    const beganAt = performance.now();
    const onProgress = (part: unknown): void => {
      const outcome = part as Outcome;
      const at = (performance.now() - beganAt) / 60_000;
      say(`minute ${at.toFixed(1)}: p99 ${outcome.latencyMs.p99.toFixed(0)} ms, ${outcome.wrong} wrong`);
      history.push(memoryNow(stage).then((memory) => ({ at, outcome, memory })));
    };
    const { missing, firstMissing } = await stage.load.call<Afterwards>(
      {
        do: 'arrivals',
        baseUrl: server.url,
        concurrency: ARRIVING_CLIENTS,
        mix: MIX,
        phases: [{ seconds: minutes * 60, perSecond: given }],
        spanSeconds: SPAN_SECONDS,
      },
      { onProgress },
    );
    const told = await Promise.all(history);
    if (missing > 0) throw new Error(`What was shared is not there afterwards: ${firstMissing}.`);
    const journal = await verifyJournal(stage);
    return { takenAt, origin, host, minutes, load, capacity, given, history: told, journal };
  } finally {
    await stage.close();
  }
};
