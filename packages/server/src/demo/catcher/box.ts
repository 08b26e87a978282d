// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A message that the demo would have sent. */
export interface Caught {
  /** Of the file, so that it sorts by time. */
  readonly id: string;
  readonly at: string;
  readonly channel: 'email' | 'sms';
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/** Where the messages lie, one file each, for all processes of the demo. */
export interface Box {
  put(message: Omit<Caught, 'id' | 'at'>): Promise<void>;
  /** The newest first, not all. */
  list(): Promise<readonly Caught[]>;
}

const KEPT = 200;

export const mailFolder = 'demo-mail';

export const openBox = (home: string): Box => {
  const folder = join(home, mailFolder);
  const names = async (): Promise<readonly string[]> =>
    (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  return {
    put: async (message) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const at = new Date().toISOString();
      const id = `${at.replaceAll(/[:.]/g, '-')}-${randomUUID()}`;
      const draft = join(folder, id);
      await writeFile(draft, JSON.stringify({ id, at, ...message }), { mode: 0o600 });
      await rename(draft, `${draft}.json`);
      for (const old of (await names()).slice(0, -KEPT)) await rm(join(folder, old), { force: true });
    },
    list: async () => {
      const texts = await Promise.all(
        (await names()).toReversed().map((name) => readFile(join(folder, name), 'utf8').catch(() => undefined)),
      );
      return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as Caught]));
    },
  };
};
