// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { workloads } from './workloads/index.ts';

/** What the command line asks for. */
export type Options =
  | { readonly do: 'help' }
  | ({ readonly do: 'bench' } & BenchOptions)
  | ({ readonly do: 'soak' } & SoakOptions);

export interface BenchOptions {
  /** A minute or two: less data, short rounds, the main workloads at 64 clients. */
  readonly quick: boolean;
  /** Names of workloads; none for all. */
  readonly only: readonly string[];
  /** Numbers of clients; absent: the main workloads at all, the others at 64. */
  readonly concurrency?: readonly number[];
  /** Of each round, after the warm-up. */
  readonly seconds: number;
  readonly rounds: number;
  /** Write docs/performance.md and its picture. */
  readonly write: boolean;
  /** File for the raw results. */
  readonly json?: string;
  /** Folder for CPU profiles of the server. */
  readonly profiles?: string;
}

export interface SoakOptions {
  readonly minutes: number;
  /** Part of the capacity. */
  readonly load: number;
  /** Write the section of docs/performance.md. */
  readonly write: boolean;
}

export const help = `Usage: npm run bench -- [options]
       npm run bench -- soak [--minutes 60] [--load 0.7] [--write]

Measures this server on this machine against floors: what PostgreSQL, HTTP and cryptography alone can do here.

  --quick                 a minute or two: less data, short rounds, the main workloads at 64 clients
  --only <names>          ${workloads.map(({ name }) => name).join(', ')}
  --concurrency <numbers> numbers of clients, such as 1,64
  --seconds <number>      of each round, after the warm-up (5)
  --rounds <number>       of which the median counts (3)
  --write                 writes docs/performance.md and docs/performance.svg
  --json <file>           writes the raw results
  --profiles <folder>     writes a CPU profile of each process of the server (it makes them slower)

soak holds a part of the capacity for an hour, and verifies the journal in the end.
`;

/** A command line that is not understood; the message is for who wrote it. */
export class UsageError extends Error {}

const numberOf = (name: string, text: string, min: number, max: number): number => {
  const value = Number(text);
  if (text.trim() !== '' && value >= min && value <= max) return value;
  throw new UsageError(`--${name} is a number from ${min} to ${max}, not ${text}.`);
};

const wholeNumberOf = (name: string, text: string, min: number, max: number): number => {
  const value = numberOf(name, text, min, max);
  if (Number.isInteger(value)) return value;
  throw new UsageError(`--${name} is a whole number, not ${text}.`);
};

const MOST_CLIENTS = 4096;

const namesOf = (text: string | undefined): readonly string[] => {
  const names = text?.split(',') ?? [];
  const unknown = names.find((name) => !workloads.some((workload) => workload.name === name));
  if (unknown === undefined) return names;
  throw new UsageError(
    `There is no workload ${unknown}; they are ${workloads.map((workload) => workload.name).join(', ')}.`,
  );
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        concurrency: { type: 'string' },
        seconds: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        write: { type: 'boolean', default: false },
        json: { type: 'string' },
        profiles: { type: 'string' },
        minutes: { type: 'string', default: '60' },
        load: { type: 'string', default: '0.7' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/** @throws UsageError */
export const readOptions = (args: readonly string[]): Options => {
  const { values, positionals } = parse(args);
  if (values.help) return { do: 'help' };
  const [verb, ...more] = positionals;
  if (more.length > 0 || (verb !== undefined && verb !== 'soak'))
    throw new UsageError(`There is no ${positionals.join(' ')}; see --help.`);
  if (verb === 'soak') {
    return {
      do: 'soak',
      minutes: numberOf('minutes', values.minutes, 0.1, 100_000),
      load: numberOf('load', values.load, 0.01, 2),
      write: values.write,
    };
  }
  const concurrency = values.concurrency?.split(',').map((text) => wholeNumberOf('concurrency', text, 1, MOST_CLIENTS));
  return {
    do: 'bench',
    quick: values.quick,
    only: namesOf(values.only),
    ...(concurrency === undefined ? {} : { concurrency }),
    seconds: numberOf('seconds', values.seconds ?? (values.quick ? '2' : '5'), 0.1, 3600),
    rounds: wholeNumberOf('rounds', values.rounds, 1, 99),
    write: values.write,
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(values.profiles === undefined ? {} : { profiles: values.profiles }),
  };
};
