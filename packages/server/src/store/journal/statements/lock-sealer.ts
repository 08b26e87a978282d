// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** Held to the end of the transaction: one sealer at a time, whatever the number of processes. */
export const lockSealer = statement(
  'journal-lock-sealer',
  `
SELECT pg_advisory_xact_lock($1::bigint)
`,
);
