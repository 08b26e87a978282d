// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { AccessMode } from '@dossier/core/actors';
import { accessModes } from '@dossier/core/actors';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { sentenceOf } from '@dossier/core/errors';
import type { Ins } from '@dossier/core/identity';
import { instantOf } from '@dossier/core/time';
import type { Command } from 'commander';
import { StartError } from '../start-error.ts';
import type { Terminal } from './index.ts';

interface AssertFlags {
  readonly certificate: string;
  readonly key: string;
  readonly patient?: string;
  readonly structure?: string;
  readonly mode?: string;
  readonly reason?: string;
  readonly secret?: boolean;
  readonly softwareName: string;
  readonly softwareVersion: string;
  readonly approval: string;
}

const fileAt = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw new StartError(`${path} cannot be read: ${error.message}.`);
  });

const userInfoIn = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const text = path === '-' ? await readAll(process.stdin) : await fileAt(path);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // said below
  }
  throw new StartError(`${path} holds no UserInfo: a JSON object is expected.`);
};

const patientIn = (text: string | undefined): Ins | undefined => {
  if (text === undefined) return undefined;
  const [oid, value, more] = text.split('|');
  if (!oid || !value || more !== undefined)
    throw new StartError('--patient is the OID of the INS, |, and its 15 characters.');
  return { oid, value };
};

const modeIn = (text: string | undefined): AccessMode['kind'] | undefined => {
  const mode = accessModes.find((one) => one === text);
  if (text !== undefined && mode === undefined)
    throw new StartError(`There is no mode ${text}; the modes are ${accessModes.join(', ')}.`);
  return mode;
};

const printAssertion = async ({ out }: Terminal, path: string, flags: AssertFlags): Promise<void> => {
  const [{ actorFromUserInfo }, { keyFileSigner, signAssertion }] = await Promise.all([
    import('../vihf/index.ts'),
    import('@dossier/client/node'),
  ]);
  const at = instantOf(Date.now());
  const mode = modeIn(flags.mode);
  const { structure, reason, secret } = flags;
  const choice = {
    ...(structure !== undefined && { structure }),
    ...(mode !== undefined && { mode }),
    ...(reason !== undefined && { reason }),
    ...(secret && { secret }),
  };
  const actor = actorFromUserInfo(await userInfoIn(path), choice, lawAt(frenchProfile, at), at);
  if (!actor.ok) throw new StartError(sentenceOf(actor.error));
  const [certificate, key] = await Promise.all([fileAt(flags.certificate), fileAt(flags.key)]);
  const patient = patientIn(flags.patient);
  const software = { name: flags.softwareName, version: flags.softwareVersion, approval: flags.approval };
  const details = { id: `_${randomUUID()}`, at, ...(patient && { patient }), software };
  const signer = (() => {
    try {
      return keyFileSigner(certificate, key);
    } catch (error) {
      throw new StartError(`${flags.key} holds no private key (PEM): ${(error as Error).message}.`);
    }
  })();
  try {
    out(`${await signAssertion(actor.value, details, signer)}\n`);
  } catch (error) {
    throw new StartError((error as Error).message);
  }
};

/** assert */
export const addAssertionCommands = (program: Command, terminal: Terminal): void => {
  program
    .command('assert <userinfo>')
    .description(
      'prints a signed assertion (VIHF) of who is in a UserInfo of Pro Santé Connect: a file, or - for standard input',
    )
    .requiredOption('--certificate <file>', "the structure's certificate for signatures (PEM)")
    .requiredOption('--key <file>', 'its key (PEM)')
    .option('--patient <oid|ins>', 'whom the message is about')
    .option('--structure <id>', 'which situation of practice, where there are several')
    .option('--mode <mode>', 'normal, break-glass or emergency-dispatch')
    .option('--reason <text>', 'why, for break-glass; default: what the sign-in says')
    .option('--secret', 'a secret session')
    .option('--software-name <text>', 'the software that asks', 'dossier assert')
    .option('--software-version <text>', 'its version', '0.1.0')
    .option('--approval <number>', 'number of its approval', 'DEMO')
    .action((path: string, flags: AssertFlags) => printAssertion(terminal, path, flags));
};
