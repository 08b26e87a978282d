// SPDX-License-Identifier: Apache-2.0
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemActor } from '@dossier/core/actors';
import { sentenceOf } from '@dossier/core/errors';
import type { Ins } from '@dossier/core/identity';
import { type JournalEntry, journalActorOf, NO_RECORD } from '@dossier/core/journal';
import type { Command } from 'commander';
import type { Ports } from '../record/index.ts';
import type { Rooms } from '../rooms.ts';
import { StartError } from '../start-error.ts';
import { configOf, installedConfigOf } from './configuration.ts';
import type { RunImport } from './import.ts';
import type { Terminal } from './index.ts';
import { letter } from './letter.ts';

/** A letter to each person whose record was opened, in a file that only its owner reads. */
const lettersIn = async (folder: string, { config }: Rooms): Promise<Pick<RunImport, 'onOpened'>> => {
  const { publicUrl } = await import('../front.ts');
  const address = publicUrl(config, config.port);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    onOpened: ({ recordId, ...holder }) =>
      writeFile(join(folder, `${recordId}.txt`), letter({ ...holder, address }), { mode: 0o600, flag: 'wx' }),
  };
};

const importPaths = async (
  { env }: Terminal,
  paths: readonly string[],
  { letters }: { readonly letters?: string },
): Promise<number> => {
  const [{ openRooms }, { runImport }] = await Promise.all([import('../rooms.ts'), import('./import.ts')]);
  const rooms = await openRooms(await configOf(env));
  try {
    const toOpened = letters === undefined ? {} : await lettersIn(letters, rooms);
    return await runImport(paths, { out: process.stdout, ports: rooms.ports, ...toOpened });
  } finally {
    await rooms.close();
  }
};

/** Nobody's record in particular, so nobody's trace but the house's. */
const rotationTrace = (ports: Ports, version: number): JournalEntry => ({
  entryId: ports.uuid(),
  recordId: NO_RECORD,
  at: ports.clock.now(),
  actor: journalActorOf(systemActor('keys')),
  operation: 'keys.rotate',
  outcome: 'success',
  reasons: [],
  documents: [],
  law: [],
  secret: false,
  detail: { version },
});

/** `1.2.250.1.213.1.4.10|279035121518989` */
export const insIn = (text: string): Ins => {
  const [oid = '', value = '', ...more] = text.split('|');
  if (oid === '' || value === '' || more.length > 0)
    throw new StartError(`${text} is not an INS; write <OID>|<number>.`);
  return { oid, value };
};

const changeIns = async ({ env, out }: Terminal, from: string, to: string): Promise<number> => {
  const [former, next] = [insIn(from), insIn(to)];
  const [{ openRooms }, { changeIns: change }] = await Promise.all([
    import('../rooms.ts'),
    import('../record/index.ts'),
  ]);
  const rooms = await openRooms(await installedConfigOf(env));
  try {
    const request = { record: { ins: former }, ins: next, identityStatus: 'qualified' } as const;
    const changed = await change(systemActor('command-line'), request, rooms.ports);
    out(
      changed.ok
        ? `Both numbers lead to the record ${changed.value.recordId} now.\n`
        : `${sentenceOf(changed.error)}\n`,
    );
    return changed.ok ? 0 : 1;
  } finally {
    await rooms.close();
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
    const onVersion = (made: number): Promise<void> => rooms.ports.store.journal(rotationTrace(rooms.ports, made));
    const { version, rewrapped } = await rotate({ ...rooms, onVersion });
    out(
      `The key-encryption key is now version ${version}; ${rewrapped} record keys were wrapped anew. Back up ${rooms.keyring.place}: it keeps the former versions, with which older backups of the database open.\n`,
    );
  } finally {
    await rooms.close();
  }
};

/** import, ins change, keys rotate */
export const addDataCommands = (program: Command, terminal: Terminal, finish: (code: number) => void): void => {
  program
    .command('import <paths...>')
    .description('shares documents (CDA, or PDF with a metadata file) from files and folders')
    .option('--letters <folder>', 'writes a letter with the secret that activates the account for each record opened')
    .action(async (paths: readonly string[], options: { readonly letters?: string }) =>
      finish(await importPaths(terminal, paths, options)),
    );

  program
    .command('ins')
    .description('works on patient identifiers')
    .command('change <from> <to>')
    .description('gives the person of a record another INS, qualified by the INSi service; both as <OID>|<number>')
    .action(async (from: string, to: string) => finish(await changeIns(terminal, from, to)));

  program
    .command('keys')
    .description('works on the keys')
    .command('rotate')
    .description('makes a new key-encryption key and wraps the keys of all records anew')
    .action(() => rotateKeys(terminal));
};
