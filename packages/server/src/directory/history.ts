// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import * as sql from './statements.ts';

/** One version of an entry, with the time during which it was the current one. */
export interface HistoricEntry {
  readonly kind: 'professional' | 'organization' | 'situation';
  readonly key: string;
  readonly version: number;
  readonly active: boolean;
  readonly professional: string | null;
  readonly organization: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly valid_from: string;
  readonly valid_until: string | null;
}

/** Everything that the directory has ever said of whom or what an identifier leads to; a professional with situations. */
export const readHistory = async (pool: Pool, id: string): Promise<readonly HistoricEntry[]> =>
  (await pool.query<HistoricEntry>(sql.readHistory, [id])).rows;

/** Whether anything was ever loaded. */
export const isLoaded = async (pool: Pool): Promise<boolean> =>
  (await pool.query<{ loaded: boolean }>(sql.readChange)).rows[0]?.loaded === true;
