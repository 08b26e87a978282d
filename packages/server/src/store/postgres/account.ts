// SPDX-License-Identifier: Apache-2.0
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { StartError } from '../../start-error.ts';

/** A system account without privileges, under which PostgreSQL runs when Dossier itself is run by root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ['postgres', '_postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. Undefined when this process is not root: then it runs as ourselves. Whom data
 * that is there belongs to goes on with it, for example a user who started this home before root did.
 *
 * @param dataFolders where this home's data may be
 */
export const accountToDropTo = async (dataFolders: readonly string[]): Promise<Account | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  for (const folder of dataFolders) {
    const found = await stat(folder).catch(() => undefined);
    if (found && found.uid !== 0) return { name: `of user ${found.uid}`, uid: found.uid, gid: found.gid };
  }
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of PREFERRED) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new StartError(
    `PostgreSQL does not run as root, and none of the accounts ${PREFERRED.join(', ')} exists to run it; start Dossier as another user or name a database in DATABASE_URL.`,
  );
};

/** May the account enter this folder and every folder above it? Folders that do not exist yet count by their parent. */
export const canEnter = async (folder: string, account: Account | undefined): Promise<boolean> => {
  if (account === undefined) return true;
  for (let path = resolve(folder); ; path = dirname(path)) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) {
      const shift = found.uid === account.uid ? 6 : found.gid === account.gid ? 3 : 0;
      if (((found.mode >> shift) & 1) === 0) return false;
    }
    if (path === dirname(path)) return true;
  }
};
