// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';

/** The text of a PDF, page by page. */
export interface PdfText {
  readonly pages: readonly string[];
  /** No page and no character was left out. */
  readonly complete: boolean;
}

/** What the thread is told. */
export interface PdfTask {
  readonly bytes: Uint8Array;
  readonly mostPages: number;
  readonly mostCharacters: number;
}

const MOST_PAGES = 300;
const LONGEST_MS = 15_000;
const MOST_MEGABYTES = 512;
/** How often it is looked at what a thread holds beside its heap, where a PDF of a megabyte may unfold to gigabytes. */
const LOOK_EVERY_MS = 100;
/** Threads that read at the same time, and requests that wait for one; those beyond are told that it was not read. */
const AT_ONCE = 2;
const WAITING = 50;

const THREAD = new URL('./pdf-worker.ts', import.meta.url);

let reading = 0;
const waiting: (() => void)[] = [];

const turn = async (): Promise<boolean> => {
  if (reading < AT_ONCE) {
    reading += 1;
    return true;
  }
  if (waiting.length >= WAITING) return false;
  await new Promise<void>((go) => waiting.push(go));
  return true;
};

/** The turn goes on to the next who waits, or is free again. */
const passOn = (): void => {
  const next = waiting.shift();
  if (next === undefined) reading -= 1;
  else next();
};

const readInThread = (bytes: Uint8Array, mostCharacters: number): Promise<PdfText | undefined> =>
  new Promise((done) => {
    const task: PdfTask = { bytes: Uint8Array.from(bytes), mostPages: MOST_PAGES, mostCharacters };
    const thread = new Worker(THREAD, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
      env: {},
      stdout: true,
      stderr: true,
    });
    const end = (text: PdfText | undefined): void => {
      clearTimeout(timer);
      clearInterval(looking);
      thread.removeAllListeners('exit');
      void thread.terminate();
      done(text);
    };
    const timer = setTimeout(() => end(undefined), LONGEST_MS);
    const looking = setInterval(() => {
      thread.getHeapStatistics().then(
        ({ external_memory: bytes }) => bytes > MOST_MEGABYTES * 1024 * 1024 && end(undefined),
        () => undefined,
      );
    }, LOOK_EVERY_MS);
    thread.once('message', (text: PdfText) => end(text));
    thread.on('error', () => end(undefined));
    thread.once('exit', () => end(undefined));
  });

/**
 * The text of a PDF, read apart from everything else and never longer than 15 seconds; undefined when it is none, is
 * locked, takes longer, or too many others wait. A PDF of images has pages without text.
 */
export const pdfText = async (bytes: Uint8Array, mostCharacters: number): Promise<PdfText | undefined> => {
  if (!(await turn())) return undefined;
  try {
    return await readInThread(bytes, mostCharacters);
  } finally {
    passOn();
  }
};
