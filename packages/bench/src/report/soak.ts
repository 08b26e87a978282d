// SPDX-License-Identifier: Apache-2.0
import { slopeOf } from '../measure/statistics.ts';
import type { SoakMinute, SoakResults } from '../soak.ts';
import { takenOn } from './host.ts';
import { measure, megabytes, percent, whole } from './numbers.ts';
import { markdownTable } from './table.ts';

const MIB = 2 ** 20;

/** An hour below the capacity has no reason for a refusal either. */
const failuresOf = ({ outcome }: SoakMinute): number => outcome.wrong + outcome.refused;

const wrongOf = ({ history }: SoakResults): number => history.reduce((sum, minute) => sum + failuresOf(minute), 0);

/** By linear regression over the last half, when caches have filled: MB an hour. */
const trendOf = (history: readonly SoakMinute[], role: string): number =>
  slopeOf(history.slice(Math.floor(history.length / 2)).map(({ at, memory }) => [at / 60, (memory[role] ?? 0) / MIB]));

const memoryTable = (history: readonly SoakMinute[]): string =>
  markdownTable(
    [
      { title: 'process' },
      { title: 'after the first minute', align: 'right' },
      { title: 'in the end', align: 'right' },
      { title: 'largest', align: 'right' },
      { title: 'trend of the last half, MB/h', align: 'right' },
    ],
    Object.keys(history[0]?.memory ?? {}).map((role) => {
      const values = history.map(({ memory }) => memory[role] ?? 0);
      return [
        role,
        megabytes(values.at(0) ?? 0),
        megabytes(values.at(-1) ?? 0),
        megabytes(Math.max(...values)),
        measure(trendOf(history, role)),
      ];
    }),
  );

/** About a dozen of the minutes, the last one and the slowest among them. */
const latencyTable = (history: readonly SoakMinute[]): string => {
  const every = Math.max(1, Math.ceil(history.length / 12));
  const slowest = Math.max(...history.map(({ outcome }) => outcome.latencyMs.p99));
  const isSlowest = ({ outcome }: SoakMinute): boolean => outcome.latencyMs.p99 === slowest;
  const shown = history.filter(
    (minute, index) => index % every === every - 1 || index === history.length - 1 || isSlowest(minute),
  );
  return markdownTable(
    ['minute', 'per second', 'p50 ms', 'p99 ms', 'wrong or refused'].map((title) => ({ title, align: 'right' })),
    shown.map((minute) => [
      measure(minute.at),
      measure(minute.outcome.perSecond),
      measure(minute.outcome.latencyMs.p50),
      isSlowest(minute) ? `**${measure(slowest)}**, the largest` : measure(minute.outcome.latencyMs.p99),
      String(failuresOf(minute)),
    ]),
  );
};

/** Something that was asked of the soak, in words, and whether it held. */
interface Verdict {
  readonly what: string;
  /** Absent: stated, and no part of whether the soak passed. */
  readonly held?: boolean;
}

/** Caches fill, and a heap finds its size; what grows more than this by the hour does not stop. */
const MOST_TREND_MIB_AN_HOUR = 20;
/** A slope over fewer minutes is that of the last garbage collection. */
const LEAST_MINUTES_OF_TREND = 20;
const LEAST_ANSWERED = 0.98;
const WORKER_MIB = 250;

/** Processes of the server, without its database. */
const serverRoles = (history: readonly SoakMinute[]): readonly string[] =>
  Object.keys(history[0]?.memory ?? {}).filter((role) => role !== 'PostgreSQL');

const memoryVerdict = ({ minutes, history }: SoakResults): readonly Verdict[] => {
  if (minutes < LEAST_MINUTES_OF_TREND || serverRoles(history).length === 0) return [];
  const steepest = Math.max(...serverRoles(history).map((role) => trendOf(history, role)));
  const what = `memory of each process of the server is flat: at most ${measure(steepest)} MB/h in the last half, less than ${MOST_TREND_MIB_AN_HOUR} asked`;
  return [{ what, held: steepest < MOST_TREND_MIB_AN_HOUR }];
};

const answeredVerdict = ({ minutes, given, history }: SoakResults): Verdict => {
  const answered = history.reduce((sum, { outcome }) => sum + outcome.operations, 0) / (given * minutes * 60);
  const what = `${percent(answered)} of the given operations answered, ${percent(LEAST_ANSWERED)} asked`;
  return { what, held: answered >= LEAST_ANSWERED };
};

const largestVerdict = ({ history }: SoakResults): Verdict => {
  const largest = Math.max(...serverRoles(history).flatMap((role) => history.map(({ memory }) => memory[role] ?? 0)));
  return { what: `the largest process of the server had ${megabytes(largest)}; the target is ${WORKER_MIB} MB` };
};

const verdictsOf = (results: SoakResults): readonly Verdict[] => [
  { what: `${wrongOf(results)} operations wrong or refused`, held: wrongOf(results) === 0 },
  answeredVerdict(results),
  { what: `the journal verifies (exit code ${results.journal.code})`, held: results.journal.code === 0 },
  ...memoryVerdict(results),
  largestVerdict(results),
];

const verdictLine = ({ what, held }: Verdict): string =>
  `- ${held === undefined ? 'stated' : held ? 'held' : '**not held**'}: ${what}`;

/** Whether the hour was as it should be: nothing wrong, all answered, memory flat, and a journal that verifies. */
export const soakPassed = (results: SoakResults): boolean => verdictsOf(results).every(({ held }) => held !== false);

/** The section of docs/performance.md, without its heading. */
export const soakSection = (results: SoakResults): string => {
  const { minutes, load, capacity, given, history, journal } = results;
  const operations = history.reduce((sum, { outcome }) => sum + outcome.operations, 0);
  return [
    `${takenOn(results)}: ${measure(minutes)} minutes at ${whole(load * 100)} % of the capacity of ${measure(capacity)} operations a second (${measure(given)} a second; 70 % open and look, 20 % find, 10 % share), arriving at random moments whether or not the ones before were answered; times count from the arrival.`,
    `${whole(operations)} operations, ${wrongOf(results)} more wrong or refused. \`dossier journal verify\` on the home afterwards ended with ${journal.code}:`,
    `\`\`\`\n${journal.said.trim()}\n\`\`\``,
    verdictsOf(results).map(verdictLine).join('\n'),
    memoryTable(history),
    latencyTable(history),
  ].join('\n\n');
};
