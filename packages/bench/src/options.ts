// SPDX-License-Identifier: Apache-2.0
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { GrowthOptions } from './growth/index.ts';
import { workloads } from './workloads/index.ts';

/** What the command line asks for. */
export type Options =
  | { readonly do: 'help' }
  | ({ readonly do: 'bench' } & BenchOptions)
  | ({ readonly do: 'soak' } & SoakOptions)
  | ({ readonly do: 'overload' } & OverloadOptions)
  | ({ readonly do: 'growth' } & Kept & GrowthOptions);

/** Where results go beside the console. */
interface Kept {
  /** Write docs/performance.md, or its section of this run. */
  readonly write: boolean;
  /** File for the raw results. */
  readonly json?: string;
}

export interface BenchOptions extends Kept {
  /** A minute or two: less data, short rounds, the main workloads at 64 clients. */
  readonly quick: boolean;
  /** Names of workloads; none for all. */
  readonly only: readonly string[];
  /** Numbers of clients; absent: the main workloads at all, the others at 64. */
  readonly concurrency?: readonly number[];
  /** Of each round, after the warm-up. */
  readonly seconds: number;
  readonly rounds: number;
  /** Folder for CPU profiles of the server. */
  readonly profiles?: string;
}

export interface SoakOptions extends Kept {
  readonly minutes: number;
  /** Part of the capacity. */
  readonly load: number;
}

export interface OverloadOptions extends Kept {
  /** How long the overload lasts. */
  readonly seconds: number;
  /** So many times the capacity arrive. */
  readonly times: number;
}

export const help = `Usage: npm run bench -- [options]
       npm run bench -- soak [--minutes 60] [--load 0.7] [--write] [--json <file>]
       npm run bench -- overload [--seconds 120] [--times 4] [--write] [--json <file>]
       npm run bench -- growth [--sizes 10000,1000000,10000000] [--folder .dossier-growth] [--keep] [--rounds 3]
                               [--seconds 10] [--hot 50000] [--revisions 1000000] [--schema-change <sql>] [--write]
                               [--json <file>]

Measures this server on this machine against floors: what PostgreSQL, HTTP and cryptography alone can do here.

  --quick                 a minute or two: less data, short rounds, the main workloads at 64 clients
  --only <names>          ${workloads.map(({ name }) => name).join(', ')}
  --concurrency <numbers> numbers of clients, such as 1,64
  --seconds <number>      of each round, after the warm-up (5)
  --rounds <number>       of which the median counts (3)
  --write                 writes docs/performance.md and docs/performance.svg, of a whole run without a wrong answer
  --json <file>           writes the raw results
  --profiles <folder>     writes a CPU profile of each process of the server (it makes them slower)

soak holds a part of the capacity for an hour (tokens live for a day: at most 1380 minutes), and verifies the journal in the end.
overload lets several times as many documents arrive as can be shared, then few, and looks for all that were acknowledged.
growth measures records of several sizes, one very large record, and the tables after many revisions; --keep leaves its
installations in the folder, and measures those that are there.
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

const parse = <T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) => {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

const KEPT = { write: { type: 'boolean', default: false }, json: { type: 'string' } } as const;

const keptOf = ({ write, json }: { readonly write: boolean; readonly json?: string | undefined }): Kept => ({
  write,
  ...(json === undefined ? {} : { json }),
});

const readBench = (args: readonly string[]): Options => {
  const values = parse(args, {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    concurrency: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    ...KEPT,
    profiles: { type: 'string' },
  });
  const { quick, only, concurrency: levels, profiles } = values;
  const partial = quick || [only, levels, profiles].some((one) => one !== undefined);
  if (values.write && partial) throw new UsageError('A page is written of a whole run.');
  const concurrency = levels?.split(',').map((text) => wholeNumberOf('concurrency', text, 1, MOST_CLIENTS));
  return {
    do: 'bench',
    quick: values.quick,
    only: namesOf(values.only),
    ...(concurrency === undefined ? {} : { concurrency }),
    seconds: numberOf('seconds', values.seconds ?? (values.quick ? '2' : '5'), 0.1, 3600),
    rounds: wholeNumberOf('rounds', values.rounds, 1, 99),
    ...keptOf(values),
    ...(values.profiles === undefined ? {} : { profiles: values.profiles }),
  };
};

/** The tokens of the load live for a day, and filling and warming up come before. */
const MOST_MINUTES = 23 * 60;

const readSoak = (args: readonly string[]): Options => {
  const { minutes, load, ...kept } = parse(args, {
    minutes: { type: 'string', default: '60' },
    load: { type: 'string', default: '0.7' },
    ...KEPT,
  });
  return {
    do: 'soak',
    minutes: numberOf('minutes', minutes, 0.1, MOST_MINUTES),
    load: numberOf('load', load, 0.01, 2),
    ...keptOf(kept),
  };
};

const readOverload = (args: readonly string[]): Options => {
  const { seconds, times, ...kept } = parse(args, {
    seconds: { type: 'string', default: '120' },
    times: { type: 'string', default: '4' },
    ...KEPT,
  });
  return {
    do: 'overload',
    seconds: wholeNumberOf('seconds', seconds, 1, 100_000),
    times: numberOf('times', times, 1, 100),
    ...keptOf(kept),
  };
};

const MOST_DOCUMENTS = 100_000_000;

const readGrowth = (args: readonly string[]): Options => {
  const values = parse(args, {
    sizes: { type: 'string', default: '10000,1000000,10000000' },
    folder: { type: 'string', default: '.dossier-growth' },
    keep: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    hot: { type: 'string', default: '50000' },
    revisions: { type: 'string', default: '1000000' },
    'schema-change': { type: 'string' },
    ...KEPT,
  });
  const sizes = values.sizes.split(',').map((text) => wholeNumberOf('sizes', text, 100, MOST_DOCUMENTS));
  const odd = sizes.find((size) => size % 100 !== 0);
  if (odd !== undefined) throw new UsageError(`--sizes are hundreds of documents, not ${odd}.`);
  return {
    do: 'growth',
    sizes,
    folder: values.folder,
    keep: values.keep,
    rounds: wholeNumberOf('rounds', values.rounds, 1, 99),
    secondsARound: numberOf('seconds', values.seconds, 0.1, 3600),
    hotDocuments: wholeNumberOf('hot', values.hot, 0, MOST_DOCUMENTS),
    revisions: wholeNumberOf('revisions', values.revisions, 0, MOST_DOCUMENTS),
    ...(values['schema-change'] === undefined ? {} : { schemaChange: values['schema-change'] }),
    ...keptOf(values),
  };
};

const verbs: Readonly<Record<string, (args: readonly string[]) => Options>> = {
  soak: readSoak,
  overload: readOverload,
  growth: readGrowth,
};

/** @throws UsageError */
export const readOptions = (args: readonly string[]): Options => {
  if (args.includes('--help') || args.includes('-h')) return { do: 'help' };
  const [verb = '', ...rest] = args;
  if (verb === '' || verb.startsWith('-')) return readBench(args);
  const read = verbs[verb];
  if (read === undefined) throw new UsageError(`There is no ${verb}; see --help.`);
  return read(rest);
};
