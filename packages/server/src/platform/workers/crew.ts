// SPDX-License-Identifier: Apache-2.0
import cluster, { type Worker } from 'node:cluster';
import type { Logger } from 'pino';
import { StartError } from '../../start-error.ts';
import { createBackOff } from '../back-off.ts';
import { type Message, tell } from './channel.ts';

const PATIENCE = { steadyMs: 10_000, pausesMs: [0, 250, 500, 1_000] } as const;
/** So many workers ending early one after the other in one seat end the house. */
const TOO_MANY = PATIENCE.pausesMs.length + 1;

/**
 * How the C library of a worker keeps memory, where it is glibc. Contents come and go in buffers of all sizes on several
 * threads: with an arena for each thread and a threshold that grows, a quarter more of it is never given back.
 */
const MEMORY = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '1048576' } as const;

export interface CrewOptions {
  readonly size: number;
  /** Program of a worker. */
  readonly file: string;
  /** Its argument. Others on this machine can see it. */
  readonly argument: string;
  /** A worker that was told to stop has so long. */
  readonly stopMs: number;
  readonly log: Logger;
  /** Told of each worker when it is there. */
  readonly onWorker?: (worker: Worker) => void;
  readonly onEnd?: () => void;
}

/** Workers that are replaced when they end. */
export interface Crew {
  /** Resolves when all of them listen. */
  readonly listening: Promise<unknown>;
  /** Rejects with a StartError when one after the other ends as soon as it begins, or says that it cannot start. */
  readonly broken: Promise<never>;
  /** Those that are there now. */
  readonly workers: () => readonly Worker[];
  /** Lets them finish the requests that are on. */
  stop(): Promise<void>;
}

/** Resolves when the process of the worker is gone. */
const gone = (worker: Worker): Promise<void> =>
  new Promise((done) => {
    if (worker.isDead() || worker.process.pid === undefined) done();
    else worker.once('exit', () => done());
  });

const stopWorker = async (worker: Worker, stopMs: number): Promise<void> => {
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), stopMs);
  void tell(worker, { say: 'stop' });
  await gone(worker).finally(() => clearTimeout(timer));
};

const whyOf = (code: number | null, signal: string | null): string =>
  signal === null ? `the exit code ${code}` : `the signal ${signal}`;

/** Starts the workers; they listen on one port together. */
export const startCrew = ({ size, file, argument, stopMs, log, onWorker, onEnd }: CrewOptions): Crew => {
  // Workers take connections themselves, also where they have one socket together. Handed over by the leader (round robin), a connection
  // on its way to a worker that is killed would stay open with nobody to answer it.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({
    exec: file,
    args: [argument],
    execArgv: ['--max-semi-space-size=8'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const there = new Set<Worker>();
  const pauses = new Set<NodeJS.Timeout>();
  const broken = Promise.withResolvers<never>();
  // Nobody may be waiting for it at the moment.
  broken.promise.catch(() => undefined);
  let allListened = false;
  let stopping = false;

  /** Fills one seat, again and again; resolves when its first worker listens. */
  const keepSeat = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const backOff = createBackOff(PATIENCE);
    let refusal: string | undefined;

    const seat = (): void => {
      const worker = cluster.fork(MEMORY);
      const { pid } = worker.process;
      let listensSince: number | undefined;
      there.add(worker);
      onWorker?.(worker);
      worker.on('message', (message: Message) => {
        if (message.say === 'listening') {
          listensSince = performance.now();
          log.info({ worker: pid }, 'a worker listens');
          resolve();
        } else if (message.say === 'refused') {
          refusal = message.sentence;
          if (!allListened) broken.reject(new StartError(message.sentence));
        }
      });
      let hasEnded = false;
      const ended = (facts: object, why: string): void => {
        if (hasEnded) return;
        hasEnded = true;
        there.delete(worker);
        if (stopping) return;
        onEnd?.();
        log.warn({ worker: pid, ...facts }, 'a worker ended');
        const pauseMs = backOff(listensSince === undefined ? 0 : performance.now() - listensSince);
        if (pauseMs === undefined) {
          const last = refusal ?? `The last one ${why}; what it said stands in the log.`;
          broken.reject(new StartError(`${TOO_MANY} workers in a row ended as soon as they began. ${last}`));
          return;
        }
        const pause = setTimeout(() => {
          pauses.delete(pause);
          seat();
        }, pauseMs);
        pauses.add(pause);
      };
      worker.once('exit', (code: number | null, signal: string | null) =>
        ended({ code, signal }, `ended with ${whyOf(code, signal)}`),
      );
      // The system has no process for it, or cannot stop or tell it: it may have begun all the same.
      worker.on('error', (error: NodeJS.ErrnoException) => {
        if (pid === undefined) ended({ err: error }, `could not be started (${error.code ?? error.message})`);
        else log.warn({ worker: pid, err: error }, 'a worker cannot be reached');
      });
    };
    seat();
    return promise;
  };

  const listening = Promise.all(Array.from({ length: size }, keepSeat)).then(() => {
    allListened = true;
  });
  return {
    listening,
    broken: broken.promise,
    workers: () => [...there],
    stop: async () => {
      stopping = true;
      pauses.forEach(clearTimeout);
      await Promise.all([...there].map((worker) => stopWorker(worker, stopMs)));
    },
  };
};
