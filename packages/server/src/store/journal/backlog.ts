// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import { run } from '../statement.ts';
import { signedHeadOf } from './heads.ts';
import { countUnsealed } from './statements/count-unsealed.ts';
import { readLog } from './statements/read-log.ts';

/** How far the sealer is behind. */
export interface Backlog {
  /** Entries that no signed head covers yet. */
  readonly unsealed: number;
  /** When the newest head was signed; undefined while there is none. */
  readonly sealedAt?: Instant | undefined;
}

export const readBacklog = async (pool: Pool): Promise<Backlog> => {
  const log = (await run(pool, readLog, [])).rows[0];
  const values = [log?.max_seq ?? 0, log?.gap_lows ?? [], log?.gap_highs ?? []];
  const unsealed = (await run(pool, countUnsealed, values)).rows[0]?.unsealed ?? 0;
  const last = log?.head && log.signature ? signedHeadOf(log.head, log.signature) : undefined;
  return { unsealed, sealedAt: last?.head.sealedAt };
};
