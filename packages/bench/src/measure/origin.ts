// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What was measured, and by which call: who reads a number can take it again. */
export interface Origin {
  /** As `git describe` names it, `-dirty` when files differ from it; `unknown` outside of a repository. */
  readonly commit: string;
  /** As it was called: `npm run bench -- soak --minutes 2`. */
  readonly script: string;
}

const describeCommit = (): Promise<string> =>
  promisify(execFile)('git', ['describe', '--always', '--dirty'], { cwd: import.meta.dirname }).then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  );

const quoted = (arg: string): string => (/^[\w.,:/=-]+$/.test(arg) ? arg : `'${arg}'`);

/** @param args those of the command line, without the program */
export const readOrigin = async (args: readonly string[] = process.argv.slice(2)): Promise<Origin> => ({
  commit: await describeCommit(),
  script: ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args.map(quoted)])].join(' '),
});
