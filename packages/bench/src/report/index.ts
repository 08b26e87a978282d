// SPDX-License-Identifier: Apache-2.0
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BenchResults, summaryOf } from '../results.ts';
import { circumstances } from './host.ts';
import { type KeptSection, performancePage, resultSections, withSection } from './page.ts';
import { barChart } from './picture.ts';

export { overloadPassed, overloadSection } from './overload.ts';
export type { KeptSection } from './page.ts';
export { soakPassed, soakSection } from './soak.ts';

const docs = join(import.meta.dirname, '../../../../docs');
const page = join(docs, 'performance.md');

const picture = ({ cells }: BenchResults): string =>
  barChart({
    title: 'Workloads against their floors',
    unit: 'operations per second; each group by its own scale',
    series: ['Dossier', 'database floor', 'combined floor'],
    groups: cells.map((cell) => {
      const { perSecond, databasePerSecond, combinedPerSecond } = summaryOf(cell);
      return {
        label: `${cell.title}, ${cell.concurrency} ${cell.concurrency === 1 ? 'client' : 'clients'}`,
        values: [perSecond, databasePerSecond, combinedPerSecond],
      };
    }),
  });

const readPage = (): Promise<string> => readFile(page, 'utf8').catch(() => '');

/** For the console. */
export const resultsText = (results: BenchResults): string => `${circumstances(results)}\n\n${resultSections(results)}`;

/** Writes docs/performance.md, with the sections that others wrote into it before, and its picture. */
export const writePage = async (results: BenchResults): Promise<void> => {
  await writeFile(page, performancePage(results, await readPage()));
  await writeFile(join(docs, 'performance.svg'), picture(results));
};

/** Puts a section into docs/performance.md. */
export const writeSection = async (name: KeptSection, section: string): Promise<void> => {
  await writeFile(page, withSection(await readPage(), name, section));
};
