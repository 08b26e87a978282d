// SPDX-License-Identifier: Apache-2.0
import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from '../start-error.ts';

const SECRET_BYTES = 32;

/** 32 random bytes in a file of mode 0600, made when it is not there; of two starters both get the same. */
export const loadOrCreateSecret = async (path: string): Promise<Uint8Array> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(SECRET_BYTES).toString('base64'), { mode: 0o600 });
  await link(draft, path).catch(() => undefined);
  await rm(draft, { force: true });
  const secret = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (secret.length !== SECRET_BYTES)
    throw new StartError(`${path} is damaged; delete it, and the next start makes another.`);
  return secret;
};
