// SPDX-License-Identifier: Apache-2.0
import { median } from '../measure/statistics.ts';
import type { OverloadResults, OverloadSecond } from '../overload.ts';
import { takenOn } from './host.ts';
import { measure, megabytes, whole } from './numbers.ts';
import { markdownTable } from './table.ts';

const sumOf = (seconds: readonly OverloadSecond[], of: (second: OverloadSecond) => number): number =>
  seconds.reduce((sum, second) => sum + of(second), 0);

const largestWorker = ({ memory }: OverloadSecond): number =>
  Math.max(...Object.entries(memory).map(([role, bytes]) => (role === 'PostgreSQL' ? 0 : bytes)));

/** By their medians; the percentiles of a phase cannot be had from those of its seconds. */
const phaseRow = (name: string, seconds: readonly OverloadSecond[]): readonly string[] => {
  const shared = seconds.filter(({ operations }) => operations > 0);
  return [
    name,
    String(seconds.length),
    measure(median(seconds.map(({ arrived }) => arrived))),
    measure(median(seconds.map(({ perSecond }) => perSecond))),
    measure(Math.min(...seconds.map(({ perSecond }) => perSecond))),
    measure(median(shared.map(({ latencyMs }) => latencyMs.p50))),
    measure(median(shared.map(({ latencyMs }) => latencyMs.p99))),
    whole(sumOf(seconds, ({ refused }) => refused)),
    whole(sumOf(seconds, ({ wentAway }) => wentAway)),
    whole(sumOf(seconds, ({ wrong }) => wrong)),
    megabytes(Math.max(...seconds.map(largestWorker))),
  ];
};

/** Seconds of the second phase until none is refused any more. */
const recoveredAfter = (after: readonly OverloadSecond[]): number =>
  after.findLastIndex(({ refused, wrong, wentAway }) => refused + wrong + wentAway > 0) + 1;

/** Whether nothing acknowledged was lost, nothing was answered wrong, and the journal is whole. */
export const overloadPassed = ({ overload, after, afterwards, journal }: OverloadResults): boolean =>
  afterwards.missing === 0 && sumOf([...overload, ...after], ({ wrong }) => wrong) === 0 && journal.code === 0;

/** The section of docs/performance.md, without its heading. */
export const overloadSection = (results: OverloadResults): string => {
  const { times, capacity, overload, after, afterwards, journal } = results;
  const number = { align: 'right' } as const;
  return [
    `${takenOn(results)}: ${measure(times)} times as many documents of 20 KB arrive (ITI-65) as the server shares for 64 clients that wait for each answer (${whole(capacity)} a second), then half as many. Who is refused is told so with 503 and Retry-After, and does not come back; an arrival that finds none of 1,024 clients free for a second goes away: load, server and database share the cores. Anything else than 200 or such a 503 is wrong.`,
    markdownTable(
      [
        { title: 'phase' },
        { title: 'seconds', ...number },
        { title: 'arrived a second', ...number },
        { title: 'shared a second', ...number },
        { title: 'the least in a second', ...number },
        { title: 'p50 ms', ...number },
        { title: 'p99 ms', ...number },
        { title: 'refused', ...number },
        { title: 'went away', ...number },
        { title: 'wrong', ...number },
        { title: 'largest worker', ...number },
      ],
      [phaseRow('overload', overload), phaseRow('after', after)],
    ),
    `${recoveredAfter(after)} seconds after the overload nothing was refused any more. ${whole(afterwards.checked)} documents were acknowledged; asked for again, ${afterwards.missing} were missing or other bytes. \`dossier journal verify\` ended with ${journal.code}.`,
  ].join('\n\n');
};
