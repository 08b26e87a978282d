// SPDX-License-Identifier: Apache-2.0
import { slopeOf } from '../measure/statistics.ts';
import type { SoakMinute, SoakResults } from '../soak.ts';
import { takenOn } from './host.ts';
import { measure, megabytes, whole } from './numbers.ts';
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

/** About a dozen of the minutes, the last one among them. */
const latencyTable = (history: readonly SoakMinute[]): string => {
  const every = Math.max(1, Math.ceil(history.length / 12));
  const shown = history.filter((_, index) => index % every === every - 1 || index === history.length - 1);
  return markdownTable(
    ['minute', 'per second', 'p50 ms', 'p99 ms', 'wrong or refused'].map((title) => ({ title, align: 'right' })),
    shown.map((minute) => [
      measure(minute.at),
      measure(minute.outcome.perSecond),
      measure(minute.outcome.latencyMs.p50),
      measure(minute.outcome.latencyMs.p99),
      String(failuresOf(minute)),
    ]),
  );
};

/** Whether the hour was as it should be: nothing wrong, and a journal that verifies. */
export const soakPassed = (results: SoakResults): boolean => wrongOf(results) === 0 && results.journal.code === 0;

/** The section of docs/performance.md, without its heading. */
export const soakSection = (results: SoakResults): string => {
  const { minutes, load, capacity, given, history, journal } = results;
  const operations = history.reduce((sum, { outcome }) => sum + outcome.operations, 0);
  return [
    `${takenOn(results)}: ${measure(minutes)} minutes at ${whole(load * 100)} % of the capacity of ${measure(capacity)} operations a second (${measure(given)} a second; 70 % open and look, 20 % find, 10 % share), arriving at random moments whether or not the ones before were answered; times count from the arrival.`,
    `${whole(operations)} operations, ${wrongOf(results)} more wrong or refused. \`dossier journal verify\` on the home afterwards ended with ${journal.code}:`,
    `\`\`\`\n${journal.said.trim()}\n\`\`\``,
    memoryTable(history),
    latencyTable(history),
  ].join('\n\n');
};
