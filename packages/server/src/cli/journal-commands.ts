// SPDX-License-Identifier: Apache-2.0
import { frenchProfile, lawAt } from '@dossier/core/data';
import { instantOf } from '@dossier/core/time';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import { closingAfter } from '../platform/closers.ts';
import type { Config } from '../platform/config.ts';
import { inspectDatabase } from '../platform/database.ts';
import { journalHeadFile, keyFiles } from '../platform/installation.ts';
import { StartError } from '../start-error.ts';
import type { SigningKey } from '../store/journal/index.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';

interface OpenJournal {
  readonly config: Config;
  readonly pool: Pool;
  readonly signer: SigningKey;
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
  return closingAfter(() => work({ config, pool: database.pool, signer: key }), database.close);
};

const verify = (terminal: Terminal, { since }: { readonly since?: string }): Promise<number> =>
  withJournal(terminal, async ({ config, pool, signer: { publicKey } }) => {
    const { journalVerify } = await import('./journal.ts');
    const headPath = journalHeadFile(config.home);
    return journalVerify({ pool, publicKey, headPath, since, out: { write: terminal.out } });
  });

const printHead = (terminal: Terminal): Promise<void> =>
  withJournal(terminal, async ({ config, pool, signer: { publicKey } }) => {
    const { newestHead } = await import('./journal.ts');
    terminal.out(await newestHead({ pool, publicKey, headPath: journalHeadFile(config.home) }));
  });

interface RetireFlags {
  readonly before: string;
  readonly dryRun?: boolean;
}

const retire = (terminal: Terminal, { before, dryRun = false }: RetireFlags): Promise<number> =>
  withJournal(terminal, async ({ config, pool, signer }) => {
    const [{ journalRetire }, { headKeeper }] = await Promise.all([
      import('./journal.ts'),
      import('../store/journal/index.ts'),
    ]);
    const heads = headKeeper(journalHeadFile(config.home));
    const clock = { now: () => instantOf(Date.now()) };
    const { timeRules } = lawAt(frenchProfile, clock.now());
    return journalRetire({ pool, signer, clock, timeRules, heads, before, dryRun, out: { write: terminal.out } });
  });

/** journal verify, journal head, journal retire */
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
  journal
    .command('retire')
    .description('drops the months whose entries may all go (ten years after the records are closed); the proofs stay')
    .requiredOption('--before <month>', 'only months before this one, written as 2016-11')
    .option('--dry-run', 'says what would be retired, and does nothing')
    .action(async (flags: RetireFlags) => finish(await retire(terminal, flags)));
};
