// SPDX-License-Identifier: Apache-2.0
import type { Machine } from '../measure/host.ts';
import type { Origin } from '../measure/origin.ts';
import type { BenchResults } from '../results.ts';
import { whole } from './numbers.ts';
import { markdownTable } from './table.ts';

/** When, on which machine, of which commit and by which call: begins the section of a run of its own. */
export const takenOn = ({
  takenAt,
  host,
  origin,
}: {
  readonly takenAt: string;
  readonly host: Machine;
  readonly origin: Origin;
}): string =>
  `Taken ${takenAt.slice(0, 10)} on ${host.processor}, ${host.cores} cores, of ${origin.commit} by \`${origin.script}\``;

/** What the numbers hold for: a number without it says nothing. */
export const circumstances = ({ host, data, seconds, rounds, takenAt, origin }: BenchResults): string =>
  markdownTable(
    [{ title: 'what' }, { title: 'here' }],
    [
      ['taken', takenAt.slice(0, 10)],
      ['processor', `${host.processor}, ${host.cores} cores, which load, server, database and floors share`],
      ['memory', `${whole(host.memoryBytes / 2 ** 30)} GB`],
      ['system', host.system],
      ['Node', host.node],
      ['PostgreSQL', `${host.postgres}, embedded`],
      [
        'its settings',
        Object.entries(host.settings)
          .map(([name, value]) => `${name} = ${value}`)
          .join(', '),
      ],
      ['data', data],
      ['rounds', `${rounds} of ${seconds} s after a warm-up, workload and floors in turns; medians`],
      ['commit', origin.commit],
      ['script', `\`${origin.script}\``],
    ],
  );
