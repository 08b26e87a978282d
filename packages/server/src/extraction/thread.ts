// SPDX-License-Identifier: Apache-2.0
// Program of the thread that understands documents: what a stranger sent is parsed here, where it holds nobody up and can be
// ended.
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { understand } from '../content/understanding/index.ts';

// Whoever waits for an answer comes first. On Linux this is of the thread that asks, elsewhere it would be of the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);

parentPort?.on('message', ({ bytes, mimeType }: { readonly bytes: Uint8Array; readonly mimeType: string }) => {
  void understand(bytes, mimeType).then((understood) => parentPort?.postMessage(understood));
});
