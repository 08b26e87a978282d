// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../server/test/free-port.ts';

/** A server that runs in processes of its own. */
export interface RunningServer {
  readonly url: string;
  /** Its first process; workers are its children. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** The command line of the server. */
export const DOSSIER = join(import.meta.dirname, '../../../server/bin/dossier.mjs');
const START_MS = 60_000;
const STOP_MS = 30_000;

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });

const untilReady = async (url: string, child: ChildProcess): Promise<void> => {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await pause(50);
  }
  throw new Error('The server under test did not start; what it said stands in bench-server.err of its home.');
};

/**
 * Starts a program of the server and waits until it is ready. Its log goes nowhere, as that of a server whose log is
 * collected elsewhere; its errors go to a file in the home.
 */
const startProgram = async (
  home: string,
  program: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunningServer> => {
  const port = await freePort();
  const errors = createWriteStream(join(home, 'bench-server.err'), { flags: 'a' });
  const child = spawn(process.execPath, program, {
    env: { PATH: process.env.PATH, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.pipe(errors);
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended(child).finally(() => clearTimeout(timer));
  };
  try {
    await untilReady(url, child);
    return { url, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** `dossier serve`, as an operator starts it. */
export const startServer = (home: string, env: Readonly<Record<string, string>>): Promise<RunningServer> =>
  startProgram(home, [DOSSIER, 'serve'], env);

/** The same beside a server that runs on this home, with a journal that keeps nothing of reads. */
export const startSilentServer = (home: string, env: Readonly<Record<string, string>>): Promise<RunningServer> =>
  startProgram(home, [join(import.meta.dirname, 'silent-house.ts')], env);
