// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export { freePort } from './free-port.ts';

const DOSSIER = join(import.meta.dirname, '../bin/dossier.mjs');

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The Node to run it with; default: this one. */
  readonly node?: string | undefined;
  readonly flags?: readonly string[];
}

export interface Running {
  readonly pid: number;
  /** Standard output until now. */
  readonly out: () => string;
  /** Resolves with standard output once it holds the text; rejects when the process ends before. */
  readonly said: (text: string) => Promise<string>;
  readonly kill: (signal: NodeJS.Signals) => Promise<Run>;
  readonly ended: Promise<Run>;
}

/** Starts the command line as a process of its own, with nothing of our environment but the PATH. */
export const startDossier = (args: readonly string[], options: RunOptions = {}): Running => {
  const { env = {}, node = process.execPath, flags = [] } = options;
  const child = spawn(node, [...flags, DOSSIER, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const ended = new Promise<Run>((done) => {
    child.on('close', (code, signal) => done({ code, signal, ...output }));
  });
  const said = (text: string): Promise<string> =>
    new Promise((done, fail) => {
      const look = (): void => {
        if (output.out.includes(text)) done(output.out);
      };
      child.stdout.on('data', look);
      look();
      ended.then(({ out, err }) => fail(new Error(`ended without saying "${text}": ${out}${err}`)));
    });
  return {
    pid: child.pid ?? 0,
    out: () => output.out,
    said,
    ended,
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
};

export const runDossier = (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
  startDossier(args, options).ended;
