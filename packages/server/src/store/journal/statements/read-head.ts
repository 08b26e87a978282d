// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

interface HeadRow {
  readonly head: string;
  readonly signature: Buffer;
}

/** The head of the log when it had $1 + 1 batches. */
export const readHead = statement<HeadRow>(
  'journal-read-head',
  `
SELECT head, signature FROM journal_batch WHERE batch_no = $1
`,
);
