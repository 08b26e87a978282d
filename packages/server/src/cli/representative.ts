// SPDX-License-Identifier: Apache-2.0
import { systemActor } from '@dossier/core/actors';
import { sentenceOf } from '@dossier/core/errors';
import type { Command } from 'commander';
import type { ConsentChange } from '../record/index.ts';
import { installedConfigOf } from './configuration.ts';
import { insIn } from './data-commands.ts';
import type { Terminal } from './index.ts';

const change = async (
  { env, out }: Terminal,
  ins: string,
  wanted: ConsentChange,
  said: (relationId: string) => string,
): Promise<number> => {
  const record = { ins: insIn(ins) };
  const config = await installedConfigOf(env);
  const [{ openRooms }, { changeConsent }] = await Promise.all([import('../rooms.ts'), import('../record/index.ts')]);
  const rooms = await openRooms(config);
  try {
    const changed = await changeConsent(systemActor('representation'), { record, change: wanted }, rooms.ports);
    out(changed.ok ? said(changed.value.id) : `${sentenceOf(changed.error)}\n`);
    return changed.ok ? 0 : 1;
  } finally {
    await rooms.close();
  }
};

interface AddOptions {
  readonly name: string;
  readonly proof: string;
  readonly protectedAdult?: true;
}

/** representative add, end: legal representation begins and ends by the house, on proof. */
export const addRepresentativeCommands = (
  program: Command,
  terminal: Terminal,
  finish: (code: number) => void,
): void => {
  const verb = program.command('representative').description('records legal representations, on proof');
  verb
    .command('add <ins> <person>')
    .description('the person <person> (an id) represents the patient <OID>|<number>; a minor until they come of age')
    .requiredOption('--name <name>', 'of the representative')
    .requiredOption('--proof <code>', 'birth-certificate, family-record-book, insurance or court-decision')
    .option('--protected-adult', 'does not end when the patient comes of age')
    .action(async (ins: string, person: string, { name, proof, protectedAdult }: AddOptions) => {
      const wanted = {
        do: 'begin',
        kind: 'legal-representative',
        holder: `person:${person}`,
        holderName: name,
        purpose: proof,
        ...(protectedAdult ? { value: 'protected-adult' } : {}),
      } as const;
      finish(await change(terminal, ins, wanted, (id) => `${name} represents this patient; end it by ${id}.\n`));
    });
  verb
    .command('end <ins> <relation>')
    .description('ends a legal representation')
    .action(async (ins: string, relationId: string) =>
      finish(await change(terminal, ins, { do: 'end', relationId }, () => 'The representation has ended.\n')),
    );
};
