// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { StartError } from '../start-error.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';

/** What is handed to the person on paper. */
const letter = (name: string, ins: string, address: string, secret: string, expiresAt: string): string => `
${name}
INS ${ins}

Votre dossier peut être consulté en ligne. Pour activer votre compte, allez à l’adresse
Your record can be read online. To activate your account, go to

  ${address}/account/activate

et saisissez votre INS et ce secret (valable une fois, jusqu’au ${expiresAt.slice(0, 10)}) :
and type your INS and this secret (good for one use, until ${expiresAt.slice(0, 10)}):

  ${secret}

`;

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
    const { secret, expiresAt } = await handOutSecret(person, rooms.accounts);
    out(letter(person.name, ins, publicUrl(rooms.config, rooms.config.port), secret, expiresAt));
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
