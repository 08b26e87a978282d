// SPDX-License-Identifier: Apache-2.0
// Reads the text of one PDF in a thread of its own, that whoever started it ends when it takes too long.
import { parentPort, workerData } from 'node:worker_threads';
import type { PdfTask, PdfText } from './pdf-text.ts';

const { bytes, mostPages, mostCharacters } = workerData as PdfTask;

// The reader draws nothing here, and asks for what it would draw with when it is loaded.
for (const name of ['DOMMatrix', 'ImageData', 'Path2D'])
  if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value: class {} });

const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');

const task = getDocument({
  data: bytes,
  verbosity: 0,
  useSystemFonts: false,
  disableFontFace: true,
  useWorkerFetch: false,
  useWasm: false,
  enableXfa: false,
});
const document = await task.promise;
const pages: string[] = [];
let left = mostCharacters;
for (let number = 1; number <= Math.min(document.numPages, mostPages) && left > 0; number += 1) {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  pages.push(text.slice(0, left));
  left -= text.length;
  page.cleanup();
}
const complete = pages.length === document.numPages && left >= 0;
parentPort?.postMessage({ pages, complete } satisfies PdfText);
await task.destroy();
