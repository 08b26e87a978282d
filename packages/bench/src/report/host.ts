// SPDX-License-Identifier: Apache-2.0
import type { BenchResults } from '../results.ts';
import { whole } from './numbers.ts';
import { markdownTable } from './table.ts';

/** What the numbers hold for: a number without it says nothing. */
export const circumstances = ({ host, data, seconds, rounds, takenAt }: BenchResults): string =>
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
      ['script', '`npm run bench`'],
    ],
  );
