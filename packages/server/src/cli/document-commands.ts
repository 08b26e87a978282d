// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { sentenceOf } from '@dossier/core/errors';
import type { Command } from 'commander';
import { StartError } from '../start-error.ts';
import type { Terminal } from './index.ts';

const readDocument = async (terminal: Terminal, path: string, { json = false }): Promise<number> => {
  const [{ readClinicalDocument }, { documentAsJson, documentInWords }] = await Promise.all([
    import('../content/facts/index.ts'),
    import('./read-document.ts'),
  ]);
  const bytes = await readFile(path).catch((error: Error) => {
    throw new StartError(`${path} cannot be read: ${error.message}.`);
  });
  const read = readClinicalDocument(bytes);
  if (!read.ok) {
    terminal.err(`${read.error.map(sentenceOf).join('\n')}\n`);
    return 1;
  }
  terminal.out(json ? documentAsJson(read.value) : documentInWords(read.value));
  return 0;
};

/** read */
export const addDocumentCommands = (program: Command, terminal: Terminal, finish: (code: number) => void): void => {
  program
    .command('read <file>')
    .description('says what is understood of a CDA document: header, facts, narrative; nothing is stored')
    .option('--json', 'the same for a program')
    .action(async (path: string, flags: { readonly json?: boolean }) =>
      finish(await readDocument(terminal, path, flags)),
    );
};
