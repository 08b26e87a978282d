// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Understood } from '../content/understanding/index.ts';

/** Understands documents in a thread of its own, one after the other. */
export interface ReadingThread {
  /** What cannot be understood in time, or ends the thread, gives nothing. */
  understand(bytes: Uint8Array, mimeType: string): Promise<Understood>;
  close(): Promise<void>;
}

const FILE = join(import.meta.dirname, 'thread.ts');

const nothing: Understood = { facts: [], sections: [], withoutText: true };

/** A document that takes longer is given up. */
const PATIENCE_MS = 30_000;
/** Of the thread's own heap; the bytes of a document are outside of it. */
const HEAP_MB = 512;

/** The thread begins with the first document. */
export const readingThread = ({ patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {}): ReadingThread => {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const end = async (): Promise<void> => {
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };

  const ask = async (bytes: Uint8Array, mimeType: string): Promise<Understood> => {
    worker ??= new Worker(FILE, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    const asked = worker;
    const answer = await new Promise<Understood | undefined>((resolve) => {
      const failed = (): void => done(undefined);
      const timer = setTimeout(failed, patienceMs);
      const done = (value: Understood | undefined): void => {
        clearTimeout(timer);
        asked.off('message', done).off('error', failed).off('exit', failed);
        resolve(value);
      };
      asked.on('message', done).on('error', failed).on('exit', failed);
      asked.postMessage({ bytes, mimeType });
    });
    if (answer === undefined) await end();
    return answer ?? nothing;
  };

  return {
    understand: (bytes, mimeType) => {
      const next = last.then(() => ask(bytes, mimeType));
      last = next.catch(() => undefined);
      return next;
    },
    close: async () => {
      await last;
      await end();
    },
  };
};
