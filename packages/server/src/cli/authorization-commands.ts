// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type ClientMetadata, putClient, rotateSigningKeys } from '../authorization/index.ts';
import { closingAfter } from '../platform/closers.ts';
import { openDatabase } from '../platform/database.ts';
import { keyFiles } from '../platform/installation.ts';
import { StartError } from '../start-error.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';

const isClient = (value: unknown): value is ClientMetadata =>
  typeof value === 'object' && value !== null && 'client_id' in value && typeof value.client_id === 'string';

const readClients = async (path: string): Promise<readonly ClientMetadata[]> => {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new StartError(`The file ${path} cannot be read: ${error.message}.`);
  });
  const parsed = (() => {
    try {
      return [JSON.parse(text) as unknown].flat();
    } catch {
      return [];
    }
  })();
  if (parsed.length === 0 || !parsed.every(isClient))
    throw new StartError(`${path} is not the metadata of an application, or a list of them (docs/authorization.md).`);
  const secret = parsed.find((client) => 'client_secret' in client);
  if (secret !== undefined)
    throw new StartError(
      `${secret.client_id} has a client_secret; applications prove themselves by private_key_jwt or a client certificate.`,
    );
  return parsed;
};

const addClients = async ({ env, out }: Terminal, path: string): Promise<void> => {
  const clients = await readClients(path);
  const database = await openDatabase(await installedConfigOf(env), { onError: () => undefined });
  await closingAfter(async () => {
    for (const client of clients) await putClient(database.pool, client);
  }, database.close);
  out(`Added ${clients.map(({ client_id: id }) => id).join(', ')}.\n`);
};

const rotate = async ({ env, out }: Terminal, { revoke }: { readonly revoke?: true }): Promise<void> => {
  const { home } = await installedConfigOf(env);
  const kid = await rotateSigningKeys(keyFiles(home).authorization, Date.now(), { revoke: revoke === true });
  const earlier = revoke ? 'what the earlier ones signed is refused' : 'the earlier ones stay published for two days';
  out(`The key ${kid} signs tokens within seconds; ${earlier}.\n`);
};

/** clients add, keys rotate-authorization */
export const addAuthorizationCommands = (program: Command, terminal: Terminal): void => {
  program
    .command('clients')
    .description('registers applications')
    .command('add <file>')
    .description('adds the applications of a JSON file, or changes them')
    .action((path: string) => addClients(terminal, path));
  const keys = program.commands.find((command) => command.name() === 'keys') ?? program.command('keys');
  keys
    .command('rotate-authorization')
    .description('makes a new key that signs tokens')
    .option('--revoke', 'the earlier keys were betrayed: their tokens are good no more')
    .action((options: { readonly revoke?: true }) => rotate(terminal, options));
};
