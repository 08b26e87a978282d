// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process';

/** What a process tells while it measures. */
export interface Telling {
  /** The measurement begins or ends, without the warm-up. */
  readonly onEdge: (edge: 'begins' | 'ends') => void;
  /** Part of what is measured. */
  readonly onProgress: (part: unknown) => void;
}

type Told<A> =
  | { readonly told: 'edge'; readonly edge: 'begins' | 'ends' }
  | { readonly told: 'progress'; readonly part: unknown }
  | { readonly told: 'answer'; readonly answer: A }
  | { readonly told: 'failed'; readonly message: string };

/** A process of ours that does one thing at a time for us. */
export interface Helper<Q> {
  readonly pid: number;
  call<A>(question: Q, telling?: Partial<Telling>): Promise<A>;
  stop(): Promise<void>;
}

const STOP_MS = 3_000;

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });

const ask = <Q, A>(child: ChildProcess, question: Q, telling: Partial<Telling>): Promise<A> =>
  new Promise<A>((done, failed) => {
    const leave = (): void => {
      child.off('message', hear);
      child.off('exit', gone);
    };
    const hear = (message: Told<A>): void => {
      switch (message.told) {
        case 'edge':
          telling.onEdge?.(message.edge);
          return;
        case 'progress':
          telling.onProgress?.(message.part);
          return;
        case 'answer':
          leave();
          done(message.answer);
          return;
        case 'failed':
          leave();
          failed(new Error(message.message));
      }
    };
    const gone = (): void => {
      leave();
      failed(new Error(`A process of the benchmark ended: ${child.spawnargs.join(' ')}`));
    };
    child.on('message', hear);
    child.once('exit', gone);
    child.send(question as object);
  });

/** Starts a process that answers by {@link answerCalls}. */
export const startHelper = <Q>(file: string, args: readonly string[]): Helper<Q> => {
  const child = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    pid: child.pid ?? 0,
    call: (question, telling = {}) => ask(child, question, telling),
    stop: async () => {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended(child).finally(() => clearTimeout(timer));
    },
  };
};

/** The other side: answers each question, and ends with the process that started it. */
export const answerCalls = <Q>(answer: (question: Q, telling: Telling) => Promise<unknown>): void => {
  const send = (message: Told<unknown>): void => void process.send?.(message);
  const telling: Telling = {
    onEdge: (edge) => send({ told: 'edge', edge }),
    onProgress: (part) => send({ told: 'progress', part }),
  };
  process.on('message', (question: Q) => {
    answer(question, telling).then(
      (given) => send({ told: 'answer', answer: given }),
      (error: Error) => send({ told: 'failed', message: error.stack ?? error.message }),
    );
  });
  process.once('disconnect', () => process.exit());
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
};
