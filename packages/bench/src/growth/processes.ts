// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { LoadTask, Measured } from './load.ts';

const start = (program: string, env: Readonly<Record<string, string>> = {}): ChildProcess =>
  fork(new URL(program, import.meta.url), { env: { PATH: process.env.PATH, ...env }, serialization: 'advanced' });

/** The next message of a process; rejects when it ends without one. */
const answerOf = async <T>(child: ChildProcess): Promise<T> => {
  const ended = new AbortController();
  child.once('exit', (code) => ended.abort(new Error(`${child.spawnfile} ended with ${code}.`)));
  const [message] = await once(child, 'message', { signal: ended.signal });
  return message as T;
};

export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Of the leading process; its workers are below it. */
  readonly pid: number;
  close(): Promise<void>;
}

/** Starts the server over an installation, with its embedded database. */
export const startServer = async (home: string): Promise<RunningServer> => {
  const child = start('./server.ts', { DOSSIER_HOME: home });
  const { url } = await answerOf<{ readonly url: string }>(child);
  return {
    url,
    pid: child.pid ?? 0,
    close: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
};

/** Lets a process of its own do a workload. */
export const measureLoad = (task: LoadTask): Promise<Measured> => {
  const child = start('./load.ts');
  child.send(task);
  return answerOf<Measured>(child);
};
