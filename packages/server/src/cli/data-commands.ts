// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { openDatabase } from '../platform/database.ts';
import { keyFiles } from '../platform/installation.ts';
import { configOf, installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';

const importPaths = async ({ env }: Terminal, paths: readonly string[]): Promise<number> => {
  const [{ openRooms }, { runImport }] = await Promise.all([import('../rooms.ts'), import('./import.ts')]);
  const rooms = await openRooms(await configOf(env));
  try {
    return await runImport(paths, { out: process.stdout, ports: rooms.ports });
  } finally {
    await rooms.close();
  }
};

const verifyJournal = async ({ env, out }: Terminal): Promise<number> => {
  const config = await installedConfigOf(env);
  const [{ journalVerify }, { loadOrCreateSigningKey }] = await Promise.all([
    import('./journal.ts'),
    import('../store/journal/index.ts'),
  ]);
  const database = await openDatabase(config, () => undefined);
  try {
    const { publicKey } = await loadOrCreateSigningKey(keyFiles(config.home).journal);
    return await journalVerify({ pool: database.pool, publicKey, out: { write: out } });
  } finally {
    await database.close();
  }
};

const rotateKeys = async ({ env, out }: Terminal): Promise<void> => {
  const config = await installedConfigOf(env);
  const [{ openRooms }, { rotateKeys: rotate }] = await Promise.all([
    import('../rooms.ts'),
    import('../store/keys/index.ts'),
  ]);
  const rooms = await openRooms(config);
  try {
    const { version, rewrapped } = await rotate(rooms);
    out(
      `The key-encryption key is now version ${version}; ${rewrapped} record keys were wrapped anew. Back up ${rooms.keyring.place}: it keeps the former versions, which older backups of the database need.\n`,
    );
  } finally {
    await rooms.close();
  }
};

/** import, journal verify, keys rotate */
export const addDataCommands = (program: Command, terminal: Terminal, finish: (code: number) => void): void => {
  program
    .command('import <paths...>')
    .description('shares documents (CDA, or PDF with a metadata file) from files and folders')
    .action(async (paths: readonly string[]) => finish(await importPaths(terminal, paths)));

  program
    .command('journal')
    .description('works on the journal of accesses')
    .command('verify')
    .description('checks that no entry of the journal was changed, removed or put in')
    .action(async () => finish(await verifyJournal(terminal)));

  program
    .command('keys')
    .description('works on the keys')
    .command('rotate')
    .description('makes a new key-encryption key and wraps the keys of all records anew')
    .action(() => rotateKeys(terminal));
};
