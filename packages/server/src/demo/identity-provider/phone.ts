// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a telephone of the demo was asked. */
export interface PhoneRequest {
  readonly id: string;
  /** Key of the person. */
  readonly person: string;
  readonly message: string;
  readonly untilMs: number;
  readonly answer?: 'yes' | 'no';
}

/** The telephones of the demo's people: files in a folder, so that every worker sees the same. */
export interface Phones {
  ask(person: string, message: string): Promise<PhoneRequest>;
  /** Those that wait for an answer. */
  waiting(): Promise<readonly PhoneRequest[]>;
  answer(id: string, answer: 'yes' | 'no'): Promise<void>;
  /** Undefined when there is none, or it is too old; an answer is told once. */
  look(id: string): Promise<PhoneRequest | undefined>;
}

export const PHONE_SECONDS = 300;
const ID = /^[\w-]{43}$/;

export const phonesIn = (folder: string): Phones => {
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  const read = async (id: string): Promise<PhoneRequest | undefined> => {
    if (!ID.test(id)) return undefined;
    const text = await readFile(fileOf(id), 'utf8').catch(() => undefined);
    const request: PhoneRequest | undefined = text === undefined ? undefined : JSON.parse(text);
    return request !== undefined && request.untilMs > Date.now() ? request : undefined;
  };
  const write = async (request: PhoneRequest): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = `${fileOf(request.id)}.${randomBytes(6).toString('hex')}`;
    await writeFile(draft, JSON.stringify(request), { mode: 0o600 });
    await rename(draft, fileOf(request.id));
  };
  return {
    ask: async (person, message) => {
      const id = randomBytes(32).toString('base64url');
      const request = { id, person, message, untilMs: Date.now() + PHONE_SECONDS * 1000 };
      await write(request);
      return request;
    },
    waiting: async () => {
      const files = await readdir(folder).catch(() => []);
      const found = await Promise.all(files.map((file) => read(file.replace(/\.json$/, ''))));
      return found
        .filter((request): request is PhoneRequest => request !== undefined && request.answer === undefined)
        .toSorted((a, b) => a.untilMs - b.untilMs);
    },
    answer: async (id, answer) => {
      const request = await read(id);
      if (request !== undefined && request.answer === undefined) await write({ ...request, answer });
    },
    look: async (id) => {
      const request = await read(id);
      if (request?.answer !== undefined) await rm(fileOf(id), { force: true });
      return request;
    },
  };
};
