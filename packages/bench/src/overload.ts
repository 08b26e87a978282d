// SPDX-License-Identifier: Apache-2.0
import { fullSize } from './data/dataset.ts';
import type { Afterwards, ArrivalSpan, Mix } from './load/questions.ts';
import { type Host, readHost } from './measure/host.ts';
import { type Origin, readOrigin } from './measure/origin.ts';
import { expectRight, type Outcome } from './measure/outcome.ts';
import type { OverloadOptions } from './options.ts';
import { memoryNow, openStage, type Verified, verifyJournal } from './stage.ts';

/** What costs the server most, and must not be lost. */
const MIX: Mix = { share: 1 };

const CLIENTS = 64;
const CAPACITY_SECONDS = 15;
const CAPACITY_WARM_SECONDS = 5;
/** As many as arrive while the slowest of the server's answers are on their way. */
const ARRIVING_CLIENTS = 1024;
const PATIENCE_MS = 1000;
/** What arrives after the overload, as part of the capacity, and how long. */
const AFTER_LOAD = 0.5;
const AFTER_SECONDS = 15;
const SPAN_SECONDS = 1;

/** One second of the overload, or of what came after it. */
export interface OverloadSecond extends ArrivalSpan {
  /** Bytes of each process of the server, by role. */
  readonly memory: Readonly<Record<string, number>>;
}

export interface OverloadResults {
  readonly takenAt: string;
  readonly origin: Origin;
  readonly host: Host;
  readonly times: number;
  /** Shares a second: what the server could do with clients that wait for each answer. */
  readonly capacity: number;
  readonly overload: readonly OverloadSecond[];
  readonly after: readonly OverloadSecond[];
  /** All that was acknowledged, asked for again byte by byte. */
  readonly afterwards: Afterwards;
  readonly journal: Verified;
}

/** Lets several times as many documents arrive as can be shared, then few; then looks for all that was acknowledged. */
export const runOverload = async (
  { seconds, times }: OverloadOptions,
  say: (line: string) => void,
): Promise<OverloadResults> => {
  const takenAt = new Date().toISOString();
  const origin = await readOrigin();
  const stage = await openStage({ size: fullSize, say });
  try {
    const { server, databaseUrl, load } = stage;
    const host = await readHost(databaseUrl);
    const atCapacity = await load.call<Outcome>({
      do: 'mix',
      baseUrl: server.url,
      concurrency: CLIENTS,
      warmSeconds: CAPACITY_WARM_SECONDS,
      seconds: CAPACITY_SECONDS,
      mix: MIX,
    });
    const { perSecond: capacity } = expectRight('The capacity', atCapacity);
    say(`the server can share ${capacity.toFixed(0)} documents a second; ${times} times as many arrive`);
    const told: Promise<OverloadSecond>[] = [];
    const onProgress = (part: unknown): void => {
      const span = part as ArrivalSpan;
      const { perSecond, arrived, refused, wentAway, wrong, latencyMs } = span;
      say(
        `${arrived} arrived: ${perSecond.toFixed(0)}/s shared in p99 ${latencyMs.p99.toFixed(0)} ms, ${refused} refused, ${wentAway} went away, ${wrong} wrong`,
      );
      told.push(memoryNow(stage).then((memory) => ({ ...span, memory })));
    };
    const afterwards = await load.call<Afterwards>(
      {
        do: 'arrivals',
        baseUrl: server.url,
        concurrency: ARRIVING_CLIENTS,
        mix: MIX,
        phases: [
          { seconds, perSecond: capacity * times },
          { seconds: AFTER_SECONDS, perSecond: capacity * AFTER_LOAD },
        ],
        spanSeconds: SPAN_SECONDS,
        patienceMs: PATIENCE_MS,
        checkAll: true,
      },
      { onProgress },
    );
    const spans = await Promise.all(told);
    const journal = await verifyJournal(stage);
    const ofPhase = (phase: number) => spans.filter((span) => span.phase === phase);
    return { takenAt, origin, host, times, capacity, overload: ofPhase(0), after: ofPhase(1), afterwards, journal };
  } finally {
    await stage.close();
  }
};
