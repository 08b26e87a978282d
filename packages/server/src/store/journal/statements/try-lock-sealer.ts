// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** As lock-sealer, but does not wait. */
export const tryLockSealer = statement<{ locked: boolean }>(
  'journal-try-lock-sealer',
  `
SELECT pg_try_advisory_xact_lock($1::bigint) AS locked
`,
);
