// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { StartError } from '../start-error.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';
import { letter } from './letter.ts';

const printSecret = async ({ env, out }: Terminal, ins: string): Promise<void> => {
  const [{ openRooms }, { findPerson, handOutSecret }, { publicUrl }] = await Promise.all([
    import('../rooms.ts'),
    import('../accounts/index.ts'),
    import('../front.ts'),
  ]);
  const rooms = await openRooms(await installedConfigOf(env));
  try {
    const person = await findPerson(ins, rooms.accounts);
    if (person === undefined)
      throw new StartError(`No record was opened for the INS ${ins} with a qualified identity.`);
    const handedOut = await handOutSecret(person, rooms.accounts);
    out(letter({ ...handedOut, name: person.name, ins, address: publicUrl(rooms.config, rooms.config.port) }));
  } finally {
    await rooms.close();
  }
};

/** accounts secret */
export const addAccountCommands = (program: Command, terminal: Terminal): void => {
  program
    .command('accounts')
    .description('works on the accounts by which patients sign in')
    .command('secret <ins>')
    .description('prints the letter with which a person activates their account; the secret before it is void')
    .action((ins: string) => printSecret(terminal, ins));
};
