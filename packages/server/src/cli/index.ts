// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from 'commander';
import { addAccountCommands } from './account-commands.ts';
import { addAssertionCommands } from './assertion-commands.ts';
import { addAuthorizationCommands } from './authorization-commands.ts';
import { addBreakGlassCommands } from './break-glass.ts';
import { addConsoleCommands } from './console-commands.ts';
import { addDataCommands } from './data-commands.ts';
import { addDemoCommands } from './demo-commands.ts';
import { addDirectoryCommands } from './directory-commands.ts';
import { addDocumentCommands } from './document-commands.ts';
import { addJournalCommands } from './journal-commands.ts';
import { addRecordCommands } from './record-commands.ts';
import { addRepresentativeCommands } from './representative.ts';
import { addServerCommands } from './server-commands.ts';
import { addSessionCommands } from './session-commands.ts';

/** Where the command line reads its surroundings and writes its answers. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const USAGE_EXIT_CODE = 2;

const systemTerminal: Terminal = {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** commander's `error: unknown command 'x'` and `(Did you mean y?)` as sentences. */
const asSentence = (text: string): string => {
  const [first = '', ...rest] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\((.*)\)$/, '$1'));
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  return `${[/[.?]$/.test(sentence) ? sentence : `${sentence}.`, ...rest].join(' ')} "dossier help" lists the verbs.\n`;
};

/** All verbs. Each answers its exit code by `finish`. */
const commandsFor = (terminal: Terminal, finish: (code: number) => void): Command => {
  const program = new Command('dossier')
    .description('Dossier: an open shared health record.')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(asSentence(text)),
    })
    .helpCommand('help [verb]', 'says what a verb does');
  addServerCommands(program, terminal, finish);
  addDataCommands(program, terminal, finish);
  addDocumentCommands(program, terminal, finish);
  addRecordCommands(program, terminal, finish);
  addBreakGlassCommands(program, terminal, finish);
  addDirectoryCommands(program, terminal, finish);
  addRepresentativeCommands(program, terminal, finish);
  addJournalCommands(program, terminal, finish);
  addAccountCommands(program, terminal);
  addConsoleCommands(program, terminal);
  addAuthorizationCommands(program, terminal);
  addSessionCommands(program, terminal);
  addAssertionCommands(program, terminal);
  addDemoCommands(program, terminal);
  return program;
};

/**
 * Runs one verb of the command line (`serve`, `token gp`, …).
 *
 * @returns exit code: 0 done, 1 refused or failed, 2 not understood
 * @throws StartError with a sentence, when a server or a database cannot be started or reached
 */
export const runCommand = async (args: readonly string[], terminal: Terminal = systemTerminal): Promise<number> => {
  let exitCode = 0;
  const program = commandsFor(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args.length === 0 ? ['help'] : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    throw error;
  }
};
