// SPDX-License-Identifier: Apache-2.0
// Program of `npm run bench`. Exit code: 0 measured, whatever the numbers are; 1 when an answer was wrong or something
// failed; 2 when the command line is not understood.
import { writeFile } from 'node:fs/promises';
import { runBench } from './bench.ts';
import { growthSection, runGrowth } from './growth/index.ts';
import { help, type Options, readOptions, UsageError } from './options.ts';
import { runOverload } from './overload.ts';
import {
  type KeptSection,
  overloadPassed,
  overloadSection,
  resultsText,
  soakPassed,
  soakSection,
  writePage,
  writeSection,
} from './report/index.ts';
import { wrongIn } from './results.ts';
import { runSoak } from './soak.ts';

const say = (line: string): void => console.error(line);

const keepRaw = async (results: unknown, { json }: { readonly json?: string }): Promise<void> => {
  if (json !== undefined) await writeFile(json, `${JSON.stringify(results, null, 2)}\n`);
};

const show = async (name: KeptSection, section: string, { write }: { readonly write: boolean }): Promise<void> => {
  console.log(section);
  if (write) await writeSection(name, section);
};

const run = async (options: Options): Promise<number> => {
  switch (options.do) {
    case 'help':
      console.log(help);
      return 0;
    case 'soak': {
      const results = await runSoak(options, say);
      await keepRaw(results, options);
      await show('Soak', soakSection(results), options);
      return soakPassed(results) ? 0 : 1;
    }
    case 'overload': {
      const results = await runOverload(options, say);
      await keepRaw(results, options);
      await show('Overload', overloadSection(results), options);
      return overloadPassed(results) ? 0 : 1;
    }
    case 'growth': {
      const results = await runGrowth(options, say);
      await keepRaw(results, options);
      await show('Growth', growthSection(results), options);
      return 0;
    }
    case 'bench': {
      const results = await runBench(options, say);
      await keepRaw(results, options);
      console.log(resultsText(results));
      const wrong = wrongIn(results);
      for (const line of wrong) console.error(line);
      if (wrong.length > 0) return 1;
      if (options.write) await writePage(results);
      return 0;
    }
  }
};

try {
  process.exitCode = await run(readOptions(process.argv.slice(2)));
} catch (error) {
  process.exitCode = error instanceof UsageError ? 2 : 1;
  console.error(error instanceof UsageError ? error.message : error);
}
