// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../statement.ts';

/** The id of the sealer's own transaction, above every id drawn before. */
export const drawTransactionId = statement<{ id: string }>(
  'journal-draw-transaction-id',
  'SELECT pg_current_xact_id()::text AS id',
);
