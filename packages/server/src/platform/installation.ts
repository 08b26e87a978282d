// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { oidOfUuid } from '@dossier/core/documents';
import { StartError } from '../start-error.ts';
import type { Environment } from './config.ts';

/** What an installation is from its first start on; `<home>/installation.json`. */
export interface Installation {
  readonly environment: Environment;
  /** OID of this repository: a random UUID under 2.25 (ITU-T X.667). */
  readonly repositoryUniqueId: string;
}

/** Key files of a home, each 0600. */
export const keyFiles = (
  home: string,
): {
  readonly records: string;
  readonly journal: string;
  readonly pageTokens: string;
  readonly accounts: string;
  readonly authorization: string;
  readonly cookies: string;
  readonly portal: string;
} => ({
  records: join(home, 'keys', 'kek.json'),
  journal: join(home, 'keys', 'journal.pem'),
  pageTokens: join(home, 'keys', 'page-tokens'),
  accounts: join(home, 'keys', 'accounts'),
  authorization: join(home, 'keys', 'authorization.json'),
  cookies: join(home, 'keys', 'cookies'),
  portal: join(home, 'keys', 'portal'),
});

/** The newest signed head of the journal, kept outside the database; public, and nobody's to change. */
export const journalHeadFile = (home: string): string => join(home, 'journal-head.json');

const pathIn = (home: string): string => join(home, 'installation.json');

export const readInstallation = async (home: string): Promise<Installation | undefined> => {
  const text = await readFile(pathIn(home), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartError(`The home ${home} cannot be read: ${error.message}.`);
  });
  return text === undefined ? undefined : (JSON.parse(text) as Installation);
};

const create = async (home: string, environment: Environment): Promise<void> => {
  const draft = `${pathIn(home)}.${randomUUID()}`;
  // Started by root, PostgreSQL runs as another account, which must pass through. What lies here is closed by itself.
  await mkdir(home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 }).catch((error: Error) => {
    throw new StartError(`The home ${home} cannot be made: ${error.message}; name another folder in DOSSIER_HOME.`);
  });
  const installation: Installation = { environment, repositoryUniqueId: oidOfUuid(randomUUID()) };
  await writeFile(draft, `${JSON.stringify(installation, null, 2)}\n`, { mode: 0o600 }).catch((error: Error) => {
    throw new StartError(`The home ${home} cannot be written to: ${error.message}.`);
  });
  // Of two first starts one writes it, the other reads it.
  await link(draft, pathIn(home)).catch(() => undefined);
  await rm(draft, { force: true });
};

/**
 * The installation of this home; made at the first start.
 *
 * @throws StartError when the home was begun in the other environment: test identities and demo keys never get into
 * production, nor real patients into a demo
 */
export const openInstallation = async (home: string, environment: Environment): Promise<Installation> => {
  if ((await readInstallation(home)) === undefined) await create(home, environment);
  const installation = await readInstallation(home);
  if (installation === undefined) throw new StartError(`The home ${home} cannot be written to.`);
  if (installation.environment !== environment) {
    throw new StartError(
      `The home ${home} was begun as ${installation.environment}, and this is a start as ${environment}; name another folder in DOSSIER_HOME.`,
    );
  }
  return installation;
};
