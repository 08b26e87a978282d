// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { access, chmod, chown, constants, lstat, mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { StartError } from '../../start-error.ts';
import { type Account, accountToDropTo, canEnter } from './account.ts';

/** sun_path holds 108 bytes with the final zero (unix(7)); the socket is `<folder>/.s.PGSQL.<port>`. */
const SOCKET_PATH_BYTES = 107;
const SOCKET_NAME_BYTES = '/.s.PGSQL.65535'.length;

/** Where the cluster of one home lies. */
export interface Places {
  /** Ours alone (0600): the superuser's password. */
  readonly password: string;
  readonly state: string;
  readonly lock: string;
  /** Belongs to the account that runs PostgreSQL: data, log, copies of the binaries. */
  readonly cluster: string;
  readonly data: string;
  readonly log: string;
  /** Folder of the unix socket; undefined where there are none (Windows). */
  readonly socket: string | undefined;
}

const fingerprint = (home: string): string => createHash('sha256').update(resolve(home)).digest('hex').slice(0, 16);

/** May we make this folder, or is it there? */
const canMake = async (folder: string): Promise<boolean> => {
  for (let path = folder; ; path = dirname(path)) {
    if (await stat(path).catch(() => undefined)) {
      return access(path, constants.W_OK).then(
        () => true,
        () => false,
      );
    }
  }
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Outside the home, for an account that may not enter there (`/root` is 0700). */
const outside = (home: string): readonly string[] => [
  join('/var/lib/dossier', fingerprint(home)),
  join(tmpdir(), `dossier-${fingerprint(home)}`),
];

/** Where the cluster of this home is, or where it goes when there is none. A cluster that exists is never passed over. */
const clusterFolder = async (home: string, account: Account | undefined): Promise<string> => {
  const inHome = join(resolve(home), 'postgres');
  if (account === undefined) return inHome;
  const mayEnter = await canEnter(resolve(home), account);
  if (await exists(join(inHome, 'data'))) {
    if (mayEnter) return inHome;
    throw new StartError(
      `The account ${account.name}, which runs PostgreSQL, can no longer enter ${resolve(home)}, where its data is; let it pass with: chmod o+x ${resolve(home)}`,
    );
  }
  for (const folder of outside(home)) if (await exists(join(folder, 'data'))) return folder;
  if (mayEnter) return inHome;
  for (const folder of outside(home)) {
    if ((await canEnter(dirname(folder), account)) && (await canMake(folder))) return folder;
  }
  throw new StartError(
    `The account ${account.name}, which runs PostgreSQL, can enter neither ${home} nor ${outside(home).join(' nor ')}; choose another DOSSIER_HOME.`,
  );
};

/** Who runs the cluster of this home, and where it lies. */
export const placesOf = async (
  home: string,
): Promise<{ readonly places: Places; readonly account: Account | undefined }> => {
  const folders = [join(resolve(home), 'postgres'), ...outside(home)];
  const account = await accountToDropTo(folders.map((folder) => join(folder, 'data')));
  const cluster = await clusterFolder(home, account);
  const near = join(cluster, 'run');
  const short = Buffer.byteLength(near) + SOCKET_NAME_BYTES <= SOCKET_PATH_BYTES;
  const places = {
    password: join(resolve(home), 'postgres.password'),
    state: join(resolve(home), 'postgres.json'),
    lock: join(resolve(home), 'postgres.lock'),
    cluster,
    data: join(cluster, 'data'),
    log: join(cluster, 'postgres.log'),
    socket: process.platform === 'win32' ? undefined : short ? near : join('/tmp', `dossier-${fingerprint(home)}`),
  };
  return { places, account };
};

/** Makes a folder that only the account may read, and takes none that somebody else has put there before. */
export const ownFolder = async (path: string, account: Account | undefined): Promise<void> => {
  // A folder above it that is not there yet is for everybody to pass through, whatever the umask.
  if (await mkdir(dirname(path), { recursive: true })) await chmod(dirname(path), 0o755);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const found = await lstat(path);
  const expected = account?.uid ?? process.getuid?.() ?? found.uid;
  if (!found.isDirectory() || (found.uid !== expected && found.uid !== (process.getuid?.() ?? found.uid))) {
    throw new StartError(`${path} belongs to somebody else; remove it or choose another DOSSIER_HOME.`);
  }
  if (account !== undefined) await chown(path, account.uid, account.gid);
  await chmod(path, 0o700);
};
