// SPDX-License-Identifier: Apache-2.0
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open as openFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from '../../start-error.ts';
import type { KeyEncryptionKey } from './kek.ts';
import { open, seal } from './seal.ts';

/** `keys`: version to 32 bytes in base64. */
interface KeyFile {
  readonly current: number;
  readonly keys: Readonly<Record<string, string>>;
}

interface Versions {
  readonly current: number;
  readonly keys: ReadonlyMap<number, KeyObject>;
}

const DATA_KEY_BYTES = 32;
const MODE = 0o600;

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const isKeyFile = (value: unknown): value is KeyFile => {
  if (typeof value !== 'object' || value === null || !('current' in value) || !('keys' in value)) return false;
  const { current, keys } = value;
  if (!Number.isSafeInteger(current) || typeof keys !== 'object' || keys === null) return false;
  const entries = Object.entries(keys);
  return (
    Object.hasOwn(keys, String(current)) &&
    entries.every(
      ([version, key]) =>
        /^[1-9]\d{0,8}$/.test(version) &&
        typeof key === 'string' &&
        Buffer.from(key, 'base64').length === DATA_KEY_BYTES,
    )
  );
};

const parseKeyFile = (path: string, text: string): KeyFile => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isKeyFile(value)) throw new StartError(`The key file ${path} is not a key file of Dossier, or is damaged.`);
  return value;
};

const readKeyFile = async (path: string): Promise<KeyFile | undefined> => {
  const unreadable = (error: unknown): never => {
    throw new StartError(`The key file ${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  };
  const handle = await openFile(path, 'r').catch((error: unknown) =>
    hasCode(error, 'ENOENT') ? undefined : unreadable(error),
  );
  if (!handle) return undefined;
  try {
    const { mode } = await handle.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new StartError(
        `The key file ${path} can be read or changed by other users (mode ${(mode & 0o777).toString(8)}); ` +
          `make it yours alone with: chmod 600 ${path}`,
      );
    return parseKeyFile(path, await handle.readFile('utf8').catch(unreadable));
  } finally {
    await handle.close();
  }
};

/** Writes beside the file, synchronously to disk, then puts it in place at once: a cut never leaves half a key. */
const writeKeyFile = async (path: string, file: KeyFile, place: 'create' | 'replace'): Promise<void> => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = await openFile(draft, 'wx', MODE);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await chmod(draft, MODE);
    // link fails where the file is there already; rename replaces it
    await (place === 'create' ? link(draft, path) : rename(draft, path));
  } finally {
    await rm(draft, { force: true });
  }
};

const createKeyFile = async (path: string): Promise<KeyFile> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file: KeyFile = { current: 1, keys: { 1: randomBytes(DATA_KEY_BYTES).toString('base64') } };
  try {
    await writeKeyFile(path, file, 'create');
    return file;
  } catch (error) {
    const other = hasCode(error, 'EEXIST') ? await readKeyFile(path) : undefined;
    if (other) return other;
    throw error;
  }
};

const versionsOf = ({ current, keys }: KeyFile): Versions => ({
  current,
  keys: new Map(
    Object.entries(keys).map(([version, key]) => [Number(version), createSecretKey(Buffer.from(key, 'base64'))]),
  ),
});

/**
 * A key-encryption key in a file of the operator's (`<home>/keys/kek.json`, mode 0600), made when it is not there.
 * Holds every version ever current. Refuses with a StartError a file that other users can read.
 */
export const openLocalKek = async (path: string): Promise<KeyEncryptionKey> => {
  let versions = versionsOf((await readKeyFile(path)) ?? (await createKeyFile(path)));

  const reload = async (): Promise<void> => {
    const file = await readKeyFile(path);
    if (!file) throw new StartError(`The key file ${path} is gone; restore it from your backup.`);
    versions = versionsOf(file);
  };

  const keyOf = async (version: number): Promise<KeyObject> => {
    // another process may have rotated since this one read the file
    if (!versions.keys.has(version)) await reload();
    const key = versions.keys.get(version);
    if (!key)
      throw new StartError(
        `The key file ${path} does not hold version ${version} of the key, with which records were sealed; ` +
          'restore it from your backup.',
      );
    return key;
  };

  const binding = (recordId: string, version: number) =>
    ({ recordId, purpose: 'key', objectId: String(version) }) as const;

  return {
    place: path,
    currentVersion: async () => versions.current,
    wrap: async (recordId, dataKey) => {
      const { current } = versions;
      return { kekVersion: current, wrapped: seal(await keyOf(current), binding(recordId, current), dataKey) };
    },
    unwrap: async (recordId, { kekVersion, wrapped }) =>
      open(await keyOf(kekVersion), binding(recordId, kekVersion), wrapped),
    addVersion: async () => {
      const file = await readKeyFile(path);
      if (!file) throw new StartError(`The key file ${path} is gone; restore it from your backup.`);
      const version = Math.max(...Object.keys(file.keys).map(Number)) + 1;
      const key = randomBytes(DATA_KEY_BYTES).toString('base64');
      await writeKeyFile(path, { current: version, keys: { ...file.keys, [version]: key } }, 'replace');
      await reload();
      return version;
    },
  };
};
