// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { systemActor } from '@dossier/core/actors';
import { type Failure, sentenceOf } from '@dossier/core/errors';
import { type Ins, nameInUse, type Traits } from '@dossier/core/identity';
import type { Result } from '@dossier/core/result';
import type { Command } from 'commander';
import type { OpenedRecord } from '../record/index.ts';
import type { Rooms } from '../rooms.ts';
import { StartError } from '../start-error.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';
import { letter } from './letter.ts';

const AS_HOUSE = systemActor('command-line');

/** Whose record is opened; the identity is qualified, and the address is theirs. */
interface Holder {
  readonly ins: Ins;
  readonly traits: Traits;
  readonly email?: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isFilled = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const TRAITS = ['birthFamilyName', 'birthGivenNames', 'sex', 'birthDate'] as const;
const MORE_TRAITS = ['birthPlaceCode', 'usedFamilyName', 'usedGivenName', 'residenceTown'] as const;

/** The shape only; what stands in it is judged by the opening. */
const isTraits = (value: unknown): boolean =>
  isFilled(value) &&
  Object.entries(value).every(([name, trait]) =>
    name === 'birthGivenNames'
      ? Array.isArray(trait) && trait.every(isText)
      : [...TRAITS, ...MORE_TRAITS].some((known) => known === name) && isText(trait),
  ) &&
  TRAITS.every((name) => name in value);

const isHolder = (value: unknown): value is Holder =>
  isFilled(value) &&
  Object.keys(value).every((name) => ['ins', 'traits', 'email'].includes(name)) &&
  isFilled(value.ins) &&
  isText(value.ins.oid) &&
  isText(value.ins.value) &&
  isTraits(value.traits) &&
  (value.email === undefined || isText(value.email));

const readHolder = async (path: string): Promise<Holder> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`The file ${path} cannot be read (${error.code}).`);
  });
  const parsed: unknown = (() => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  })();
  if (!isHolder(parsed))
    throw new StartError(`${path} is not {"ins": {"oid", "value"}, "traits": {…}, "email"} (docs/access.md).`);
  return parsed;
};

interface OpenOptions {
  readonly regime?: string;
  readonly consent?: true;
}

const openFor = async (
  holder: Holder,
  { regime, consent }: OpenOptions,
  { ports, notices }: Rooms,
): Promise<Result<OpenedRecord, Failure>> => {
  const { openRecord } = await import('../record/index.ts');
  const { ins, traits, email } = holder;
  const personId = randomUUID();
  const party = `person:${personId}` as const;
  // Before the record: the journal may be read, and the notice sent, as soon as it is there.
  if (email !== undefined) await notices.contacts.put(party, { language: 'fr', email, preferences: {} });
  const opened = await openRecord(
    AS_HOUSE,
    {
      ins,
      traits,
      identityStatus: 'qualified',
      personId,
      consentRecorded: consent === true,
      withSecret: true,
      ...(regime !== undefined && { regime }),
    },
    ports,
  );
  if (!opened.ok) await notices.contacts.remove(party);
  return opened;
};

/** The secret goes by the mail that announces the record where there is one; else it stands in a letter. */
const tellAbout = async (
  { recordId, personId, state, opensAt, activation }: OpenedRecord,
  { ins, traits, email }: Holder,
  { config, ports, senders }: Rooms,
): Promise<string> => {
  const { publicUrl } = await import('../front.ts');
  const opens = opensAt === undefined ? '' : `, and opens on ${opensAt.slice(0, 10)} unless opposed`;
  const head = `The record ${recordId} is ${state}${opens}.\n`;
  if (opensAt !== undefined && email !== undefined && senders.email !== undefined)
    return `${head}The notice with the secret goes to ${email}.\n`;
  const name = nameInUse(traits);
  const secret = opensAt === undefined ? activation : await ports.handOutSecret({ personId, name }, AS_HOUSE);
  if (secret === undefined) return head;
  const address = publicUrl(config, config.port);
  return head + letter({ ...secret, name, ins: ins.value, address, ...(opensAt !== undefined && { opensAt }) });
};

const open = async ({ env, out }: Terminal, path: string, options: OpenOptions): Promise<number> => {
  const holder = await readHolder(path);
  const [{ openRooms }, { isAddress }] = await Promise.all([import('../rooms.ts'), import('../notices/index.ts')]);
  const { email } = holder;
  if (email !== undefined && !isAddress('email', email)) throw new StartError(`${email} is not an e-mail address.`);
  const rooms = await openRooms(await installedConfigOf(env));
  try {
    const opened = await openFor(holder, options, rooms);
    if (opened.ok) {
      for (const warning of opened.value.warnings) out(`warning: ${sentenceOf(warning)}\n`);
      out(await tellAbout(opened.value, holder, rooms));
    } else out(`${sentenceOf(opened.error)}\n`);
    return opened.ok ? 0 : 1;
  } finally {
    await rooms.close();
  }
};

/** record open: the house opens a record under the regime in force, or announces it. */
export const addRecordCommands = (program: Command, terminal: Terminal, finish: (code: number) => void): void => {
  program
    .command('record')
    .description('opens records')
    .command('open <file>')
    .description('opens the record of the person in a JSON file, or announces it; prints their letter with the secret')
    .option('--regime <id>', 'legal regime, where it is not the one in force')
    .option('--consent', 'the person was told and agreed (regimes that open on consent)')
    .action(async (path: string, options: OpenOptions) => finish(await open(terminal, path, options)));
};
