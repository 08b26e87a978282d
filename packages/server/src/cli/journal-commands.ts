// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import type { Pool } from 'pg';
import type { Config } from '../platform/config.ts';
import { inspectDatabase } from '../platform/database.ts';
import { journalHeadFile, keyFiles } from '../platform/installation.ts';
import { StartError } from '../start-error.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';

interface OpenJournal {
  readonly config: Config;
  readonly pool: Pool;
  /** Ed25519, 32 raw bytes. */
  readonly publicKey: Uint8Array;
}

/** The journal of an installation as it stands: no key is made, and no table. */
const withJournal = async <T>({ env }: Terminal, work: (journal: OpenJournal) => Promise<T>): Promise<T> => {
  const config = await installedConfigOf(env);
  const { loadSigningKey } = await import('../store/journal/index.ts');
  const path = keyFiles(config.home).journal;
  const key = await loadSigningKey(path);
  if (key === undefined)
    throw new StartError(`The journal's signing key ${path} is missing; restore it from your backup.`);
  const database = await inspectDatabase(config, { onError: () => undefined });
  try {
    return await work({ config, pool: database.pool, publicKey: key.publicKey });
  } finally {
    await database.close();
  }
};

const verify = (terminal: Terminal, { since }: { readonly since?: string }): Promise<number> =>
  withJournal(terminal, async ({ config, ...journal }) => {
    const { journalVerify } = await import('./journal.ts');
    return journalVerify({ ...journal, headPath: journalHeadFile(config.home), since, out: { write: terminal.out } });
  });

const printHead = (terminal: Terminal): Promise<void> =>
  withJournal(terminal, async ({ config, ...journal }) => {
    const { newestHead } = await import('./journal.ts');
    terminal.out(await newestHead({ ...journal, headPath: journalHeadFile(config.home) }));
  });

/** journal verify, journal head */
export const addJournalCommands = (program: Command, terminal: Terminal, finish: (code: number) => void): void => {
  const journal = program.command('journal').description('works on the journal of accesses (docs/journal.md)');
  journal
    .command('verify')
    .description('recomputes the journal: entries changed, removed or put in since they were sealed')
    .option('--since <file>', 'a head kept elsewhere, which the log must extend')
    .action(async (flags: { readonly since?: string }) => finish(await verify(terminal, flags)));
  journal
    .command('head')
    .description('prints the newest signed head, to be kept where this machine cannot change it')
    .action(() => printHead(terminal));
};
