// SPDX-License-Identifier: Apache-2.0
// `node packages/bench/src/growth/main.ts --sizes 10000,1000000`: steps go to standard error, the report to standard output.
import { growthMarkdown, readOptions, runGrowth } from './index.ts';

const began = performance.now();
const say = (step: string): void => console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${step}`);

console.log(growthMarkdown(await runGrowth(readOptions(process.argv.slice(2), say))));
