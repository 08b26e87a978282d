// SPDX-License-Identifier: Apache-2.0
import { runCommand } from './cli/index.ts';
import { describeError } from './platform/log.ts';
import { StartError } from './start-error.ts';

/** Runs the command line. Sets the exit code: 0 done, 1 refused or failed, 2 not understood. */
export const main = async (args: readonly string[]): Promise<void> => {
  try {
    process.exitCode = await runCommand(args);
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof StartError) console.error(error.message);
    else console.error('Something went wrong on our side:', JSON.stringify(describeError(error), null, 2));
  }
};
