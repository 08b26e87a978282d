// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import type { Clock } from '../record/index.ts';
import { queueOutdatedReadings, type Reader, readUnread } from '../store/index.ts';
import type { Keyring } from '../store/keys/index.ts';
import { type Loop, startLoop } from '../work/index.ts';
import { readingOf } from './read-document.ts';
import { readingThread } from './reading-thread.ts';

/** One more whenever readers understand more: what was read before is read again. */
const READER = 1;
/** A document that is larger is found by its metadata only; bytes. */
const LARGEST = 32 * 1024 * 1024;
const AT_ONCE = 50;

export interface ExtractionOptions {
  readonly pool: Pool;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

export interface Extraction {
  /** Reads some of the documents that wait; answers whether there may be more. */
  turn(): Promise<boolean>;
  close(): Promise<void>;
}

/** Understands documents that were shared, after they were shared: sharing does not wait for it. */
export const createExtraction = ({ pool, keyring, clock }: ExtractionOptions): Extraction => {
  const thread = readingThread();
  const reader: Reader = {
    version: READER,
    largest: LARGEST,
    read: async ({ entry, content }) =>
      readingOf(
        entry,
        content === undefined
          ? { facts: [], sections: [], withoutText: true }
          : await thread.understand(content, entry.mimeType),
      ),
  };
  return {
    turn: async () => (await readUnread({ pool, keyring, now: clock.now }, AT_ONCE, reader)) === AT_ONCE,
    close: thread.close,
  };
};

/** Goes on reading until it is stopped; begins with what an earlier reader left. */
export const startExtraction = (
  options: ExtractionOptions,
  { intervalMs, onError }: { readonly intervalMs: number; readonly onError: (error: unknown) => void },
): Loop => {
  const extraction = createExtraction(options);
  let isQueued = false;
  const loop = startLoop(
    async () => {
      if (!isQueued) await queueOutdatedReadings(options.pool, READER);
      isQueued = true;
      return extraction.turn();
    },
    { intervalMs, onError },
  );
  return {
    stop: async () => {
      await loop.stop();
      await extraction.close();
    },
  };
};
